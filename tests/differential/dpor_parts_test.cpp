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
#include "sim/model/divisible_search.hpp"
#include "tests/differential/generator.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle::differential {
namespace {

using tests::Loaded;

constexpr std::uint64_t most_executions = 300;

// Who led a number of executions, and what they were.
struct Part {
  std::unique_ptr<Scheduler> scheduler;  // null: over
  PartId id{};
  std::optional<PartId> returns_to{};
  std::optional<PartId> given_by{};
  bool is_idle = false;  // waits, or is to be taken back
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
    const PartId id{++last_id_};
    auto given = part->scheduler->divisible()->split(id);
    if (!given) return;
    ++splits_;
    auto next = std::next(part);
    const bool is_ahead = given->returns == GivenPart::Return::after_giver;
    if (is_ahead) {
      ++ahead_;
      while (next != parts_.end() && returns_to(*next, part->id)) ++next;
    }
    Part& added = *parts_.insert(next, {.scheduler = std::move(given->scheduler), .id = id});
    added.returns_to = is_ahead ? part->returns_to : part->id;
    added.given_by = part->id;
  }

  bool returns_to(const Part& part, PartId other) const {
    std::optional<PartId> next = part.returns_to;
    while (next && *next != other) {
      const auto found = std::ranges::find(parts_, *next, &Part::id);
      next = found == parts_.end() ? std::nullopt : found->returns_to;
    }
    return next.has_value();
  }

  void save_and_restore() {
    const Strategy& strategy = find_strategy("dpor");
    for (Part& part : parts_) {
      if (!part.scheduler) continue;
      std::vector<std::uint64_t> words;
      strategy.save(*part.scheduler, words);
      part.scheduler = strategy.restore({}, 0, words);
      part.simulation.reset();
      part.is_idle = false;
    }
  }

  // One execution of a part drawn by chance; false where none is left.
  bool run_one() {
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
      const bool is_over = !part.scheduler->divisible()->waits() && !part.returns_to;
      if (is_over) part.scheduler.reset();
    }
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
    const PartId id = part.id;
    std::string& run = part.runs.emplace_back();
    for (const Event& event : execution.events) {
      run += std::to_string(index(event.thread)) + name_of(event) + " ";
    }
    call_off(part.scheduler->divisible()->take_called_off());
    CHECK(std::ranges::find(parts_, id, &Part::id) != parts_.end());
  }

  static std::string name_of(const Event& event) {
    return "abcdefgh"[static_cast<int>(event.way) % 8] + std::to_string(event.detail);
  }

  // With all that these parts gave away.
  void call_off(std::vector<PartId> ids) {
    while (!ids.empty()) {
      const PartId id = ids.back();
      ids.pop_back();
      called_off_ +=
          static_cast<int>(std::erase_if(parts_, [id](const Part& part) { return part.id == id; }));
      for (const Part& part : parts_) {
        if (part.given_by == id) ids.push_back(part.id);
      }
    }
  }

  bool take_back_any() {
    for (auto part = parts_.begin(); part != parts_.end(); ++part) {
      if (!part->is_idle || !part->scheduler || part->scheduler->divisible()->waits()) continue;
      for (Part& giver : parts_) {
        if (giver.id != part->returns_to || !giver.is_idle) continue;
        DivisibleSearch& search = *giver.scheduler->divisible();
        if (search.waits_for() != part->id) continue;
        search.take_back(*part->scheduler);
        std::ranges::move(part->runs, std::back_inserter(giver.runs));
        giver.is_idle = false;
        for (Part& each : parts_) {
          if (each.given_by == part->id) each.given_by = giver.id;
        }
        parts_.erase(part);
        call_off(search.take_called_off());
        return true;
      }
    }
    return false;
  }

  const Loaded& loaded_;
  Generator generator_;
  std::list<Part> parts_;
  std::uint64_t last_id_ = 0;
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
