// The part of the loader of statements that deals with memory and free choices of data.

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "sim/model/operation_table.hpp"
#include "sim/scenario/statement_loader.hpp"
#include "sim/scenario/wording.hpp"

namespace heddle::scenario {

Set StatementLoader::set(const StatementView& view) {
  Set result;
  if (!context_.reader.object(*view.operand, "an object of assignments, {\"x\": expression}")) {
    return result;
  }
  for (const JsonMember& member : view.operand->members) {
    TypedTarget found =
        resolver_.target(member.key, text_origin(context_.text, member.key_begin, member.key));
    TypedExpression value = resolver_.expression(member.value);
    resolver_.check_assignment(found, value.type, member.value.begin);
    if (found.target.local) flow_.assign(*found.target.local);
    result.assignments.push_back({std::move(found.target), std::move(value.expression)});
  }
  return result;
}

Atomic StatementLoader::atomic(const StatementView& view, OperationKind kind) {
  Atomic result;
  result.kind = kind;
  const bool is_arithmetic = heddle::is_arithmetic(kind);
  TypedReference cell = atomic_cell(*view.operand, is_arithmetic);
  const StaticType type = cell.name ? cell.name->type : StaticType::unknown;
  result.cell = std::move(cell.reference);
  result.order = order_of(view, kind);
  if (const JsonNode* value = view.find("value"); value && kind != OperationKind::load) {
    const StaticType wanted = is_arithmetic ? StaticType::integer : type;
    result.value = resolver_.expression(*value, wanted).expression;
  }
  result.into = target(view, "into", is_arithmetic ? StaticType::integer : type);
  return result;
}

CompareExchange StatementLoader::compare_exchange(const StatementView& view) {
  CompareExchange result;
  TypedReference cell = atomic_cell(*view.operand, false);
  const StaticType type = cell.name ? cell.name->type : StaticType::unknown;
  result.cell = std::move(cell.reference);
  result.order = order_of(view, OperationKind::compare_exchange);
  result.expected = required_expression(view, "expected", type);
  result.desired = required_expression(view, "desired", type);
  result.into = target(view, "into", StaticType::boolean);
  result.actual = target(view, "actual", type);
  return result;
}

TypedReference StatementLoader::atomic_cell(const JsonNode& node, bool integer) {
  TypedReference result = resolver_.reference(node, {ObjectKind::atomic});
  if (integer && result.name && certainly_differ(result.name->type, StaticType::integer)) {
    resolver_.report(node.begin, "expected an atomic integer, found an atomic that holds " +
                                     std::string(phrase(result.name->type)));
  }
  return result;
}

MemoryOrder StatementLoader::order_of(const StatementView& view, OperationKind kind) {
  using enum MemoryOrder;
  const JsonNode* node = view.find("order");
  if (node == nullptr) return seq_cst;
  if (kind == OperationKind::load) return order(*node, {relaxed, acquire, seq_cst});
  if (kind == OperationKind::store) return order(*node, {relaxed, release, seq_cst});
  return order(*node, {relaxed, acquire, release, acq_rel, seq_cst});
}

MemoryOrder StatementLoader::order(const JsonNode& node,
                                   std::initializer_list<MemoryOrder> allowed) {
  std::vector<std::string_view> words;
  for (const MemoryOrder candidate : allowed) words.push_back(name(candidate));
  const std::optional<std::size_t> found = context_.reader.word(node, words);
  return found ? *(allowed.begin() + *found) : MemoryOrder::seq_cst;
}

Choose StatementLoader::choose(const StatementView& view) {
  Choose result;
  StaticType type = StaticType::none;
  if (const JsonNode* from = view.find("from")) {
    if (context_.reader.list(*from, "a list of expressions")) {
      if (from->items.empty()) {
        resolver_.report(from->begin, "expected at least one expression to choose from");
      }
      for (const JsonNode& item : from->items) {
        TypedExpression found = resolver_.expression(item);
        type = scenario::join(type, found.type);
        result.from.push_back(std::move(found.expression));
      }
    }
  }
  if (auto into = target(*view.operand, type)) result.into = std::move(*into);
  return result;
}

}  // namespace heddle::scenario
