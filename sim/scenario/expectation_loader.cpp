#include "sim/scenario/expectation_loader.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/scenario/wording.hpp"

namespace heddle::scenario {
namespace {

constexpr auto bug_kinds =
    std::to_array<std::string_view>({"deadlock", "assertion", "invariant", "finally", "panic",
                                     "fault", "misuse", "data-race", "guard", "livelock"});
constexpr auto statuses = std::to_array({Status::completed, Status::deadlock, Status::assertion,
                                         Status::invariant, Status::finally, Status::panic,
                                         Status::fault, Status::misuse, Status::truncated});

class ExpectationLoader {
 public:
  explicit ExpectationLoader(LoadContext& context) : context_(context), reader_(context.reader) {}

  Expectation load(const JsonNode& node) {
    static constexpr std::array<std::string_view, 3> keys = {"bugs", "outcomes",
                                                             "distinct_outcomes"};
    Expectation result;
    if (!reader_.object(node, "an object with \"bugs\", \"outcomes\" or \"distinct_outcomes\"")) {
      return result;
    }
    reader_.known_keys(node, keys, "\"expect\"");
    if (const JsonNode* bugs = node.find("bugs")) result.bugs = bugs_of(*bugs);
    if (const JsonNode* outcomes = node.find("outcomes")) {
      result.judges_outcomes = true;
      if (reader_.list(*outcomes, "a list of outcomes")) {
        for (const JsonNode& item : outcomes->items) result.outcomes.push_back(outcome(item));
      }
    }
    if (const JsonNode* distinct = node.find("distinct_outcomes")) {
      const auto count = reader_.integer(*distinct, "a number of outcomes", 1, INT64_MAX);
      if (count) result.distinct_outcomes = static_cast<std::uint64_t>(*count);
    }
    return result;
  }

 private:
  std::vector<std::string> bugs_of(const JsonNode& node) {
    std::vector<std::string> result;
    if (!reader_.list(node, "a list of kinds of bugs")) return result;
    for (const JsonNode& item : node.items) {
      if (const auto kind = reader_.word(item, bug_kinds)) result.emplace_back(bug_kinds[*kind]);
    }
    std::sort(result.begin(), result.end());
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return result;
  }

  ExpectedOutcome outcome(const JsonNode& node) {
    static constexpr std::array<std::string_view, 3> keys = {"when", "grade", "note"};
    static constexpr std::array<std::string_view, 3> grades = {"allowed", "interesting",
                                                               "forbidden"};
    ExpectedOutcome result;
    if (!reader_.object(node, "an object with \"when\" and \"grade\"")) return result;
    reader_.known_keys(node, keys, "an outcome");
    if (const JsonNode* grade = node.find("grade")) {
      result.grade = static_cast<ExpectedOutcome::Grade>(reader_.word(*grade, grades).value_or(0));
    }
    if (const JsonNode* note = node.find("note")) {
      if (const std::string* text = reader_.text(*note, "a text")) result.note = *text;
    }
    const JsonNode* when = node.find("when");
    if (when == nullptr) {
      context_.problems.report(node.begin, "expected \"when\", the outcomes that are meant");
    } else if (reader_.object(*when, "an object: what is observed to its value")) {
      for (const JsonMember& member : when->members) condition(member, result);
    }
    return result;
  }

  void condition(const JsonMember& member, ExpectedOutcome& result) {
    if (member.key == "status") {
      std::vector<std::string_view> words;
      for (const Status status : statuses) words.push_back(name(status));
      if (const auto found = reader_.word(member.value, words)) result.status = statuses[*found];
    } else if (member.key == "output") {
      output(member, result);
    } else {
      observed(member, result);
    }
  }

  void output(const JsonMember& member, ExpectedOutcome& result) {
    if (!context_.scenario.observes_output) {
      context_.problems.report(member.key_begin,
                               "expected what is observed, but \"observe\" does "
                               "not list \"output\"");
    }
    if (!reader_.list(member.value, "a list of lines")) return;
    result.output.emplace();
    for (const JsonNode& item : member.value.items) {
      if (const std::string* line = reader_.text(item, "a line, as a text")) {
        result.output->push_back(*line);
      }
    }
  }

  void observed(const JsonMember& member, ExpectedOutcome& result) {
    const std::vector<Watch>& observe = context_.scenario.observe;
    const auto found = std::find_if(observe.begin(), observe.end(),
                                    [&](const Watch& watch) { return watch.text == member.key; });
    if (found == observe.end()) {
      std::vector<std::string_view> words = {"status", "output"};
      for (const Watch& watch : observe) words.push_back(watch.text);
      context_.problems.report(
          member.key_begin,
          "expected status, output or what is observed, found " + in_quotes(member.key),
          nearest_word(member.key, words));
      return;
    }
    ExpectedOutcome::Match match;
    match.watch = static_cast<std::size_t>(found - observe.begin());
    if (found->whole && found->whole->array) {
      array(member.value, *found->whole, match);
    } else {
      match.values.push_back(value(member.value, type_of(*found)));
    }
    result.values.push_back(std::move(match));
  }

  StaticType type_of(const Watch& watch) const {
    if (!watch.whole) return StaticType::unknown;
    return context_.shared.find(watch.whole->name)->type;
  }

  void array(const JsonNode& node, const Declaration& whole, ExpectedOutcome::Match& match) {
    const std::string expected = "a list of " + std::to_string(whole.count) + " values";
    if (!reader_.list(node, expected)) return;
    if (node.items.size() != whole.count) {
      context_.problems.report(
          node.begin, "expected " + expected + ", found " + std::to_string(node.items.size()));
      return;
    }
    const StaticType type = context_.shared.find(whole.name)->type;
    for (const JsonNode& item : node.items) match.values.push_back(value(item, type));
  }

  Value value(const JsonNode& node, StaticType type) {
    Value result;
    if (node.kind == JsonNode::Kind::null) return result;
    if (node.kind == JsonNode::Kind::integer) result = Value::of(node.integer);
    if (node.kind == JsonNode::Kind::boolean) result = Value::of(node.boolean);
    if (node.kind == JsonNode::Kind::text) result = Value::of(context_.intern(node.text));
    const StaticType found = static_type(result.type);
    if (found == StaticType::none) {
      reader_.mismatch(node, "a value (an integer, a boolean, a text or null)");
    } else if (certainly_differ(found, type)) {
      reader_.mismatch(node, phrase(type));
    }
    return result;
  }

  LoadContext& context_;
  JsonReader& reader_;
};

}  // namespace

void load_expectation(const JsonNode& node, LoadContext& context) {
  context.scenario.expect = ExpectationLoader(context).load(node);
}

}  // namespace heddle::scenario
