#include "sim/scenario/local_collector.hpp"

#include <optional>
#include <string>

#include "sim/scenario/expression_parser.hpp"
#include "sim/scenario/operators.hpp"
#include "sim/scenario/statement_words.hpp"

namespace heddle::scenario {
namespace {

using Form = ExpressionSyntax::Form;

class LocalCollector {
 public:
  LocalCollector(const LoadContext& context, LocalTable& locals)
      : context_(context), locals_(locals) {}

  void block(const JsonNode& node) {
    for (const JsonNode& item : node.items) {
      if (const std::optional<StatementView> view = peek_statement(item)) statement(*view);
    }
  }

 private:
  void statement(const StatementView& view) {
    if (is_loop(view.form->verb)) {
      if (const auto slot = local(view.operand->text)) locals_.need_no_read(*slot);
    }
    part(view, *view.operand, view.form->role);
    for (const Modifier& modifier : view.form->modifiers()) {
      if (const JsonNode* node = view.find(modifier.word)) part(view, *node, modifier.role);
    }
  }

  void part(const StatementView& view, const JsonNode& node, Role role) {
    switch (role) {
      case Role::other:
      case Role::nothing:
        break;
      case Role::block:
        block(node);
        break;
      case Role::assignments:
        for (const JsonMember& member : node.members) {
          if (const auto slot = local(member.key)) assign(*slot, member.key_begin, member.value);
        }
        break;
      case Role::boolean_target:
        target(node, StaticType::boolean);
        break;
      case Role::integer_target:
        target(node, StaticType::integer);
        break;
      case Role::cell_target:
        target(node, type_of_cell(*view.operand));
        break;
      case Role::received_target:
        target(node, StaticType::unknown);
        break;
      case Role::handle_target:
        if (const auto slot = local(node.text)) {
          const bool list = view.find("times") != nullptr;
          locals_.add_handle(*slot, node.begin, list ? StaticType::handles : StaticType::handle);
        }
        break;
      case Role::choice_target:
        choice(view, node);
        break;
    }
  }

  static bool is_loop(Verb verb) { return verb == Verb::for_ || verb == Verb::for_each; }

  // The slot of the local that `text` names as a target. Nothing if it names something shared, or
  // nothing.
  std::optional<Slot> local(const std::string& text) {
    const ParsedExpression parsed = parse_whole_expression(text);
    if (!parsed.message.empty() || parsed.tree.form != Form::name) return std::nullopt;
    if (context_.shared.find(parsed.tree.word) != nullptr) return std::nullopt;
    return locals_.add(parsed.tree.word);
  }

  void target(const JsonNode& node, StaticType type) {
    if (const auto slot = local(node.text)) locals_.add_assignment(*slot, node.begin, type);
  }

  void choice(const StatementView& view, const JsonNode& node) {
    const std::optional<Slot> slot = local(node.text);
    if (!slot) return;
    locals_.add_assignment(*slot, node.begin, StaticType::none);
    const JsonNode* from = view.find("from");
    if (from == nullptr) return;
    for (const JsonNode& item : from->items) assign(*slot, node.begin, item);
  }

  void assign(Slot slot, std::size_t offset, const JsonNode& value) {
    StaticType type = StaticType::unknown;
    if (value.kind == JsonNode::Kind::integer) type = StaticType::integer;
    if (value.kind == JsonNode::Kind::boolean) type = StaticType::boolean;
    if (value.kind == JsonNode::Kind::text) {
      const ParsedExpression parsed = parse_whole_expression(value.text);
      if (parsed.message.empty()) {
        const bool is_local =
            parsed.tree.form == Form::name && context_.shared.find(parsed.tree.word) == nullptr;
        if (is_local) return locals_.add_copy(slot, offset, parsed.tree.word);
        type = type_of(parsed.tree);
      }
    }
    locals_.add_assignment(slot, offset, type);
  }

  // The type of an expression that is not the bare name of a local. No other type need be known
  // for this.
  StaticType type_of(const ExpressionSyntax& syntax) const {
    switch (syntax.form) {
      case Form::integer:
        return StaticType::integer;
      case Form::boolean:
        return StaticType::boolean;
      case Form::text:
        return StaticType::text;
      case Form::name:
      case Form::element: {
        const SharedName* shared = context_.shared.find(syntax.word);
        return shared ? shared->type : StaticType::handle;
      }
      case Form::operation:
        break;
    }
    const bool is_integer = sort_of(syntax.operation) == OperatorSort::arithmetic;
    return is_integer ? StaticType::integer : StaticType::boolean;
  }

  StaticType type_of_cell(const JsonNode& reference) const {
    const ParsedExpression parsed = parse_whole_expression(reference.text);
    const SharedName* shared = context_.shared.find(parsed.tree.word);
    return shared ? shared->type : StaticType::unknown;
  }

  const LoadContext& context_;
  LocalTable& locals_;
};

}  // namespace

void collect_locals(const JsonNode& block, const LoadContext& context, LocalTable& locals) {
  LocalCollector(context, locals).block(block);
}

}  // namespace heddle::scenario
