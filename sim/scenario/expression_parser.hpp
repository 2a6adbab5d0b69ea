#pragma once
// The grammar of expressions: text to a syntax tree. Names stand for themselves here; the resolver
// gives them a meaning, and finds the types (see expression_resolver.hpp).
//
//   expression:  unary { operator unary }
//   unary:       { ! | - } primary
//   primary:     integer | 'text' | true | false | name | name[expression] | (expression)
//
// Operators have C's precedence: || && == < + *, the last binding tightest.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/scenario.hpp"

namespace heddle::scenario {

struct ExpressionSyntax {
  enum class Form : std::uint8_t { integer, boolean, text, name, element, operation };
  Form form = Form::integer;
  Expression::Kind operation{};  // operation: from negate to logical_or
  std::int64_t number = 0;       // integer; boolean: 0 or 1
  std::string word;              // text, name, element
  std::size_t begin = 0;         // offset of its first byte; of a binary operation: of its operator
  std::size_t depth = 1;         // of the tree from here down
  std::vector<ExpressionSyntax> operands;  // element: the index
};

struct ParsedExpression {
  ExpressionSyntax tree;  // only good if there is no message
  std::size_t end = 0;    // where the expression ended, after white space
  std::string message;    // the error; empty: none
  std::string suggestion;
  std::size_t offset = 0;  // the place of the error
};

// The tree of an expression is never deeper, so code that evaluates it may recurse.
inline constexpr std::size_t expression_depth_limit = 64;

// The longest expression that begins at `begin` of `text`. The caller judges what follows it.
ParsedExpression parse_expression(std::string_view text, std::size_t begin = 0);

// The expression in `text`, all of it.
ParsedExpression parse_whole_expression(std::string_view text);

// The error at a place where an expression ended and something else than `expected` follows.
ParsedExpression unexpected_in_expression(std::string_view text, std::size_t offset,
                                          std::string_view expected);

// A name is in messages, traces and the places of statements, so a long one would be there many
// times.
inline constexpr std::size_t longest_name = 250;

// Whether `text` is [A-Za-z_][A-Za-z0-9_]*, not a literal and not longer than that.
bool is_name(std::string_view text);

}  // namespace heddle::scenario
