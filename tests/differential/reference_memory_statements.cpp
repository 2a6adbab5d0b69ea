// Statements about memory, plain and atomic, and the few that touch no other object: print, choose,
// await.

#include <set>

#include "tests/differential/reference_statements.hpp"

namespace heddle::differential::reference {

bool StatementCompiler::memory(const std::string& key, const Json& statement) {
  static const std::set<std::string> atomics = {"load",      "store",    "fetch_add", "fetch_sub",
                                                "fetch_and", "fetch_or", "fetch_xor", "exchange"};
  if (key == "set") {
    set(statement["set"]);
  } else if (atomics.contains(key)) {
    atomic(key, statement);
  } else if (key == "compare_exchange") {
    compare_exchange(statement);
  } else if (key == "fence") {
    operation("fence").order = statement["fence"].get<std::string>();
  } else if (key == "print") {
    print(statement["print"].get<std::string>());
  } else if (key == "choose") {
    choose(statement);
  } else if (key == "await") {
    const std::size_t around = jump(Code::jump);
    const std::size_t fragment = here();
    expression(statement["await"]);
    emit(Code::halt);
    land(around);
    operation("await").target = fragment;
  } else if (key == "atomically") {
    operation("atomically_begin");
    scoped("atomically_end", std::nullopt, statement["atomically"]);
  } else {
    return false;
  }
  return true;
}

void StatementCompiler::set(const Json& assignments) {
  for (const auto& [name, value] : assignments.items()) {
    const Target where = target(name);
    expression(value);
    assign(where);
  }
}

void StatementCompiler::atomic(const std::string& word, const Json& statement) {
  object(statement[word]);
  if (statement.contains("value")) expression(statement["value"]);
  const std::optional<Target> into = target(statement, "into");
  operation(word).order = statement.value("order", "seq_cst");
  if (word != "store") assign(into);
}

void StatementCompiler::compare_exchange(const Json& statement) {
  object(statement["compare_exchange"]);
  expression(statement["expected"]);
  expression(statement["desired"]);
  const std::optional<Target> into = target(statement, "into");
  const std::optional<Target> actual = target(statement, "actual");
  operation("compare_exchange").order = statement.value("order", "seq_cst");
  assign(into);
  assign(actual);
}

void StatementCompiler::choose(const Json& statement) {
  const Target into = target(statement["choose"].get<std::string>());
  for (const Json& each : statement["from"]) expression(each);
  operation("choose").number = static_cast<std::int64_t>(statement["from"].size());
  assign(into);
}

void StatementCompiler::print(const std::string& text) {
  std::int64_t pieces = 0;
  std::string literal_text;
  const auto push_text = [&] {
    emit(Code::push).datum = Datum::string(literal_text);
    literal_text.clear();
    ++pieces;
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool doubled = at + 1 < text.size() && text[at + 1] == text[at];
    if ((text[at] == '{' || text[at] == '}') && doubled) {
      literal_text += text[at++];
    } else if (text[at] == '{') {
      push_text();
      const std::size_t end = text.find('}', at);
      expression(text.substr(at + 1, end - at - 1));
      ++pieces;
      at = end;
    } else {
      literal_text += text[at];
    }
  }
  push_text();
  emit(Code::join_texts).number = pieces;
  operation("print");
}

}  // namespace heddle::differential::reference
