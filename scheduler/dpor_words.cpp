// A search by traces as words, to be taken up again: its path, and what is pending along it.
// Actions are written once each, and named by their place.

#include <unordered_map>
#include <utility>

#include "scheduler/dpor_search.hpp"
#include "scheduler/saved_words.hpp"

namespace heddle {

class DporSearch::Writer {
 public:
  explicit Writer(std::vector<std::uint64_t>& words) : words_(words) {}

  void write(const DporSearch& search) {
    search_ = &search;
    body_.push_back(search.begun_ ? 1 : 0);
    body_.push_back(search.depth_);
    for (std::size_t number = 0; number < search.depth_; ++number) {
      const Place& place = search.places_[number];
      write_list(place.sleep);
      write_list(place.done);
      write_tree(place.pending);
      write_turn(place.current, body_);
      body_.push_back(search.every_order_ ? 0 : 1 + place_of(search.taken_[number]));
      body_.push_back(place.row);
      body_.push_back(place.end_waits);
    }
    words_.push_back(actions_.size());
    for (const ActionNumber number : actions_) write_action(search.table_[number]);
    words_.insert(words_.end(), body_.begin(), body_.end());
  }

 private:
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
      words_.push_back(static_cast<std::uint64_t>(access.touch));
    }
  }

  std::vector<std::uint64_t>& words_;
  std::vector<std::uint64_t> body_;  // what comes after the actions
  const DporSearch* search_ = nullptr;
  std::vector<ActionNumber> actions_;
  std::unordered_map<ActionNumber, std::uint64_t> action_places_;
};

class DporSearch::Reader {
 public:
  explicit Reader(std::span<const std::uint64_t> words) : words_(words, "dpor") {}

  std::unique_ptr<DporSearch> read() {
    auto search = std::make_unique<DporSearch>(std::bitset<rows>{});
    search_ = search.get();
    for (std::size_t left = count(); left > 0; --left) actions_.push_back(read_action());
    search->begun_ = words_.next(1) != 0;
    search->depth_ = count();
    search->places_.resize(search->depth_);
    for (Place& place : search->places_) {
      read_list(place.sleep);
      read_list(place.done);
      place.pending = read_tree();
      place.current = read_turn();
      place.taken = true;
      const std::uint64_t taken = words_.next();
      if (taken != 0) search->taken_.push_back(action_at(taken - 1));
      place.row = next_number();
      place.end_waits = next_number();
    }
    words_.end();
    return search;
  }

 private:
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
      const std::uint64_t how = words_.next(static_cast<std::uint64_t>(Touch::finds_closed));
      footprint.add({static_cast<std::uint32_t>(what >> 32U), static_cast<Touch>(how),
                     static_cast<std::uint32_t>(what & UINT32_MAX)});
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

void DporSearch::save(std::span<const Scheduler* const> parts, std::vector<std::uint64_t>& words) {
  for (const Scheduler* const part : parts) {  // one at most: it is never split
    Writer(words).write(static_cast<const DporSearch&>(*part));
  }
}

std::vector<std::unique_ptr<Scheduler>> DporSearch::restore(std::span<const std::uint64_t> words) {
  std::vector<std::unique_ptr<Scheduler>> parts;
  if (!words.empty()) parts.push_back(Reader(words).read());
  return parts;
}

}  // namespace heddle
