// Checks the includes by the table of ARCHITECTURE.md, and the check itself by made-up files that
// break the table.

#include "tests/structure/include_table.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tests/structure/source_files.hpp"

namespace heddle::structure {
namespace {

bool always(std::string_view) { return true; }

TEST_CASE(
    "every include in include, sim, scheduler and tools is one that the include table allows") {
  std::size_t sources = 0;
  for (const std::string& path : files_below({"include", "sim", "scheduler", "tools"})) {
    if (!path.ends_with(".hpp") && !path.ends_with(".cpp")) continue;
    ++sources;
    const auto exists = [](std::string_view file) {
      return std::filesystem::is_regular_file(top_folder() / file);
    };
    for (const std::string& violation : violations(path, read(path), exists)) FAIL_CHECK(violation);
  }
  CHECK(sources > 0);
}

TEST_CASE("the include check finds what the table forbids, with its line") {
  const auto found = violations("sim/world/mutex.cpp",
                                "#include <vector>\n\n#include \"sim/model/ids.hpp\"\n"
                                "  #  include \"sim/scenario/scenario.hpp\"\n",
                                always);
  REQUIRE(found.size() == 1);
  CHECK(found[0] ==
        "sim/world/mutex.cpp:4: includes \"sim/scenario/scenario.hpp\", but sim/world may not "
        "include sim/scenario");
}

TEST_CASE("a scheduler may include the model and itself alone") {
  const auto allows = [](const std::string& include) {
    return violations("scheduler/pct.cpp", "#include \"" + include + "\"", always).empty();
  };
  CHECK(allows("sim/model/scheduler.hpp"));
  CHECK(allows("scheduler/pct.hpp"));
  CHECK_FALSE(allows("sim/explore/explorer.hpp"));
  CHECK_FALSE(allows("sim/world/world.hpp"));
  CHECK_FALSE(allows("tools/run.hpp"));
}

TEST_CASE("the native backend may include the scenario, the explorer may not") {
  const std::string text = "#include \"sim/scenario/scenario.hpp\"\n";
  CHECK(violations("sim/native/runner.cpp", text, always).empty());
  CHECK(violations("sim/explore/explorer.cpp", text, always).size() == 1);
  CHECK(violations("tools/run.cpp", text, always).empty());
}

TEST_CASE("an include of ours goes by its full path, in quotes, to a file that exists") {
  const auto never = [](std::string_view) { return false; };
  CHECK(violations("sim/model/names.cpp", "#include \"ids.hpp\"\n", always).size() == 1);
  CHECK(violations("sim/model/names.cpp", "#include \"sim/model/idz.hpp\"\n", never).size() == 1);
  CHECK(violations("sim/model/names.cpp", "#include <sim/model/ids.hpp>\n", always).size() == 1);
}

TEST_CASE("product code includes no test, and a new folder needs a row in the table") {
  CHECK(violations("sim/model/names.cpp", "#include \"tests/model/random.hpp\"\n", always).size() ==
        1);
  CHECK(violations("sim/weaving/loom.cpp", "", always).size() == 1);
  CHECK(violations("sim/loom.cpp", "", always).size() == 1);
}

TEST_CASE("the libraries of others are seen only where they are needed") {
  const auto allows = [](const std::string& file, const std::string& header) {
    return violations(file, "#include <" + header + ">\n", always).empty();
  };
  CHECK(allows("sim/fiber/stack.cpp", "boost/context/fiber.hpp"));
  CHECK_FALSE(allows("sim/world/world.cpp", "boost/context/fiber.hpp"));
  CHECK(allows("tools/report.cpp", "nlohmann/json.hpp"));
  CHECK_FALSE(allows("sim/world/world.cpp", "nlohmann/json.hpp"));
  CHECK_FALSE(allows("scheduler/pct.cpp", "CLI/CLI.hpp"));
}

}  // namespace
}  // namespace heddle::structure
