// The part of the loader of statements that deals with texts that have expressions in them: lines
// of output, and the messages of reports.

#include <string>
#include <utility>

#include "sim/scenario/expression_parser.hpp"
#include "sim/scenario/statement_loader.hpp"

namespace heddle::scenario {

Print StatementLoader::print(const StatementView& view) {
  const std::string* text = context_.reader.text(*view.operand, "a text to print");
  if (text == nullptr) return {};
  return {pieces(*text, text_origin(context_.text, view.operand->begin, *text))};
}

// A message could be any text before it could have expressions in it. So one whose braces mean
// nothing is no error.
TextId StatementLoader::message(const JsonNode& node, std::vector<TextPiece>& parts) {
  const std::string* text = context_.reader.text(node, "a text");
  if (text == nullptr) return context_.intern({});
  if (text->find_first_of("{}") != std::string::npos) {
    resolver_.begin_lenient();
    std::vector<TextPiece> found = pieces(*text, text_origin(context_.text, node.begin, *text));
    if (resolver_.end_lenient()) parts = std::move(found);
  }
  return context_.intern(*text);
}

std::vector<TextPiece> StatementLoader::pieces(const std::string& text, TextOrigin origin) {
  std::vector<TextPiece> result;
  std::string plain;
  const auto end_plain = [&] {
    if (!plain.empty()) result.push_back({std::move(plain), std::nullopt});
    plain.clear();
  };
  std::size_t offset = 0;
  while (offset < text.size()) {
    const char character = text[offset];
    const bool brace = character == '{' || character == '}';
    const bool doubled = offset + 1 < text.size() && text[offset + 1] == character;
    if (!brace || doubled) {
      plain += character;
      offset += brace ? 2 : 1;
    } else if (character == '}') {
      resolver_.report(origin.offset(offset),
                       "expected }} for a brace in the text, found a lone }");
      return result;
    } else {
      end_plain();
      if (!piece(text, origin, offset, result)) return result;
    }
  }
  end_plain();
  return result;
}

// `offset` is that of the opening brace, and becomes the one after the closing brace.
bool StatementLoader::piece(const std::string& text, TextOrigin origin, std::size_t& offset,
                            std::vector<TextPiece>& result) {
  const std::size_t begin = offset + 1;
  std::optional<TypedExpression> found =
      resolver_.part(text, origin, begin, offset, StaticType::unknown);
  if (!found) return false;
  if (offset >= text.size() || text[offset] != '}') {
    ParsedExpression problem =
        unexpected_in_expression(text, offset, "an operator or } ({{ is a brace in the text)");
    resolver_.report(origin.offset(problem.offset), std::move(problem.message),
                     std::move(problem.suggestion));
    return false;
  }
  ++offset;
  if (found->type == StaticType::handle || found->type == StaticType::handles) {
    resolver_.report(origin.offset(begin), "expected something that can be printed, found " +
                                               std::string(phrase(found->type)));
  }
  result.push_back({{}, std::move(found->expression)});
  return true;
}

}  // namespace heddle::scenario
