// A search by traces as words, to be taken up again: its path, and what is pending along it.
// Actions are written once each, and named by their place.

#include <algorithm>
#include <bit>
#include <unordered_map>
#include <utility>

#include "scheduler/dpor/search.hpp"
#include "scheduler/saved_words.hpp"

namespace heddle {

class DporSearch::Writer {
 public:
  Writer(const DporSearch& search, std::vector<std::uint64_t>& words)
      : search_(&search), words_(words) {}

  void write() {
    const DporSearch& search = *search_;
    body_.push_back(search.begun_ ? 1 : 0);
    body_.push_back(search.least_part_);
    body_.push_back(search.executions_);
    body_.push_back(search.depth_);
    // What returns is asked for its root.
    const std::size_t places = std::max(search.depth_, search.is_part_ ? search.root_ + 1 : 0);
    body_.push_back(places);
    for (std::size_t number = 0; number < places; ++number) write_place(number);
    write_tree(search.plan_);
    body_.push_back(search.is_part_ ? 1 : 0);
    body_.push_back(search.root_);
    body_.push_back(search.done_before_);
    body_.push_back(std::bit_cast<std::uint64_t>(search.weight_));
    write_given(search.given_);
    body_.push_back(search.notes_.size());
    for (const NotedSequence& note : search.notes_) write_note(note);
    body_.push_back(search.ahead_from_);
    body_.push_back(search.expected_.size());
    for (const Expected& expected : search.expected_) {
      body_.push_back(expected.place);
      write_tree(expected.branches);
    }
    write_given(search.ahead_);
    words_.push_back(actions_.size());
    for (const ActionNumber number : actions_) write_action(search.table_[number]);
    words_.insert(words_.end(), body_.begin(), body_.end());
  }

 private:
  void write_place(std::size_t number) {
    const Place& place = search_->places_[number];
    write_list(place.sleep);
    write_list(place.done);
    write_tree(place.pending);
    write_turn(place.current, body_);
    body_.push_back(place.taken ? 1 : 0);
    const bool is_known = number < search_->taken_.size();
    body_.push_back(is_known ? 1 + place_of(search_->taken_[number]) : 0);
    body_.push_back(place.row);
    body_.push_back(place.elsewhere);
    body_.push_back(place.executions_before);
  }

  void write_given(const std::vector<Given>& list) {
    body_.push_back(list.size());
    for (const Given& given : list) {
      body_.push_back(given.place);
      body_.push_back(static_cast<std::uint64_t>(given.part));
    }
  }

  void write_note(const NotedSequence& note) {
    body_.push_back(note.from);
    body_.push_back(note.steps.size());
    for (const NotedStep& step : note.steps) {
      body_.push_back(place_of(step.action));
      body_.push_back(step.after.size());
      body_.insert(body_.end(), step.after.begin(), step.after.end());
    }
  }

  void write_list(const std::vector<ActionNumber>& list) {
    body_.push_back(list.size());
    for (const ActionNumber number : list) body_.push_back(place_of(number));
  }

  // Children before what comes next in the list.
  void write_tree(WakeupTrees::Node list) {
    body_.push_back(list == WakeupTrees::none ? 0 : 1);
    std::vector<WakeupTrees::Node> left;
    if (list != WakeupTrees::none) left.push_back(list);
    while (!left.empty()) {
      const WakeupTrees::Branch& branch = search_->trees_[left.back()];
      left.pop_back();
      const bool has_child = branch.first_child != WakeupTrees::none;
      const bool has_next = branch.next != WakeupTrees::none;
      body_.push_back((place_of(branch.action) << 2U) | (has_child ? 2U : 0U) |
                      (has_next ? 1U : 0U));
      if (has_next) left.push_back(branch.next);
      if (has_child) left.push_back(branch.first_child);
    }
  }

  std::uint64_t place_of(ActionNumber number) {
    const auto [found, is_new] = action_places_.try_emplace(number, actions_.size());
    if (is_new) actions_.push_back(number);
    return found->second;
  }

