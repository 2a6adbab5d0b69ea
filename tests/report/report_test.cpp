// Reports of programs that are no scenarios: C++ functions, explored and told of by what every
// front end has in common.

#include <doctest/doctest.h>

#include <array>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>

#include "sim/report/exploration.hpp"
#include "sim/report/report_json.hpp"
#include "sim/report/report_subject.hpp"
#include "sim/report/report_text.hpp"
#include "sim/report/schedule_display.hpp"
#include "tests/fiber/lambda_program.hpp"

namespace heddle {
namespace {

using nlohmann::json;
using tests::LambdaProgram;

// Two threads count up to two, and may lose one.
std::unique_ptr<LambdaProgram> counting_program(Texts& texts) {
  auto program = std::make_unique<LambdaProgram>(texts);
  const ObjectId counter = program->plain(0);
  program->body("main", [](LambdaProgram& self, Port& port) {
    const Value first = self.spawn(port, 1);
    const Value second = self.spawn(port, 1);
    LambdaProgram::join(port, first);
    LambdaProgram::join(port, second);
  });
  program->body("adder", [counter](LambdaProgram&, Port& port) {
    LambdaProgram::write(port, counter, LambdaProgram::read(port, counter) + 1);
  });
  return program;
}

class CountingTest final : public ReportSubject {
 public:
  explicit CountingTest(const Texts& texts) : texts_(texts) {}

  const std::string& name() const override { return name_; }
  const Texts& texts() const override { return texts_; }
  std::span<const Observed> observed() const override { return observed_; }
  std::string replay_by_schedule(const std::string& argument) const override {
    return "./tests --schedule " + argument;
  }
  std::optional<std::string> replay_by_seed(const std::optional<Draw>& draw,
                                            const std::string&) const override {
    if (!draw || !draw->seed) return std::nullopt;
    return "./tests --seed " + std::to_string(*draw->seed);
  }

 private:
  const Texts& texts_;
  const std::string name_ = "counting";
  const std::array<Observed, 1> observed_{{{.text = "counter"}}};
};

class SchedulesThemselves final : public ScheduleDisplay {
 public:
  ShownSchedule of_bug(const std::string&, const Finding& bug) override {
    return shown_itself(bug.schedule);
  }
  ShownSchedule of_warning(const std::string&, const Finding& warning) override {
    return shown_itself(warning.schedule);
  }
};

struct Told {
  Exploration exploration;
  std::string text;
  json document;
};

Told told(const std::optional<std::string>& spec, const ExploreOptions& options = {}) {
  Texts texts;
  Told result;
  result.exploration = explore_program([&] { return counting_program(texts); }, spec, options, {});
  const CountingTest subject(texts);
  SchedulesThemselves schedules;
  result.text = exploration_text(subject, result.exploration, Style(false), schedules);
  std::string document;
  for (const std::string& piece : exploration_json(subject, result.exploration)) document += piece;
  result.document = json::parse(document);
  return result;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a program that is no scenario is told of in the same words") {
  const Told result = told(std::nullopt);
  const std::string& schedule = result.exploration.report.bugs.at(0).schedule;
  CHECK(
      result.text.starts_with("counting: 1 bug, 2 distinct outcomes; every behaviour was "
                              "covered\n  proved by all "));
  CHECK(holds(result.text, "one interleaving of each set of equivalent ones: the default\n"));
  CHECK(holds(result.text, "Bug 1: data-race\n"));
  CHECK(holds(result.text, "  schedule  " + schedule + "\n"));
  CHECK(holds(result.text, "  again by  ./tests --schedule '" + schedule + "'\n"));
  CHECK(holds(result.text, "counter = 1"));
  CHECK(holds(result.text, "counter = 2"));
}

TEST_CASE("the document of a program that is no scenario has the keys of any other") {
  const Told result = told("exhaustive");
  CHECK(result.document["scenario"] == "counting");
  CHECK(result.document["scheduler"] == "exhaustive");
  CHECK(result.document["complete"] == true);
  CHECK(result.document["bugs"].size() == 1);
  CHECK(result.document["outcomes"].size() == 2);
  for (const json& outcome : result.document["outcomes"]) {
    CHECK(outcome["values"].size() == 1);
    CHECK(outcome["values"].contains("counter"));
  }
}

TEST_CASE("the seed of an execution comes with the front end's own command") {
  ExploreOptions options;
  options.execution_limit = 20;
  const Told result = told("random", options);
  const std::uint64_t seed = *result.exploration.report.bugs.at(0).draw->seed;
  CHECK(holds(result.text, "  or by     ./tests --seed " + std::to_string(seed) + "\n"));
}

TEST_CASE("no more outcomes are kept in full than the limit says") {
  ExploreOptions options;
  options.outcome_limit = 1;
  const Told result = told(std::nullopt, options);
  CHECK(result.document["outcomes"].size() == 1);
  CHECK(result.document["distinct_outcomes"] == 2);
  CHECK(result.document["outcomes_not_listed"] == 1);
}

TEST_CASE("a search over states is refused where threads have stacks") {
  CHECK_THROWS_AS(told("stateful"), std::invalid_argument);
}

}  // namespace heddle
