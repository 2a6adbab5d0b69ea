#include "tests/differential/engine_outcomes.hpp"

#include <nlohmann/json.hpp>

namespace heddle::differential {
namespace {

std::string value_text(const Value& value, const Texts& texts) {
  switch (value.type) {
    case ValueType::integer:
      return std::to_string(value.bits);
    case ValueType::boolean:
      return value.is_true() ? "true" : "false";
    case ValueType::text:
      return nlohmann::json(std::string(texts[value.text()])).dump();
    case ValueType::nothing:
    case ValueType::thread:
    case ValueType::threads:
      break;
  }
  return "null";
}

}  // namespace

std::string canonical(const Outcome& outcome, ScenarioProgram& program) {
  const Texts& texts = program.texts();
  std::string text = std::string(name(outcome.status)) + "|";
  for (std::size_t line = 0; line < outcome.output.size(); ++line) {
    if (line > 0) text += "\n";
    text += texts[outcome.output[line]];
  }
  text += "|";
  std::size_t next = 0;
  for (const Observed& observed : program.observed()) {
    if (next > 0) text += ";";
    text += std::string(observed.text) + "=";
    if (observed.is_list) text += "[";
    for (std::size_t element = 0; element < observed.count; ++element) {
      if (element > 0) text += ",";
      text += value_text(outcome.values[next++], texts);
    }
    if (observed.is_list) text += "]";
  }
  return text;
}

std::set<std::string> canonical_outcomes(const Report& report, ScenarioProgram& program) {
  std::set<std::string> outcomes;
  for (const SeenOutcome& seen : report.outcomes) outcomes.insert(canonical(seen.outcome, program));
  return outcomes;
}

std::set<std::string> bug_kinds(const Report& report) {
  std::set<std::string> kinds;
  for (const Finding& bug : report.bugs) kinds.insert(bug.kind);
  return kinds;
}

}  // namespace heddle::differential
