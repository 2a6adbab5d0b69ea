#include "tests/differential/reference_expression.hpp"

#include <cctype>
#include <stdexcept>
#include <vector>

namespace heddle::differential::reference {
namespace {

class ExpressionCompiler {
 public:
  ExpressionCompiler(Program& program, Body* body, const std::string& text,
                     std::optional<std::size_t> spawn_index)
      : program_(program), body_(body), text_(text), spawn_index_(spawn_index) {}

  void compile_all() {
    level(0);
    skip_spaces();
    if (at_ != text_.size()) throw std::invalid_argument("expression: " + text_);
  }

  void reference() {
    skip_spaces();
    const std::string word = name();
    const DeclaredName* declared = program_.find(word);
    if (declared == nullptr) throw std::invalid_argument("not declared: " + word);
    shared(*declared);
  }

 private:
  // Operators by precedence, the weakest first. An operator stands before those that are its
  // beginning.
  static const std::vector<std::vector<std::string>>& levels() {
    static const std::vector<std::vector<std::string>> all = {
        {"||"}, {"&&"}, {"==", "!="}, {"<=", ">=", "<", ">"}, {"+", "-"}, {"*", "/", "%"}};
    return all;
  }

  Instruction& emit(Code code) {
    program_.code.push_back({.code = code, .word = {}, .datum = {}, .order = {}});
    return program_.code.back();
  }

  void skip_spaces() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }

  bool accept(const std::string& word) {
    skip_spaces();
    if (text_.compare(at_, word.size(), word) != 0) return false;
    at_ += word.size();
    return true;
  }

  void level(std::size_t precedence) {
    if (precedence == levels().size()) return prefixed();
    level(precedence + 1);
    for (;;) {
      std::string found;
      for (const std::string& word : levels()[precedence]) {
        if (found.empty() && accept(word)) found = word;
      }
      if (found.empty()) return;
      if (found == "&&" || found == "||") {
        short_circuit(found, precedence);
      } else {
        level(precedence + 1);
        emit(Code::binary).word = found;
      }
    }
  }

  // The jump looks at the left side, and faults if that is no boolean.
  void short_circuit(const std::string& word, std::size_t precedence) {
    const std::size_t jump = program_.code.size();
    emit(word == "&&" ? Code::peek_if_false : Code::peek_if_true);
    level(precedence + 1);
    emit(Code::check_boolean);
    program_.code[jump].target = program_.code.size();
  }

  void prefixed() {
    skip_spaces();
    for (const char* word : {"-", "!"}) {
      if (!accept(word)) continue;
      prefixed();
      emit(Code::unary).word = word;
      return;
    }
    primary();
  }

  void primary() {
    skip_spaces();
    if (accept("(")) {
      level(0);
      if (!accept(")")) throw std::invalid_argument("parenthesis: " + text_);
    } else if (accept("'")) {
      const std::size_t end = text_.find('\'', at_);
      emit(Code::push).datum = Datum::string(text_.substr(at_, end - at_));
      at_ = end + 1;
    } else if (at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_]))) {
      std::size_t length = 0;
      emit(Code::push).datum = Datum::integer(std::stoll(text_.substr(at_), &length));
      at_ += length;
    } else {
      named(name());
    }
  }

  std::string name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_')) {
      ++at_;
    }
    if (begin == at_) throw std::invalid_argument("name: " + text_);
    return text_.substr(begin, at_ - begin);
  }

  void named(const std::string& word) {
    if (word == "true" || word == "false") {
      emit(Code::push).datum = Datum::boolean(word == "true");
    } else if (word == "index" && spawn_index_) {
      emit(Code::push_local).number = static_cast<std::int64_t>(*spawn_index_);
    } else if (const DeclaredName* declared = program_.find(word)) {
      shared(*declared);
      emit(Code::operation).word = "read";
    } else {
      local(word);
    }
  }

  void local(const std::string& word) {
    if (body_ == nullptr) throw std::invalid_argument("not shared: " + word);
    const auto slot = static_cast<std::int64_t>(slot_of(*body_, word));
    if (!accept("[")) {
      emit(Code::push_local).number = slot;
      return;
    }
    level(0);
    if (!accept("]")) throw std::invalid_argument("bracket: " + text_);
    emit(Code::list_element).number = slot;
  }

  void shared(const DeclaredName& declared) {
    if (!accept("[")) {
      emit(Code::push).datum = Datum::integer(static_cast<std::int64_t>(declared.first));
      return;
    }
    level(0);
    if (!accept("]")) throw std::invalid_argument("bracket: " + text_);
    Instruction& element = emit(Code::element);
    element.number = static_cast<std::int64_t>(declared.first);
    element.target = declared.count;
  }

  Program& program_;
  Body* body_;
  const std::string& text_;
  std::optional<std::size_t> spawn_index_;
  std::size_t at_ = 0;
};

}  // namespace

std::size_t slot_of(Body& body, const std::string& name) {
  for (std::size_t slot = 0; slot < body.locals.size(); ++slot) {
    if (body.locals[slot] == name) return slot;
  }
  body.locals.push_back(name);
  return body.locals.size() - 1;
}

void compile_expression(Program& program, Body* body, const std::string& text,
                        std::optional<std::size_t> spawn_index) {
  ExpressionCompiler(program, body, text, spawn_index).compile_all();
}

void compile_reference(Program& program, Body* body, const std::string& text) {
  ExpressionCompiler(program, body, text, std::nullopt).reference();
}

}  // namespace heddle::differential::reference