  static void write_turn(const Turn& turn, std::vector<std::uint64_t>& words) {
    words.push_back((std::uint64_t{index(turn.thread)} << 32U) | turn.detail);
    words.push_back((static_cast<std::uint64_t>(turn.way) << 2U) | (turn.any_way ? 2U : 0U) |
                    (turn.is_last ? 1U : 0U));
  }

  void write_action(const Action& action) {
    write_turn(action.turn, words_);
    words_.push_back((std::uint64_t{action.footprint.size()} << 1U) |
                     (action.footprint.touches_all() ? 1U : 0U));
    for (std::size_t place = 0; place < action.footprint.size(); ++place) {
      const Access& access = action.footprint[place];
      words_.push_back((std::uint64_t{access.resource} << 32U) | access.number);
      words_.push_back((std::uint64_t{access.makes_room} << 8U) |
                       static_cast<std::uint64_t>(access.touch));
    }
  }

  const DporSearch* const search_;
  std::vector<std::uint64_t>& words_;
  std::vector<std::uint64_t> body_;  // what comes after the actions
  std::vector<ActionNumber> actions_;
  std::unordered_map<ActionNumber, std::uint64_t> action_places_;
};

class DporSearch::Reader {
 public:
  explicit Reader(std::span<const std::uint64_t> words) : words_(words, "dpor") {}

  std::unique_ptr<Scheduler> read_all() {
    auto part = std::make_unique<DporSearch>(std::bitset<rows>{});
    read(*part);
    words_.end();
    return part;
  }

 private:
  void read(DporSearch& search) {
    search_ = &search;
    for (std::size_t left = count(); left > 0; --left) actions_.push_back(read_action());
    search.begun_ = words_.next(1) != 0;
    search.least_part_ = words_.next();
    search.executions_ = words_.next();
    search.depth_ = count();
    search.places_.resize(count());
    if (search.depth_ > search.places_.size()) words_.fail();
    for (Place& place : search.places_) read_place(place);
    search.plan_ = read_tree();
    search.is_part_ = words_.next(1) != 0;
    search.root_ = place();
    search.branched_at_ = search.root_;
    if (search.is_part_ && search.places_.empty()) words_.fail();
    search.done_before_ = static_cast<std::size_t>(
        words_.next(search.is_part_ ? search.places_[search.root_].done.size() : 0));
    search.weight_ = words_.next_part();
    read_given(search.given_, [&](std::size_t place) {
      return search.places_[place].pending != WakeupTrees::none;
    });
    for (std::size_t left = count(); left > 0; --left) read_note();
    search.ahead_from_ = place();
    for (std::size_t left = count(); left > 0; --left) {
      const std::size_t place = this->place();
      search.expected_.push_back({place, read_tree()});
      if (search.expected_.back().branches == WakeupTrees::none) words_.fail();
    }
    read_given(search.ahead_,
               [&](std::size_t place) { return search.expected_at(place) != nullptr; });
  }

  template <typename IsThere>
  void read_given(std::vector<Given>& list, const IsThere& is_there) {
    for (std::size_t left = count(); left > 0; --left) {
      const std::size_t place = this->place();
      if (search_->places_.empty() || !is_there(place)) words_.fail();
      list.push_back({place, static_cast<PartId>(words_.next())});
    }
  }

  void read_place(Place& place) {
    read_list(place.sleep);
    read_list(place.done);
    place.pending = read_tree();
    place.current = read_turn();
    place.taken = words_.next(1) != 0;
    const std::uint64_t taken = words_.next();
    if (taken != 0) search_->taken_.push_back(action_at(taken - 1));
    place.row = next_number();
    place.elsewhere = next_number();
    place.executions_before = words_.next(search_->executions_);
  }

