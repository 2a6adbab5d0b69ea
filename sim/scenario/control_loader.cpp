// The part of the loader of statements that deals with control flow and conditions.

#include <utility>

#include "sim/scenario/expression_parser.hpp"
#include "sim/scenario/statement_loader.hpp"

namespace heddle::scenario {

CallOnce StatementLoader::call_once(const StatementView& view) {
  CallOnce result;
  result.once = object(*view.operand, {ObjectKind::once});
  if (const JsonNode* body = view.find("do")) result.body = conditional_block(*body);
  return result;
}

If StatementLoader::if_statement(const StatementView& view) {
  If result;
  result.condition = resolver_.expression(*view.operand, StaticType::boolean).expression;
  const std::size_t mark = flow_.mark();
  if (const JsonNode* then = view.find("then")) result.then = conditional_block(*then);
  const std::vector<Slot> assigned = flow_.rewind(mark);
  if (const JsonNode* otherwise = view.find("else")) {
    result.otherwise = conditional_block(*otherwise);
  }
  flow_.restore(assigned);
  return result;
}

While StatementLoader::while_loop(const StatementView& view) {
  While result;
  flow_.enter_loop(view.node->begin, view.node->end);
  if (view.form->verb == Verb::loop) {
    result.body = loop_body(*view.operand);
  } else {
    result.condition = resolver_.expression(*view.operand, StaticType::boolean).expression;
    if (const JsonNode* body = view.find("do")) result.body = loop_body(*body);
  }
  flow_.leave_loop();
  return result;
}

Repeat StatementLoader::repeat(const StatementView& view) {
  Repeat result;
  result.times = count(*view.operand, "a number of times").expression;
  flow_.enter_loop(view.node->begin, view.node->end);
  if (const JsonNode* body = view.find("do")) result.body = loop_body(*body);
  flow_.leave_loop();
  return result;
}

For StatementLoader::for_loop(const StatementView& view) {
  For result;
  if (const JsonNode* bounds = view.find("in")) range(*bounds, result);
  flow_.enter_loop(view.node->begin, view.node->end);
  result.variable = loop_variable(*view.operand);
  if (const JsonNode* body = view.find("do")) result.body = loop_body(*body);
  flow_.leave_loop();
  return result;
}

void StatementLoader::range(const JsonNode& node, For& result) {
  static constexpr std::string_view expected = "a range, such as \"1..5\" or \"1..=n\"";
  const std::string* text = context_.reader.text(node, expected);
  if (text == nullptr) return;
  const TextOrigin origin = text_origin(context_.text, node.begin, *text);
  const auto unexpected = [&](std::size_t offset, std::string_view wanted) {
    ParsedExpression problem = unexpected_in_expression(*text, offset, wanted);
    resolver_.report(origin.offset(problem.offset), std::move(problem.message),
                     std::move(problem.suggestion));
  };
  std::size_t offset = 0;
  auto first = resolver_.part(*text, origin, 0, offset, StaticType::integer);
  if (!first) return;
  if (text->compare(offset, 2, "..") != 0)
    return unexpected(offset, "an operator or .. in a range");
  offset += 2;
  result.inclusive = text->compare(offset, 1, "=") == 0;
  if (result.inclusive) ++offset;
  auto last = resolver_.part(*text, origin, offset, offset, StaticType::integer);
  if (!last) return;
  if (offset < text->size()) return unexpected(offset, "an operator or the end of the range");
  result.first = std::move(first->expression);
  result.last = std::move(last->expression);
}

Panic StatementLoader::panic(const StatementView& view) {
  Panic result;
  result.message = message(*view.operand, result.pieces);
  return result;
}

Assert StatementLoader::assertion(const StatementView& view) {
  Assert result;
  const JsonNode& condition = *view.operand;
  result.condition = resolver_.expression(condition, StaticType::boolean).expression;
  result.text = written(condition);
  const JsonNode* const words = view.find("message");
  result.message = words != nullptr ? message(*words, result.pieces) : result.text;
  return result;
}

Atomically StatementLoader::atomically(const StatementView& view) {
  Atomically result;
  const bool outer = std::exchange(atomically_, true);
  // A break inside must not leave the block.
  const std::size_t loops = std::exchange(loops_, 0);
  result.body = block(*view.operand);
  loops_ = loops;
  atomically_ = outer;
  return result;
}

void StatementLoader::check_inside_loop(const StatementView& view) {
  if (loops_ > 0) return;
  resolver_.report(view.node->begin, "expected \"" + std::string(view.form->word) +
                                         "\" inside of a loop" +
                                         (atomically_ ? " within the \"atomically\"" : ""));
}

}  // namespace heddle::scenario
