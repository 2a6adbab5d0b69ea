#include "sim/scenario/loader.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "sim/scenario/body_loader.hpp"
#include "sim/scenario/declaration_loader.hpp"
#include "sim/scenario/expectation_loader.hpp"
#include "sim/scenario/fingerprint.hpp"
#include "sim/scenario/input_file.hpp"
#include "sim/scenario/json_tree.hpp"
#include "sim/scenario/load_context.hpp"
#include "sim/scenario/problems.hpp"
#include "sim/scenario/settings_loader.hpp"
#include "sim/scenario/wording.hpp"

namespace heddle::scenario {
namespace {

constexpr auto top_level_keys = std::to_array<std::string_view>(
    {"name", "about", "shared", "threads", "main_exit", "time", "spurious_wakeups", "observe",
     "invariants", "finally", "races", "limits", "expect", "$schema"});

// Whether the document has a key that only a scenario would have, or one that is nearly "threads".
bool looks_like_a_scenario(const JsonNode& root) {
  static constexpr std::array<std::string_view, 1> threads = {"threads"};
  return std::any_of(root.members.begin(), root.members.end(), [](const JsonMember& member) {
    const bool known =
        std::find(top_level_keys.begin(), top_level_keys.end(), member.key) != top_level_keys.end();
    const bool common = member.key == "name" || member.key == "about" || member.key == "$schema";
    return (known && !common) || !nearest_word(member.key, threads).empty();
  });
}

// If the document cannot have been meant as a scenario, that is the only error to report.
void require_scenario(const JsonNode& root, Problems& problems) {
  static constexpr std::string_view expected =
      "this is not a scenario: expected a JSON object with \"threads\"";
  if (root.kind != JsonNode::Kind::object) {
    problems.report_only(root.begin, std::string(expected) + ", found " + describe(root));
    problems.raise();
  }
  if (!looks_like_a_scenario(root)) {
    problems.report_only(root.begin, std::string(expected));
    problems.raise();
  }
}

void load_sections(LoadContext& context) {
  const JsonNode& root = context.root;
  context.reader.known_keys(root, top_level_keys, "a scenario");
  load_settings(root, context);
  load_declarations(root.find("shared"), context);
  load_watches(root, context);
  if (const JsonNode* threads = root.find("threads")) {
    load_bodies(*threads, context);
  } else {
    context.problems.report(root.begin, "expected \"threads\" in a scenario");
  }
  if (const JsonNode* expect = root.find("expect")) load_expectation(*expect, context);
}

}  // namespace

Scenario load_scenario(std::string_view text, std::string file) {
  Scenario scenario;
  scenario.file = file;
  scenario.name = std::filesystem::path(file).stem().string();
  JsonNode root;
  Problems problems(std::move(file), text, root);
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    problems.report(0, "this is not a scenario: expected a JSON object, found an empty file");
  } else if (parse_json(text, problems, root)) {
    require_scenario(root, problems);
    LoadContext context{.text = text,
                        .root = root,
                        .problems = problems,
                        .reader = JsonReader(problems),
                        .scenario = scenario,
                        .shared = {},
                        .bodies = {}};
    load_sections(context);
  }
  if (problems.any()) problems.raise();
  scenario.hash = fingerprint(root);
  return scenario;
}

Scenario load_scenario_file(const std::filesystem::path& path, const std::atomic<bool>* stop) {
  const std::string text = read_input_file(
      path, {.expected = "a scenario file", .byte_limit = JsonLimits{}.bytes, .stop = stop});
  return load_scenario(text, path.string());
}

}  // namespace heddle::scenario
