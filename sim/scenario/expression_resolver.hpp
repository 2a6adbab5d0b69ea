#pragma once
// Gives the names in expressions, references and targets their meaning, and reports the type errors
// that need no run. Knows shared memory and the locals of one body; it must not know statements.

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/expression_parser.hpp"
#include "sim/scenario/load_context.hpp"
#include "sim/scenario/local_table.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/scenario/static_type.hpp"

namespace heddle::scenario {

// The place of a text within the file, so that an error inside of it can be pointed at. If the text
// is written with escapes, only its beginning can be.
struct TextOrigin {
  std::size_t begin = 0;  // offset of its first byte, or of its opening quote
  bool exact = false;     // each of its bytes is one byte of the file

  std::size_t offset(std::size_t within) const { return exact ? begin + within : begin; }
};

// `quote`: the offset of the opening quote in `file_text`.
TextOrigin text_origin(std::string_view file_text, std::size_t quote, std::string_view content);

struct TypedExpression {
  Expression expression;
  StaticType type = StaticType::unknown;
};

struct TypedReference {
  Reference reference;
  const SharedName* name = nullptr;  // null: an error, which was reported
};

struct TypedTarget {
  Target target;
  StaticType type = StaticType::unknown;  // of a cell; a local takes any
  bool usable = false;                    // else an error, which was reported
};

class ExpressionResolver {
 public:
  // Over shared memory only.
  explicit ExpressionResolver(LoadContext& context) : context_(context) {}
  // In a body with those locals.
  ExpressionResolver(LoadContext& context, LocalTable& locals, AssignmentFlow& flow)
      : context_(context), locals_(&locals), flow_(&flow) {}

  // A text, an integer or a boolean; `wanted` is the type it must have, or `unknown`.
  TypedExpression expression(const JsonNode& node, StaticType wanted = StaticType::unknown);
  // The same, in the args of a spawn, where `index` has a meaning.
  TypedExpression argument(const JsonNode& node);
  // The longest expression at `begin` of `text`; `end` receives the place where it ended. Nothing
  // if its grammar is wrong.
  std::optional<TypedExpression> part(std::string_view text, TextOrigin origin, std::size_t begin,
                                      std::size_t& end, StaticType wanted);
  // A shared object of one of those kinds: `m`, `m[i]`.
  TypedReference reference(const JsonNode& node, std::initializer_list<ObjectKind> kinds);
  // The target of an assignment of a value of type `value`: `x`, `a[i]`. Marks nothing as assigned.
  TypedTarget target(std::string_view text, TextOrigin origin);
  // Reports a value that can never be stored there.
  void check_assignment(const TypedTarget& target, StaticType value, std::size_t offset);
  // A local that holds the handle of a thread, or an element of one that holds a list.
  std::optional<Expression> handle(const JsonNode& node);

  // For texts that are shown as they stand if they cannot be read. From now on errors are not
  // reported, and code that would only be a fault is not looked for.
  void begin_lenient();
  // Whether everything could be read since begin_lenient(). Errors are reported again from now on.
  bool end_lenient();

  void report(std::size_t offset, std::string message, std::string suggestion = {}) {
    if (lenient_) {
      could_be_read_ = false;
    } else {
      context_.problems.report(offset, std::move(message), std::move(suggestion));
    }
  }

 private:
  using Form = ExpressionSyntax::Form;

  std::optional<ExpressionSyntax> parse(std::string_view text);
  bool count_nodes(const ExpressionSyntax& syntax);
  TypedExpression resolve(const ExpressionSyntax& syntax);
  TypedExpression literal(Value value) const;
  TypedExpression name(const ExpressionSyntax& syntax);
  TypedExpression cell(const ExpressionSyntax& syntax, const SharedName& shared);
  TypedExpression element(const ExpressionSyntax& syntax);
  TypedExpression operation(const ExpressionSyntax& syntax);
  void check_operands(const ExpressionSyntax& syntax, const std::vector<StaticType>& types);
  void check_comparison(const ExpressionSyntax& syntax, const std::vector<StaticType>& types);
  std::optional<Expression> array_index(const ExpressionSyntax& syntax, const SharedName& shared);
  bool indexed_as_declared(const ExpressionSyntax& syntax, const SharedName& shared);
  std::optional<Slot> find_local(std::string_view word) const;
  void read_local(Slot slot, const ExpressionSyntax& syntax);
  void undeclared(const ExpressionSyntax& syntax);
  // Reports code that would be a fault in every run that reaches it.
  void report_fault(std::size_t offset, std::string message) {
    if (!lenient_) report(offset, std::move(message));
  }
  void expect_type(StaticType found, StaticType wanted, std::size_t offset);
  std::size_t at(const ExpressionSyntax& syntax) const { return origin_.offset(syntax.begin); }

  LoadContext& context_;
  LocalTable* locals_ = nullptr;
  AssignmentFlow* flow_ = nullptr;
  TextOrigin origin_;       // of the text that is being resolved
  bool has_index_ = false;  // `index` has a meaning
  bool lenient_ = false;
  bool could_be_read_ = true;     // since begin_lenient
  std::size_t nodes_before_ = 0;  // then
};

}  // namespace heddle::scenario
