// The part of the loader of statements that deals with threads and the output.

#include <utility>

#include "sim/scenario/expression_parser.hpp"
#include "sim/scenario/statement_loader.hpp"
#include "sim/scenario/wording.hpp"

namespace heddle::scenario {

Spawn StatementLoader::spawn(const StatementView& view) {
  Spawn result;
  const std::optional<std::uint32_t> body = body_index(*view.operand);
  result.body = body.value_or(0);
  if (const JsonNode* times = view.find("times")) {
    result.times = count(*times, "a number of threads").expression;
  }
  if (const JsonNode* arguments = view.find("args")) {
    if (context_.reader.list(*arguments, "a list of expressions")) {
      for (const JsonNode& item : arguments->items) {
        result.arguments.push_back(resolver_.argument(item).expression);
      }
    }
  }
  check_argument_count(view, body);
  if (const JsonNode* handle = view.find("as")) result.handle = handle_slot(*handle);
  return result;
}

std::optional<std::uint32_t> StatementLoader::body_index(const JsonNode& node) {
  const std::string* name = context_.reader.text(node, "the name of a thread body");
  if (name == nullptr) return std::nullopt;
  const auto found = context_.bodies.find(*name);
  if (found == context_.bodies.end()) {
    std::vector<std::string_view> names;
    for (const Body& body : context_.scenario.bodies) names.push_back(body.name);
    resolver_.report(node.begin, "expected the name of a thread body, found " + in_quotes(*name),
                     nearest_word(*name, names));
    return std::nullopt;
  }
  if (*name == "main") {
    resolver_.report(node.begin,
                     "expected the name of a thread body other than \"main\", which runs once");
  }
  return found->second;
}

void StatementLoader::check_argument_count(const StatementView& view,
                                           std::optional<std::uint32_t> body) {
  if (!body) return;
  const JsonNode* arguments = view.find("args");
  const Body& called = context_.scenario.bodies[*body];
  if (arguments && arguments->kind != JsonNode::Kind::list) return;
  const std::size_t given = arguments ? arguments->items.size() : 0;
  if (given == called.parameters) return;
  resolver_.report(arguments ? arguments->begin : view.node->begin,
                   "expected " + std::to_string(called.parameters) + " in \"args\" for " +
                       in_quotes(called.name) + ", found " + std::to_string(given));
}

std::optional<Slot> StatementLoader::handle_slot(const JsonNode& node) {
  const std::string* name = context_.reader.text(node, "the name of a local for the handle");
  if (name == nullptr) return std::nullopt;
  const SharedName* shared = context_.shared.find(*name);
  if (!is_name(*name) || shared != nullptr) {
    resolver_.report(node.begin, "expected the name of a local for the handle, found " +
                                     (shared ? std::string(phrase(shared->declaration->kind))
                                             : in_quotes(*name)));
    return std::nullopt;
  }
  const std::optional<Slot> slot = locals_.find(*name);
  if (slot) flow_.assign(*slot);
  return slot;
}

Join StatementLoader::join(const StatementView& view) {
  Join result;
  std::optional<Expression> handle = resolver_.handle(*view.operand);
  if (!handle) return result;
  result.handle = handle->slot;
  if (handle->kind == Expression::Kind::list_element) {
    result.element = std::move(handle->operands.front());
  }
  return result;
}

Print StatementLoader::print(const StatementView& view) {
  Print result;
  const std::string* text = context_.reader.text(*view.operand, "a text to print");
  if (text == nullptr) return result;
  const TextOrigin origin = text_origin(context_.text, view.operand->begin, *text);
  std::string plain;
  const auto end_plain = [&] {
    if (!plain.empty()) result.pieces.push_back({std::move(plain), std::nullopt});
    plain.clear();
  };
  std::size_t offset = 0;
  while (offset < text->size()) {
    const char character = (*text)[offset];
    const bool brace = character == '{' || character == '}';
    const bool doubled = offset + 1 < text->size() && (*text)[offset + 1] == character;
    if (!brace || doubled) {
      plain += character;
      offset += brace ? 2 : 1;
    } else if (character == '}') {
      resolver_.report(origin.offset(offset),
                       "expected }} for a brace in the text, found a lone }");
      return result;
    } else {
      end_plain();
      if (!print_expression(*text, origin, offset, result)) return result;
    }
  }
  end_plain();
  return result;
}

// `offset` is that of the opening brace, and becomes that after the closing one.
bool StatementLoader::print_expression(const std::string& text, TextOrigin origin,
                                       std::size_t& offset, Print& result) {
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
  result.pieces.push_back({{}, std::move(found->expression)});
  return true;
}

}  // namespace heddle::scenario
