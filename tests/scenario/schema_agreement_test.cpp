// The loader against the JSON Schema: files that an independent validator accepts or rejects by the
// schema (see tests/schema) are accepted or rejected by the loader too.

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "sim/scenario/loader.hpp"
#include "tests/paths.hpp"

namespace heddle::scenario {
namespace {

std::vector<std::filesystem::path> scenarios_below(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(
           std::filesystem::path(heddle::tests::source_folder()) / folder)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".json") && !name.ends_with(".schema.json")) files.push_back(entry.path());
  }
  return files;
}

TEST_CASE("the loader accepts what the schema accepts") {
  for (const std::string folder : {"tests/schema/accept", "scenarios"}) {
    const auto files = scenarios_below(folder);
    CHECK(files.size() >= 40);
    for (const auto& file : files) {
      CAPTURE(file.string());
      CHECK_NOTHROW(load_scenario_file(file));
    }
  }
}

TEST_CASE("the loader rejects what the schema rejects, and says where") {
  const auto files = scenarios_below("tests/schema/reject");
  CHECK(files.size() >= 40);
  for (const auto& file : files) {
    CAPTURE(file.string());
    try {
      load_scenario_file(file);
      FAIL_CHECK("was accepted");
    } catch (const InputError& error) {
      REQUIRE(!error.diagnostics().empty());
      CHECK(error.diagnostics().front().line > 0);
    }
  }
}

}  // namespace
}  // namespace heddle::scenario
