#pragma once
// A scenario, loaded and ready to run.

#include <atomic>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "sim/report/report_subject.hpp"
#include "sim/scenario/loader.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/scenario/scenario_program.hpp"
#include "tools/replay_command.hpp"

namespace heddle::tools {

struct Subject final : ReportSubject {
  // Throws InputError; InputInterrupted where `stop` (may be null) is set while the file is read.
  explicit Subject(const std::filesystem::path& file, const std::atomic<bool>* stop = nullptr)
      : scenario(scenario::load_scenario_file(file, stop)), program(scenario) {}
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;

  const std::string& name() const override { return scenario.name; }
  const Texts& texts() const override { return *scenario.texts; }
  std::span<const Observed> observed() const override { return program.observed(); }
  std::string replay_by_schedule(const std::string& argument) const override {
    return tools::replay_by_schedule(scenario, argument);
  }
  std::optional<std::string> replay_by_seed(const std::optional<Draw>& draw,
                                            const std::string& schedule) const override {
    return tools::replay_by_seed(scenario, draw, schedule);
  }

  scenario::Scenario scenario;
  ScenarioProgram program;
};

}  // namespace heddle::tools
