#include "sim/scenario/settings_loader.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "sim/scenario/expression_resolver.hpp"
#include "sim/scenario/wording.hpp"

namespace heddle::scenario {
namespace {

void load_time(const JsonNode& node, LoadContext& context) {
  static constexpr std::array<std::string_view, 2> keys = {"model", "jitter"};
  static constexpr std::array<TimeModel, 3> models = {TimeModel::exact, TimeModel::jitter,
                                                      TimeModel::unbounded};
  if (!context.reader.object(node, "an object with \"model\"")) return;
  context.reader.known_keys(node, keys, "\"time\"");
  Settings& settings = context.scenario.settings;
  const JsonNode* model = node.find("model");
  const JsonNode* jitter = node.find("jitter");
  if (model == nullptr) {
    context.problems.report(node.begin, "expected \"model\" in \"time\"");
    return;
  }
  const std::array<std::string_view, 3> words = {name(models[0]), name(models[1]), name(models[2])};
  const std::optional<std::size_t> chosen = context.reader.word(*model, words);
  if (!chosen) return;
  settings.time = models[*chosen];
  context.scenario.has_time_model = true;
  if (jitter && settings.time != TimeModel::jitter) {
    context.problems.report(jitter->begin, "expected \"jitter\" only with the model \"jitter\"");
  } else if (jitter) {
    settings.jitter_ns = context.reader.duration_ns(*jitter).value_or(0);
  } else if (settings.time == TimeModel::jitter) {
    context.problems.report(node.begin,
                            "expected \"jitter\", a duration, beside the model \"jitter\"");
  }
}

void load_limits(const JsonNode& node, LoadContext& context) {
  static constexpr std::array<std::string_view, 1> keys = {"steps"};
  if (!context.reader.object(node, "an object with \"steps\"")) return;
  context.reader.known_keys(node, keys, "\"limits\"");
  const JsonNode* steps = node.find("steps");
  if (steps == nullptr) return;
  const auto limit = context.reader.integer(*steps, "a number of steps", 1, counter_limit);
  if (limit) context.scenario.settings.step_limit = static_cast<std::size_t>(*limit);
}

// A condition or an observed expression; its text is as it was written.
Watch watch(const JsonNode& node, StaticType wanted, LoadContext& context) {
  Watch result;
  result.site = context.site(node);
  result.text = node.kind == JsonNode::Kind::text
                    ? node.text
                    : std::string(context.text.substr(node.begin, node.end - node.begin));
  result.expression = ExpressionResolver(context).expression(node, wanted).expression;
  return result;
}

std::vector<Watch> conditions(const JsonNode* node, LoadContext& context) {
  std::vector<Watch> result;
  if (node == nullptr || !context.reader.list(*node, "a list of expressions")) return result;
  for (const JsonNode& item : node->items) {
    result.push_back(watch(item, StaticType::boolean, context));
  }
  return result;
}

// Watches all of the declaration: the value is a list if it is an array.
void watch_whole(const Declaration& declaration, Watch& result) {
  result.whole = &declaration;
  result.expression.kind = Expression::Kind::cell;
  result.expression.object = declaration.first;
  result.expression.atomic = declaration.kind == ObjectKind::atomic;
}

void observe_everything(LoadContext& context) {
  Scenario& scenario = context.scenario;
  for (const Declaration& declaration : scenario.declarations) {
    if (!is_memory(declaration.kind)) continue;
    Watch result;
    scenario.sites.push_back("/shared/" + declaration.name);
    result.site = static_cast<SiteId>(scenario.sites.size() - 1);
    result.text = declaration.name;
    watch_whole(declaration, result);
    scenario.observe.push_back(std::move(result));
  }
}

void load_observe(const JsonNode& node, LoadContext& context) {
  if (!context.reader.list(node, "a list of \"output\" and expressions")) return;
  Scenario& scenario = context.scenario;
  scenario.observes_output = false;
  std::unordered_set<std::string> texts;
  for (const JsonNode& item : node.items) {
    const bool is_text = item.kind == JsonNode::Kind::text;
    if (is_text && !texts.insert(item.text).second) {
      context.problems.report(
          item.begin, "expected each entry once, but " + in_quotes(item.text) + " is repeated");
    } else if (is_text && item.text == "output") {
      scenario.observes_output = true;
    } else {
      const SharedName* shared = is_text ? context.shared.find(item.text) : nullptr;
      if (shared != nullptr && is_memory(shared->declaration->kind)) {
        Watch result;
        result.site = context.site(item);
        result.text = item.text;
        watch_whole(*shared->declaration, result);
        scenario.observe.push_back(std::move(result));
      } else {
        scenario.observe.push_back(watch(item, StaticType::unknown, context));
      }
    }
  }
}

}  // namespace

void load_settings(const JsonNode& root, LoadContext& context) {
  static constexpr std::array<std::string_view, 2> exits = {"kill", "join"};
  static constexpr std::array<std::string_view, 2> races = {"error", "ignore"};
  Scenario& scenario = context.scenario;
  Settings& settings = scenario.settings;
  JsonReader& reader = context.reader;
  if (const JsonNode* node = root.find("name")) {
    if (const std::string* text = reader.text(*node, "a text")) scenario.name = *text;
  }
  if (const JsonNode* node = root.find("about")) {
    if (const std::string* text = reader.text(*node, "a text")) scenario.about = *text;
  }
  if (const JsonNode* node = root.find("main_exit")) {
    settings.main_exit = reader.word(*node, exits) == 1 ? MainExit::join : MainExit::kill;
  }
  if (const JsonNode* node = root.find("time")) load_time(*node, context);
  if (const JsonNode* node = root.find("spurious_wakeups")) {
    const auto count = reader.integer(*node, "a number of wake-ups", 0, counter_limit);
    settings.spurious_wakeups = static_cast<std::uint32_t>(count.value_or(0));
  }
  if (const JsonNode* node = root.find("races")) {
    scenario.races_are_errors = reader.word(*node, races) != 1;
  }
  if (const JsonNode* node = root.find("limits")) load_limits(*node, context);
}

void load_watches(const JsonNode& root, LoadContext& context) {
  context.scenario.invariants = conditions(root.find("invariants"), context);
  context.scenario.finally = conditions(root.find("finally"), context);
  if (const JsonNode* node = root.find("observe")) {
    load_observe(*node, context);
  } else {
    observe_everything(context);
  }
}

}  // namespace heddle::scenario
