// A search by traces as words, to be taken up again: the paths of all that share a tree, the points
// on them, and what is pending there. Actions are written once each, and named by their place.

#include <bit>
#include <string>
#include <unordered_map>
#include <utility>

#include "scheduler/dpor_search.hpp"
#include "scheduler/strategy.hpp"

namespace heddle {

class DporSearch::Writer {
 public:
  explicit Writer(std::vector<std::uint64_t>& words) : words_(words) {}

  void write(std::span<const Scheduler* const> parts) {
    body_.push_back(parts.size());
    for (const Scheduler* const part : parts) {
      write_path(static_cast<const DporSearch&>(*part));
    }
    body_.push_back(points_.size());
    for (std::size_t place = 0; place < points_.size(); ++place) write_point(points_[place]);
    words_.push_back(actions_.size());
    for (const Action* const action : actions_) write_action(*action);
    words_.insert(words_.end(), body_.begin(), body_.end());
  }

 private:
  struct SeenPoint {
    const ChoicePoint* point = nullptr;
    const DporSearch* search = nullptr;  // a part that has it
  };

  void write_path(const DporSearch& search) {
    table_ = &search.common_->actions;
    body_.push_back(search.begun_ ? 1 : 0);
    body_.push_back(search.depth_);
    for (std::size_t number = 0; number < search.depth_; ++number) {
      const Place& place = search.places_[number];
      const auto [found, is_new] =
          point_places_.try_emplace(place.point.get(), point_places_.size());
      if (is_new) points_.push_back({place.point.get(), &search});
      body_.push_back(found->second);
      write_turn(place.current, body_);
      body_.push_back(search.every_order_ ? 0 : 1 + place_of(search.taken_[number]));
      body_.push_back(place.row);
      body_.push_back(place.end_waits);
    }
  }

  void write_point(const SeenPoint& seen) {
    const ChoicePoint& point = *seen.point;
    body_.push_back(point.shared ? 1 : 0);
    write_list(point.sleep);
    write_list(point.done);
    write_tree(point.shared ? point.shared->trees : seen.search->trees_, point.pending);
  }

  void write_list(const std::vector<ActionNumber>& list) {
    body_.push_back(list.size());
    for (const ActionNumber number : list) body_.push_back(place_of(number));
  }

