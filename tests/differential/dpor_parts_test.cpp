// A search by traces in parts: split wherever that is possible, saved and taken up again, and run
// in whatever order, the parts run what one search runs; put together in their order, in its order.

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "scheduler/dpor/dpor.hpp"
#include "scheduler/generator.hpp"
#include "scheduler/registry.hpp"
#include "sim/fiber/simulation.hpp"
#include "tests/differential/generator.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle::differential {
namespace {

using tests::Loaded;

constexpr std::uint64_t most_executions = 300;

// Who led a number of executions, and what they were.
struct Part {
  std::unique_ptr<Scheduler> scheduler;  // null: over
  bool is_idle = false;                  // waits, or returns
  std::unique_ptr<ScenarioProgram> program{};
  std::unique_ptr<Simulation> simulation{};
  std::vector<std::string> runs{};
};

class SearchInParts {
 public:
  SearchInParts(const Loaded& loaded, std::uint64_t seed) : loaded_(loaded), generator_(seed) {
    parts_.push_back({.scheduler = make_generous_dpor()});
  }

  // `splits`, `saves`: before one execution out of so many; 0: never.
  std::vector<std::string> run(std::uint64_t splits, std::uint64_t saves) {
    do {
      if (splits != 0 && generator_.below(splits) == 0) split_any();
      if (saves != 0 && generator_.below(saves) == 0) save_and_restore();
    } while (run_one());
    std::vector<std::string> runs;
    for (const Part& part : parts_) {
      CHECK(part.scheduler == nullptr);
      runs.insert(runs.end(), part.runs.begin(), part.runs.end());
    }
    return runs;
  }

  int splits() const { return splits_; }
  int called_off() const { return called_off_; }
  int ahead() const { return ahead_; }

 private:
  void split_any() {
    auto part = parts_.begin();
    std::advance(part, generator_.below(parts_.size()));
    if (!part->scheduler || part->is_idle) return;
    auto given = part->scheduler->split();
    if (given == nullptr) return;
    ++splits_;
    auto next = std::next(part);
    if (given->returns_to() != part->scheduler.get()) {
      ++ahead_;
      while (next != parts_.end() && returns_to(*next, *part)) ++next;
    }
    parts_.insert(next, {.scheduler = std::move(given)});
  }

  static bool returns_to(const Part& part, const Part& other) {
    const Scheduler* scheduler = part.scheduler.get();
    while (scheduler != nullptr && scheduler != other.scheduler.get()) {
      scheduler = scheduler->returns_to();
    }
    return scheduler != nullptr;
  }

  void save_and_restore() {
    drop_what_is_of_no_use();
    std::vector<const Scheduler*> left;
    for (const Part& part : parts_) {
      if (part.scheduler) left.push_back(part.scheduler.get());
    }
    const Strategy& strategy = find_strategy("dpor");
    std::vector<std::uint64_t> words;
    strategy.save(left, words);
    auto restored = strategy.restore({}, 0, words);
    REQUIRE(restored.size() == left.size());
    auto next = restored.begin();
    for (Part& part : parts_) {
      if (!part.scheduler) continue;
      part.scheduler = std::move(*next++);
      part.simulation.reset();
      part.is_idle = false;
    }
  }

  // One execution of a part drawn by chance; false where none is left.
  bool run_one() {
    drop_what_is_of_no_use();
    std::vector<Part*> ready;
    for (Part& part : parts_) {
      if (part.scheduler && !part.is_idle) ready.push_back(&part);
    }
    if (ready.empty()) return false;
    Part& part = *ready[generator_.below(ready.size())];
    if (part.scheduler->begin()) {
      run_execution(part);
    } else {
      part.is_idle = true;
      const bool is_over = !part.scheduler->waits() && part.scheduler->returns_to() == nullptr;
      if (is_over) part.scheduler.reset();
    }
    drop_what_is_of_no_use();
    while (take_back_any()) {
    }
    return true;
  }

  void run_execution(Part& part) {
    if (!part.simulation) {
      part.program = std::make_unique<ScenarioProgram>(loaded_.scenario);
      part.simulation = std::make_unique<Simulation>(*part.program, loaded_.scenario.settings);
    }
    const Execution& execution = part.simulation->run(*part.scheduler);
    part.scheduler->end(execution);
    std::string& run = part.runs.emplace_back();
    for (const Event& event : execution.events) {
      run += std::to_string(index(event.thread)) + name_of(event) + " ";
    }
  }

  static std::string name_of(const Event& event) {
    return "abcdefgh"[static_cast<int>(event.way) % 8] + std::to_string(event.detail);
  }

  void drop_what_is_of_no_use() {
    called_off_ += static_cast<int>(std::erase_if(
        parts_, [](const Part& part) { return part.scheduler && part.scheduler->is_of_no_use(); }));
  }

  bool take_back_any() {
    for (auto part = parts_.begin(); part != parts_.end(); ++part) {
      if (!part->is_idle || !part->scheduler || part->scheduler->waits()) continue;
      for (Part& giver : parts_) {
        if (giver.scheduler.get() != part->scheduler->returns_to() || !giver.is_idle) continue;
        if (!giver.scheduler->takes_back(*part->scheduler)) continue;
        giver.scheduler->take_back(*part->scheduler);
        std::ranges::move(part->runs, std::back_inserter(giver.runs));
        giver.is_idle = false;
        parts_.erase(part);
        return true;
      }
    }
    return false;
  }

  const Loaded& loaded_;
  Generator generator_;
  std::list<Part> parts_;
  int splits_ = 0;
  int called_off_ = 0;
  int ahead_ = 0;  // of what was split: what its giver had not taken note of
};

}  // namespace

TEST_CASE("parts of a search by traces run what one search runs, in its order") {
  int splits = 0;
  int called_off = 0;
  int ahead = 0;
  for (const Profile profile : all_profiles) {
    for (std::uint64_t seed = 0; seed < (HEDDLE_LONG_TESTS ? 150U : 25U); ++seed) {
      CAPTURE(name(profile));
      CAPTURE(seed);
      Loaded loaded(generate_scenario(seed, profile));
      const Report whole = loaded.explore("dpor", 0, most_executions);
      if (whole.ended == Ended::executions || whole.executions < 3) continue;
      const std::vector<std::string> expected = SearchInParts(loaded, 0).run(0, 0);
      CHECK(expected.size() == whole.executions + whole.blocked);
      for (std::uint64_t draw = 0; draw < 6; ++draw) {
        CAPTURE(draw);
        SearchInParts search(loaded, 1000 * seed + draw);
        CHECK(search.run(1 + draw % 3, draw % 2 == 0 ? 0 : 2 + draw) == expected);
        splits += search.splits();
        called_off += search.called_off();
        ahead += search.ahead();
      }
    }
  }
  MESSAGE(splits << " parts were given away, " << ahead << " ahead, " << called_off
                 << " called off");
  CHECK(splits > 1000);
  CHECK(called_off > 10);
  CHECK(ahead > 100);
}

}  // namespace heddle::differential
