#include "sim/scenario/expression_resolver.hpp"

#include <algorithm>
#include <utility>

#include "sim/scenario/wording.hpp"

namespace heddle::scenario {
namespace {

using Kind = Expression::Kind;

std::size_t count(const ExpressionSyntax& syntax) {
  std::size_t result = 1;
  for (const ExpressionSyntax& operand : syntax.operands) result += count(operand);
  return result;
}

}  // namespace

TextOrigin text_origin(std::string_view file_text, std::size_t quote, std::string_view content) {
  const bool exact = file_text.substr(std::min(quote + 1, file_text.size())).starts_with(content);
  return exact ? TextOrigin{quote + 1, true} : TextOrigin{quote, false};
}

void ExpressionResolver::begin_lenient() {
  lenient_ = true;
  could_be_read_ = true;
  nodes_before_ = context_.expression_nodes;
}

bool ExpressionResolver::end_lenient() {
  lenient_ = false;
  // A limit that was reached in a text that is not used does not count.
  if (!could_be_read_) context_.expression_nodes = nodes_before_;
  return could_be_read_;
}

TypedExpression ExpressionResolver::expression(const JsonNode& node, StaticType wanted) {
  TypedExpression result;
  origin_ = {node.begin, false};
  if (node.kind == JsonNode::Kind::integer) {
    result = literal(Value::of(node.integer));
  } else if (node.kind == JsonNode::Kind::boolean) {
    result = literal(Value::of(node.boolean));
  } else if (node.kind == JsonNode::Kind::text) {
    origin_ = text_origin(context_.text, node.begin, node.text);
    const std::optional<ExpressionSyntax> syntax = parse(node.text);
    if (!syntax) return result;
    result = resolve(*syntax);
  } else {
    context_.reader.mismatch(node, "an expression (a text, an integer or a boolean)");
    return result;
  }
  expect_type(result.type, wanted, origin_.offset(0));
  return result;
}

TypedExpression ExpressionResolver::argument(const JsonNode& node) {
  has_index_ = true;
  TypedExpression result = expression(node);
  has_index_ = false;
  return result;
}

std::optional<TypedExpression> ExpressionResolver::part(std::string_view text, TextOrigin origin,
                                                        std::size_t begin, std::size_t& end,
                                                        StaticType wanted) {
  origin_ = origin;
  ParsedExpression parsed = parse_expression(text, begin);
  end = parsed.end;
  if (!parsed.message.empty()) {
    report(origin.offset(parsed.offset), std::move(parsed.message), std::move(parsed.suggestion));
    return std::nullopt;
  }
  if (!count_nodes(parsed.tree)) return std::nullopt;
  TypedExpression result = resolve(parsed.tree);
  expect_type(result.type, wanted, origin.offset(begin));
  return result;
}

std::optional<ExpressionSyntax> ExpressionResolver::parse(std::string_view text) {
  ParsedExpression parsed = parse_whole_expression(text);
  if (!parsed.message.empty()) {
    report(origin_.offset(parsed.offset), std::move(parsed.message), std::move(parsed.suggestion));
    return std::nullopt;
  }
  if (!count_nodes(parsed.tree)) return std::nullopt;
  return std::move(parsed.tree);
}

bool ExpressionResolver::count_nodes(const ExpressionSyntax& syntax) {
  const bool had_room = context_.expression_nodes <= expression_node_limit;
  context_.expression_nodes += count(syntax);
  const bool has_room = context_.expression_nodes <= expression_node_limit;
  if (had_room && !has_room) {
    report(at(syntax), "expected no more than " + std::to_string(expression_node_limit) +
                           " operators and operands in a file");
  }
  return has_room;
}

TypedExpression ExpressionResolver::literal(Value value) const {
  TypedExpression result;
  result.expression.kind = Kind::literal;
  result.expression.value = value;
  result.type = static_type(value.type);
  return result;
}

TypedExpression ExpressionResolver::resolve(const ExpressionSyntax& syntax) {
  switch (syntax.form) {
    case Form::integer:
      return literal(Value::of(syntax.number));
    case Form::boolean:
      return literal(Value::of(syntax.number != 0));
    case Form::text:
      return literal(Value::of(context_.intern(syntax.word)));
    case Form::name:
      return name(syntax);
    case Form::element:
      return element(syntax);
    case Form::operation:
      break;
  }
  return operation(syntax);
}

TypedExpression ExpressionResolver::name(const ExpressionSyntax& syntax) {
  const SharedName* shared = context_.shared.find(syntax.word);
  const std::optional<Slot> slot = find_local(syntax.word);
  TypedExpression result;
  if (has_index_ && syntax.word == "index") {
    if (shared != nullptr || slot) {
      report(at(syntax), "\"index\" counts the spawned threads here; expected another name for " +
                             std::string(shared != nullptr ? "the shared object" : "the local"));
    }
    result.expression.kind = Kind::spawn_index;
    result.type = StaticType::integer;
  } else if (shared != nullptr) {
    return cell(syntax, *shared);
  } else if (slot) {
    read_local(*slot, syntax);
    result.expression.kind = Kind::local;
    result.expression.slot = *slot;
    result.type = locals_->type(*slot);
  } else {
    undeclared(syntax);
  }
  return result;
}

TypedExpression ExpressionResolver::cell(const ExpressionSyntax& syntax, const SharedName& shared) {
  TypedExpression result;
  const Declaration& declaration = *shared.declaration;
  result.type = shared.type;
  result.expression.kind = Kind::cell;
  result.expression.object = declaration.first;
  result.expression.atomic = declaration.kind == ObjectKind::atomic;
  if (!is_memory(declaration.kind)) {
    report(at(syntax), "expected a value, but " + in_quotes(syntax.word) + " is " +
                           std::string(phrase(declaration.kind)));
    result.type = StaticType::unknown;
    // Its index, if there is one, is checked all the same.
    for (const ExpressionSyntax& operand : syntax.operands) resolve(operand);
    return result;
  }
  if (!indexed_as_declared(syntax, shared)) return result;
  if (!declaration.array) return result;
  result.expression.kind = Kind::element;
  result.expression.count = declaration.count;
  if (auto found = array_index(syntax, shared)) {
    result.expression.operands.push_back(std::move(*found));
  }
  return result;
}

// Reports an array without an index, and an index of something that is no array.
bool ExpressionResolver::indexed_as_declared(const ExpressionSyntax& syntax,
                                             const SharedName& shared) {
  const bool indexed = syntax.form == Form::element;
  const Declaration& declaration = *shared.declaration;
  if (indexed == declaration.array) return true;
  if (indexed) {
    report(at(syntax), in_quotes(syntax.word) + " is no array; expected no index");
    resolve(syntax.operands.front());
  } else {
    report(at(syntax), in_quotes(syntax.word) + " is an array of " +
                           std::to_string(declaration.count) +
                           "; expected an index: " + syntax.word + "[...]");
  }
  return false;
}

std::optional<Expression> ExpressionResolver::array_index(const ExpressionSyntax& syntax,
                                                          const SharedName& shared) {
  const ExpressionSyntax& inside = syntax.operands.front();
  TypedExpression result = resolve(inside);
  expect_type(result.type, StaticType::integer, at(inside));
  const std::uint32_t size = shared.declaration->count;
  if (inside.form == Form::integer && (inside.number < 0 || inside.number >= size)) {
    report_fault(at(inside), "expected an index from 0 to " + std::to_string(size - 1) + " of " +
                                 in_quotes(syntax.word) + ", found " +
                                 std::to_string(inside.number));
  }
  return std::move(result.expression);
}

TypedExpression ExpressionResolver::element(const ExpressionSyntax& syntax) {
  if (const SharedName* shared = context_.shared.find(syntax.word)) return cell(syntax, *shared);
  TypedExpression result;
  TypedExpression inside = resolve(syntax.operands.front());
  expect_type(inside.type, StaticType::integer, at(syntax.operands.front()));
  const std::optional<Slot> slot = find_local(syntax.word);
  if (!slot) {
    undeclared(syntax);
    return result;
  }
  read_local(*slot, syntax);
  if (certainly_differ(locals_->type(*slot), StaticType::handles)) {
    report(at(syntax), "expected an array or a list of thread handles before the index, but " +
                           in_quotes(syntax.word) + " is " +
                           std::string(phrase(locals_->type(*slot))));
  }
  result.type = StaticType::handle;
  result.expression.kind = Kind::list_element;
  result.expression.slot = *slot;
  result.expression.operands.push_back(std::move(inside.expression));
  return result;
}

std::optional<Slot> ExpressionResolver::find_local(std::string_view word) const {
  if (locals_ == nullptr) return std::nullopt;
  return locals_->find(word);
}

void ExpressionResolver::read_local(Slot slot, const ExpressionSyntax& syntax) {
  locals_->record_read(slot);
  if (flow_ == nullptr || !flow_->certainly_unassigned(slot)) return;
  if (lenient_ || !locals_->first_complaint(syntax.word)) return;
  report(at(syntax),
         "expected an assignment to the local " + in_quotes(syntax.word) + " before it is read");
}

void ExpressionResolver::undeclared(const ExpressionSyntax& syntax) {
  if (lenient_) return report(at(syntax), {});
  if (context_.problems.full()) return;
  if (locals_ && !locals_->first_complaint(syntax.word)) return;
  std::vector<std::string_view> candidates = context_.shared.names_of(is_memory);
  if (locals_) {
    for (const std::string_view local : locals_->candidates()) candidates.push_back(local);
  }
  if (has_index_) candidates.push_back("index");
  std::string message = locals_ ? "expected a declared name or a local that is assigned, found "
                                : "expected the name of shared memory, found ";
  if (syntax.word == "index") message = "\"index\" exists only in the args of a spawn; found ";
  report(at(syntax), message + in_quotes(syntax.word), nearest_word(syntax.word, candidates));
}

void ExpressionResolver::expect_type(StaticType found, StaticType wanted, std::size_t offset) {
  if (!certainly_differ(found, wanted)) return;
  report_fault(offset,
               "expected " + std::string(phrase(wanted)) + ", found " + std::string(phrase(found)));
}

}  // namespace heddle::scenario
