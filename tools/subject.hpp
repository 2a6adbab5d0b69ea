#pragma once
// A scenario, loaded and ready to run.

#include <atomic>
#include <filesystem>
#include <string>

#include "sim/scenario/loader.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/scenario/scenario_program.hpp"

namespace heddle::tools {

struct Subject {
  // Throws InputError; InputInterrupted where `stop` (may be null) is set while the file is read.
  explicit Subject(const std::filesystem::path& file, const std::atomic<bool>* stop = nullptr)
      : scenario(scenario::load_scenario_file(file, stop)), program(scenario) {}
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;

  scenario::Scenario scenario;
  ScenarioProgram program;
};

}  // namespace heddle::tools
