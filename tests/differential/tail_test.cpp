// The tails of executions, in which the engine takes the steps in one order, against all orders.

#include <doctest/doctest.h>

#include <memory>

#include "sim/model/systematic_search.hpp"
#include "tests/differential/engine_outcomes.hpp"
#include "tests/differential/generator.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle::differential {
namespace {

using tests::Loaded;

class LeavesTail final : public Scheduler, private SystematicSearch {
 public:
  explicit LeavesTail(std::unique_ptr<Scheduler> scheduler) : scheduler_(std::move(scheduler)) {}
  bool begin() override { return scheduler_->begin(); }
  const SystematicSearch* systematic() const override { return this; }
  std::optional<std::size_t> pick(const Point& point) override { return scheduler_->pick(point); }
  void end(const Execution& execution) override {
    tails += execution.decided != execution.steps ? 1 : 0;
    scheduler_->end(execution);
  }

  std::uint64_t tails = 0;

 private:
  std::optional<std::size_t> shared_steps() const override {
    return scheduler_->systematic()->shared_steps();
  }
  bool leaves_tail() const override { return true; }

  std::unique_ptr<Scheduler> scheduler_;
};

}  // namespace

TEST_CASE("exhaustive search that leaves tails to the engine finds what it finds otherwise") {
  constexpr std::uint64_t limit = 3'000;
  std::uint64_t tails = 0;
  for (const Profile profile : all_profiles) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      const std::string text = generate_scenario(seed, profile);
      CAPTURE(name(profile));
      CAPTURE(seed);
      CAPTURE(text);
      Loaded decided(text);
      const Report all = decided.explore("exhaustive", 0, limit);
      if (!all.complete) continue;
      Loaded left(text);
      LeavesTail scheduler(make_scheduler("exhaustive", 0));
      const Report report = explore(left.program, scheduler, left.options("exhaustive"));
      CHECK(report.complete);
      CHECK(report.executions <= all.executions);
      CHECK(canonical_outcomes(report, left.program) == canonical_outcomes(all, decided.program));
      CHECK(bug_kinds(report) == bug_kinds(all));
      tails += scheduler.tails;
    }
  }
  CHECK(tails > 10'000);
}

}  // namespace heddle::differential
