#pragma once
// The operators of expressions, by the types that they take and give.

#include <cstdint>

#include "sim/scenario/scenario.hpp"

namespace heddle::scenario {

enum class OperatorSort : std::uint8_t {
  none,        // no operator
  arithmetic,  // of integers, an integer
  equality,    // of two values of one type, a boolean
  ordering,    // of two integers or two texts, a boolean
  logical,     // of booleans, a boolean
};

constexpr OperatorSort sort_of(Expression::Kind kind) {
  switch (kind) {
    case Expression::Kind::negate:
    case Expression::Kind::add:
    case Expression::Kind::subtract:
    case Expression::Kind::multiply:
    case Expression::Kind::divide:
    case Expression::Kind::remainder:
      return OperatorSort::arithmetic;
    case Expression::Kind::equal:
    case Expression::Kind::not_equal:
      return OperatorSort::equality;
    case Expression::Kind::less:
    case Expression::Kind::less_equal:
    case Expression::Kind::greater:
    case Expression::Kind::greater_equal:
      return OperatorSort::ordering;
    case Expression::Kind::logical_not:
    case Expression::Kind::logical_and:
    case Expression::Kind::logical_or:
      return OperatorSort::logical;
    case Expression::Kind::literal:
    case Expression::Kind::local:
    case Expression::Kind::list_element:
    case Expression::Kind::cell:
    case Expression::Kind::element:
    case Expression::Kind::spawn_index:
      return OperatorSort::none;
  }
  return OperatorSort::none;
}

constexpr bool is_comparison(Expression::Kind kind) {
  return sort_of(kind) == OperatorSort::equality || sort_of(kind) == OperatorSort::ordering;
}

}  // namespace heddle::scenario
