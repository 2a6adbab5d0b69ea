// The part of the resolver that deals with the things a statement works on: objects, targets and
// handles.

#include <algorithm>
#include <utility>

#include "sim/scenario/expression_resolver.hpp"
#include "sim/scenario/wording.hpp"

namespace heddle::scenario {
namespace {

std::string phrase_any(std::initializer_list<ObjectKind> kinds) {
  std::vector<std::string_view> phrases;
  for (const ObjectKind kind : kinds) phrases.push_back(phrase(kind));
  return any_of(phrases);
}

bool names_something(const ExpressionSyntax& syntax) {
  return syntax.form == ExpressionSyntax::Form::name ||
         syntax.form == ExpressionSyntax::Form::element;
}

}  // namespace

TypedReference ExpressionResolver::reference(const JsonNode& node,
                                             std::initializer_list<ObjectKind> kinds) {
  const std::string expected = phrase_any(kinds);
  const std::string* text = context_.reader.text(node, "the name of " + expected);
  if (text == nullptr) return {};
  origin_ = text_origin(context_.text, node.begin, *text);
  const std::optional<ExpressionSyntax> syntax = parse(*text);
  if (!syntax) return {};
  const SharedName* shared =
      names_something(*syntax) ? context_.shared.find(syntax->word) : nullptr;
  if (shared == nullptr) {
    if (context_.problems.full()) return {};
    const std::vector<std::string_view> candidates = context_.shared.names_of([&](ObjectKind kind) {
      return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
    });
    report(at(*syntax), "expected the name of " + expected + ", found " + in_quotes(*text),
           nearest_word(syntax->word, candidates));
    return {};
  }
  const Declaration& declaration = *shared->declaration;
  if (std::find(kinds.begin(), kinds.end(), declaration.kind) == kinds.end()) {
    report(at(*syntax), "expected " + expected + ", but " + in_quotes(syntax->word) + " is " +
                            std::string(phrase(declaration.kind)));
    return {};
  }
  TypedReference result;
  if (!indexed_as_declared(*syntax, *shared)) return {};
  result.reference.object = declaration.first;
  result.reference.count = declaration.count;
  if (declaration.array) result.reference.element = array_index(*syntax, *shared);
  result.name = shared;
  return result;
}

TypedTarget ExpressionResolver::target(std::string_view text, TextOrigin origin) {
  origin_ = origin;
  const std::optional<ExpressionSyntax> syntax = parse(text);
  TypedTarget result;
  if (!syntax) return result;
  if (!names_something(*syntax)) {
    report(at(*syntax),
           "expected a name to assign to, such as x or a[i], found " + in_quotes(text));
    return result;
  }
  const SharedName* shared = context_.shared.find(syntax->word);
  if (shared == nullptr) {
    const std::optional<Slot> slot = find_local(syntax->word);
    if (syntax->form == Form::element) {
      resolve(syntax->operands.front());
      report(at(*syntax), "expected a shared array before the index; a local holds a single value",
             nearest_word(syntax->word, context_.shared.names_of(is_memory)));
      return result;
    }
    result.target.local = slot;
    result.usable = slot.has_value();
    return result;
  }
  const Declaration& declaration = *shared->declaration;
  if (!is_memory(declaration.kind)) {
    report(at(*syntax), "expected plain memory, an atomic or a local to assign to, but " +
                            in_quotes(syntax->word) + " is " +
                            std::string(phrase(declaration.kind)));
    return result;
  }
  if (!indexed_as_declared(*syntax, *shared)) return result;
  result.target.atomic = declaration.kind == ObjectKind::atomic;
  result.target.cell.object = declaration.first;
  result.target.cell.count = declaration.count;
  if (declaration.array) result.target.cell.element = array_index(*syntax, *shared);
  result.type = shared->type;
  result.usable = true;
  return result;
}

void ExpressionResolver::check_assignment(const TypedTarget& target, StaticType value,
                                          std::size_t offset) {
  if (!target.usable) return;
  if (!target.target.local) {
    if (!certainly_differ(value, target.type)) return;
    report(offset, "expected " + std::string(phrase(target.type)) +
                       ", which the cell keeps as its type, found " + std::string(phrase(value)));
    return;
  }
  const bool is_handle = value == StaticType::handle || value == StaticType::handles;
  if (is_known(value) && !is_handle && locals_->holds_handle(*target.target.local)) {
    report(offset, "expected another local, as " +
                       in_quotes(locals_->names()[*target.target.local]) +
                       " holds the handle of a thread; found " + std::string(phrase(value)));
  }
}

std::optional<Expression> ExpressionResolver::handle(const JsonNode& node) {
  static constexpr std::string_view expected = "the name of a local that holds a thread's handle";
  const std::string* text = context_.reader.text(node, expected);
  if (text == nullptr) return std::nullopt;
  origin_ = text_origin(context_.text, node.begin, *text);
  const std::optional<ExpressionSyntax> syntax = parse(*text);
  if (!syntax) return std::nullopt;
  const SharedName* shared =
      names_something(*syntax) ? context_.shared.find(syntax->word) : nullptr;
  if (!names_something(*syntax) || shared != nullptr) {
    report(at(*syntax),
           "expected " + std::string(expected) + ", found " +
               (shared ? std::string(phrase(shared->declaration->kind)) : in_quotes(*text)));
    return std::nullopt;
  }
  TypedExpression result = resolve(*syntax);
  const bool fits = !is_known(result.type) || result.type == StaticType::handle ||
                    result.type == StaticType::handles;
  if (!fits) {
    report(at(*syntax), "expected " + std::string(expected) + ", but " + in_quotes(syntax->word) +
                            " is " + std::string(phrase(result.type)));
  }
  return std::move(result.expression);
}

}  // namespace heddle::scenario