  void read_note() {
    NotedSequence& note = search_->notes_.emplace_back();
    note.from = place();
    for (std::size_t steps = count(); steps > 0; --steps) {
      NotedStep& step = note.steps.emplace_back();
      step.action = action();
      for (std::size_t left = count(); left > 0; --left) {
        if (note.steps.size() < 2) words_.fail();
        step.after.push_back(static_cast<std::uint32_t>(words_.next(note.steps.size() - 2)));
      }
    }
    search_->note_bytes_ += note.bytes();
  }

  // Of one that has places; 0 where there are none.
  std::size_t place() {
    const std::size_t places = search_->places_.size();
    return static_cast<std::size_t>(words_.next(places == 0 ? 0 : places - 1));
  }

  // Of things that take a word each, or more.
  std::size_t count() { return static_cast<std::size_t>(words_.next(words_.left())); }
  std::uint32_t next_number() { return static_cast<std::uint32_t>(words_.next(UINT32_MAX)); }

  Turn read_turn() {
    const std::uint64_t who = words_.next();
    const std::uint64_t how = words_.next(static_cast<std::uint64_t>(Way::datum) << 2U | 3U);
    return {ThreadId{static_cast<std::uint32_t>(who >> 32U)}, static_cast<Way>(how >> 2U),
            static_cast<std::uint32_t>(who & UINT32_MAX), (how & 2U) != 0, (how & 1U) != 0};
  }

  ActionNumber read_action() {
    const Turn turn = read_turn();
    const std::uint64_t head = words_.next();
    Footprint footprint;
    if ((head & 1U) != 0) footprint.set_touches_all();
    for (std::uint64_t left = head >> 1U; left > 0; --left) {
      const std::uint64_t what = words_.next();
      const std::uint64_t how = words_.next(std::uint64_t{UINT32_MAX} << 8U | UINT8_MAX);
      if ((how & UINT8_MAX) > static_cast<std::uint64_t>(Touch::finds_closed)) words_.fail();
      footprint.add({static_cast<std::uint32_t>(what >> 32U), static_cast<Touch>(how & UINT8_MAX),
                     static_cast<std::uint32_t>(what & UINT32_MAX),
                     static_cast<std::uint32_t>(how >> 8U)});
    }
    return search_->table_.number_of(turn, footprint);
  }

  ActionNumber action() { return action_at(words_.next()); }
  ActionNumber action_at(std::uint64_t place) {
    if (place >= actions_.size()) words_.fail();
    return actions_[static_cast<std::size_t>(place)];
  }

  void read_list(std::vector<ActionNumber>& list) {
    for (std::size_t left = count(); left > 0; --left) list.push_back(action());
  }

  WakeupTrees::Node read_tree() {
    WakeupTrees& trees = search_->trees_;
    if (words_.next(1) == 0) return WakeupTrees::none;
    WakeupTrees::Node first = WakeupTrees::none;
    // Where the next one goes: as a child, or after a branch.
    struct Gap {
      WakeupTrees::Node node = WakeupTrees::none;
      bool is_child = false;
    };
    std::vector<Gap> gaps(1);
    while (!gaps.empty()) {
      const Gap gap = gaps.back();
      gaps.pop_back();
      const std::uint64_t head = words_.next();
      const WakeupTrees::Node added = trees.add(action_at(head >> 2U));
      if (gap.node == WakeupTrees::none) {
        first = added;
      } else if (gap.is_child) {
        trees[gap.node].first_child = added;
      } else {
        trees[gap.node].next = added;
      }
      if ((head & 1U) != 0) gaps.push_back({added, false});
      if ((head & 2U) != 0) gaps.push_back({added, true});
    }
    return first;
  }

  SavedWords words_;
  DporSearch* search_ = nullptr;
  std::vector<ActionNumber> actions_;
};

void DporSearch::save(std::vector<std::uint64_t>& words) const { Writer(*this, words).write(); }

std::unique_ptr<Scheduler> DporSearch::restore(std::span<const std::uint64_t> words) {
  return Reader(words).read_all();
}

}  // namespace heddle
