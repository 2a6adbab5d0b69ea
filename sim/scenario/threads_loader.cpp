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

}  // namespace heddle::scenario
