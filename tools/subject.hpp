#pragma once
// A scenario, loaded and ready to run.

#include <filesystem>
#include <string>

#include "sim/scenario/loader.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/scenario/scenario_program.hpp"

namespace heddle::tools {

struct Subject {
  // Throws InputError.
  explicit Subject(const std::filesystem::path& file)
      : scenario(scenario::load_scenario_file(file)), program(scenario) {}
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;

  scenario::Scenario scenario;
  ScenarioProgram program;
};

}  // namespace heddle::tools