  // Children before what comes next in the list.
  void write_tree(const WakeupTrees& trees, WakeupTrees::Node list) {
    body_.push_back(list == WakeupTrees::none ? 0 : 1);
    std::vector<WakeupTrees::Node> left;
    if (list != WakeupTrees::none) left.push_back(list);
    while (!left.empty()) {
      const WakeupTrees::Branch& branch = trees[left.back()];
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
    if (is_new) actions_.push_back(&(*table_)[number]);
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
  const ActionTable* table_ = nullptr;
  std::vector<const Action*> actions_;
  std::unordered_map<ActionNumber, std::uint64_t> action_places_;
  std::vector<SeenPoint> points_;
  std::unordered_map<const ChoicePoint*, std::uint64_t> point_places_;
};

class DporSearch::Reader {
 public:
  explicit Reader(std::span<const std::uint64_t> words) : words_(words) {}

  std::vector<std::unique_ptr<Scheduler>> read() {
    const std::size_t actions = count();
    for (std::size_t number = 0; number < actions; ++number) actions_.push_back(read_action());
    const std::size_t parts = count();
    std::vector<std::unique_ptr<DporSearch>> searches;
    for (std::size_t part = 0; part < parts; ++part) searches.push_back(read_path());
    if (count() != points_.size()) fail();
    for (SeenPoint& seen : points_) read_point(seen);
    if (!words_.empty()) fail();
    std::vector<std::unique_ptr<Scheduler>> result;
    for (auto& search : searches) result.push_back(std::move(search));
    return result;
  }

 private:
  struct SeenPoint {
    std::shared_ptr<ChoicePoint> point;
    DporSearch* search = nullptr;  // a part that has it
    std::size_t parts = 0;
  };

  [[noreturn]] static void fail() {
    throw SchedulerError("dpor: this is not a search that was saved");
  }

  std::uint64_t word() {
    if (words_.empty()) fail();
    const std::uint64_t first = words_.front();
    words_ = words_.subspan(1);
    return first;
  }
  // Of things that take a word each, or more.
  std::size_t count() {
    const std::uint64_t number = word();
    if (number > words_.size()) fail();
    return static_cast<std::size_t>(number);
  }
  std::uint32_t narrow(std::uint64_t number) {
    if (number > UINT32_MAX) fail();
    return static_cast<std::uint32_t>(number);
  }

  Turn read_turn() {
    const std::uint64_t who = word();
    const std::uint64_t how = word();
    if (how >> 2U > static_cast<std::uint64_t>(Way::datum)) fail();
    return {ThreadId{static_cast<std::uint32_t>(who >> 32U)}, static_cast<Way>(how >> 2U),
            static_cast<std::uint32_t>(who & UINT32_MAX), (how & 2U) != 0, (how & 1U) != 0};
  }

  ActionNumber read_action() {
    const Turn turn = read_turn();
    const std::uint64_t head = word();
    Footprint footprint;
    if ((head & 1U) != 0) footprint.set_touches_all();
    for (std::uint64_t left = head >> 1U; left > 0; --left) {
      const std::uint64_t what = word();
      const std::uint64_t how = word();
      if (how > static_cast<std::uint64_t>(Touch::finds_closed)) fail();
      footprint.add({static_cast<std::uint32_t>(what >> 32U), static_cast<Touch>(how),
                     static_cast<std::uint32_t>(what & UINT32_MAX)});
    }
    return common_->actions.number_of(turn, footprint);
  }

  ActionNumber action() { return action_at(word()); }
  ActionNumber action_at(std::uint64_t place) {
    if (place >= actions_.size()) fail();
    return actions_[static_cast<std::size_t>(place)];
  }

  std::unique_ptr<DporSearch> read_path() {
    auto search = std::unique_ptr<DporSearch>(new DporSearch({}, common_));
    search->begun_ = word() != 0;
    search->depth_ = count();
    for (std::size_t number = 0; number < search->depth_; ++number) {
      const std::uint64_t at = word();
      if (at > points_.size()) fail();
      if (at == points_.size()) points_.push_back({std::make_shared<ChoicePoint>(), search.get()});
      SeenPoint& seen = points_[static_cast<std::size_t>(at)];
      ++seen.parts;
      Place& place = search->places_.emplace_back();
      place.point = seen.point;
      place.current = read_turn();
      place.taken = true;
      const std::uint64_t taken = word();
      if (taken != 0) search->taken_.push_back(action_at(taken - 1));
      place.row = narrow(word());
      place.end_waits = narrow(word());
    }
    return search;
  }

  void read_point(SeenPoint& seen) {
    ChoicePoint& point = *seen.point;
    if (word() != 0) {
      point.shared = std::make_unique<SharedPoint>();
      point.shared->parts = seen.parts;
    } else if (seen.parts != 1) {
      fail();
    }
    read_list(point.sleep);
    read_list(point.done);
    point.pending = read_tree(point.shared ? point.shared->trees : seen.search->trees_);
  }

  void read_list(std::vector<ActionNumber>& list) {
    for (std::size_t left = count(); left > 0; --left) list.push_back(action());
  }

  WakeupTrees::Node read_tree(WakeupTrees& trees) {
    if (word() == 0) return WakeupTrees::none;
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
      const std::uint64_t head = word();
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

  std::span<const std::uint64_t> words_;
  std::shared_ptr<Common> common_ = std::make_shared<Common>();
  std::vector<ActionNumber> actions_;
  std::vector<SeenPoint> points_;
};

void DporSearch::save(std::span<const Scheduler* const> parts, std::vector<std::uint64_t>& words) {
  Writer(words).write(parts);
}

std::vector<std::unique_ptr<Scheduler>> DporSearch::restore(std::span<const std::uint64_t> words) {
  return Reader(words).read();
}

}  // namespace heddle
