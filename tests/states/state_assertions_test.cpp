// A broken assertion tells the steps that led to it: also in a search over states, which has no
// execution to show, and in a single run.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "sim/explore/single_execution.hpp"
#include "sim/model/assertion.hpp"
#include "sim/states/state_table.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle {
namespace {

using tests::Loaded;

// Another program, which may not be looked at once a cell holds a value.
class Fragile final : public Program {
 public:
  Fragile(Program& program, ObjectId cell, std::int64_t value)
      : program_(program), cell_(cell), value_(value) {}

  std::span<const ObjectDeclaration> objects() const override { return program_.objects(); }
  void reset() override { program_.reset(); }
  void start(ThreadId thread, const Operation* spawn) override { program_.start(thread, spawn); }
  void run(ThreadId thread, Port& port) override { program_.run(thread, port); }
  bool unwinds() const override { return program_.unwinds(); }
  SteppedThreads* stepped() override { return program_.stepped(); }
  void observe(const Memory& memory, std::vector<Value>& values) const override {
    ensure(memory.read(cell_).bits != value_, "the cell holds what it must not");
    program_.observe(memory, values);
  }
  Texts& texts() override { return program_.texts(); }
  TextId main_label() const override { return program_.main_label(); }
  std::string site_name(SiteId site) const override { return program_.site_name(site); }
  std::string object_name(ObjectId object) const override { return program_.object_name(object); }

 private:
  Program& program_;
  const ObjectId cell_;
  const std::int64_t value_;
};

// The message of the assertion that breaks in `act`.
template <typename Act>
std::string broken_by(const Act& act) {
  try {
    act();
  } catch (const BrokenAssertion& broken) {
    return broken.what();
  }
  return {};
}

class PicksNothingThatIsThere final : public Scheduler {
 public:
  bool begin() override { return true; }
  std::optional<std::size_t> pick(const Point& point) override {
    return point.step < 2 ? 0 : point.alternatives.size();
  }
};

TEST_CASE("an assertion that a search over states breaks tells by which steps") {
  Loaded loaded(R"({"shared": {"x": {"atomic": 0}}, "threads": {
    "one": [{"store": "x", "value": 1}], "two": [{"store": "x", "value": 2}]}})");
  Fragile program(loaded.program, ObjectId{0}, 1);
  const std::string text =
      broken_by([&] { explore_states(program, loaded.options("stateful"), 1 << 24); });
  CAPTURE(text);
  CHECK(text.find("the cell holds what it must not\n  the schedule so far: heddle1:") !=
        std::string::npos);
  // The schedule, which ends with the store of 1, is one that can be replayed.
  const std::string schedule = text.substr(text.rfind("heddle1:"));
  CHECK(schedule.rfind("two") < schedule.rfind("one"));
}

TEST_CASE("an assertion that a single run breaks tells by which steps") {
  Loaded loaded(R"({"threads": {"one": ["yield", "yield"], "two": ["yield"]}})");
  SingleExecution execution(loaded.program, loaded.scenario.settings, loaded.scenario.hash, true);
  PicksNothingThatIsThere scheduler;
  const std::string text =
      broken_by([&] { execution.run(scheduler, "", std::nullopt, ExploreOptions{}); });
  CAPTURE(text);
  CHECK(text.find("a scheduler picked no alternative\n  the schedule so far: heddle1:") !=
        std::string::npos);
  CHECK(text.ends_with(":unbounded:main*2"));
}

TEST_CASE("a state that is not in the table is a broken assertion") {
  StateTable table(SIZE_MAX);
  std::vector<std::uint32_t> state(1);
  CHECK_THROWS_AS(table.unpack(0, state), BrokenAssertion);
}

}  // namespace
}  // namespace heddle
