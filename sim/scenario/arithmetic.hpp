#pragma once
// What the operators of expressions compute. A function returns false, and leaves the result alone,
// if the operands have the wrong types or the result does not exist.

#include <cstddef>
#include <cstdint>

#include "sim/model/value.hpp"

namespace heddle::scenario {

constexpr bool both_integers(Value left, Value right) {
  return left.type == ValueType::integer && right.type == ValueType::integer;
}

// Whether `element` is an index into something of that size.
constexpr bool is_index(Value element, std::size_t size) {
  return element.type == ValueType::integer && static_cast<std::uint64_t>(element.bits) < size;
}

inline bool add(Value left, Value right, Value& result) {
  std::int64_t sum = 0;
  if (!both_integers(left, right) || __builtin_add_overflow(left.bits, right.bits, &sum)) {
    return false;
  }
  result = Value::of(sum);
  return true;
}

inline bool subtract(Value left, Value right, Value& result) {
  std::int64_t difference = 0;
  if (!both_integers(left, right) || __builtin_sub_overflow(left.bits, right.bits, &difference)) {
    return false;
  }
  result = Value::of(difference);
  return true;
}

inline bool multiply(Value left, Value right, Value& result) {
  std::int64_t product = 0;
  if (!both_integers(left, right) || __builtin_mul_overflow(left.bits, right.bits, &product)) {
    return false;
  }
  result = Value::of(product);
  return true;
}

constexpr bool can_divide(Value left, Value right) {
  return both_integers(left, right) && right.bits != 0 &&
         !(left.bits == INT64_MIN && right.bits == -1);
}

inline bool divide(Value left, Value right, Value& result) {
  if (!can_divide(left, right)) return false;
  result = Value::of(left.bits / right.bits);
  return true;
}

inline bool remainder(Value left, Value right, Value& result) {
  if (!can_divide(left, right)) return false;
  result = Value::of(left.bits % right.bits);
  return true;
}

inline bool negate(Value operand, Value& result) {
  if (operand.type != ValueType::integer || operand.bits == INT64_MIN) return false;
  result = Value::of(-operand.bits);
  return true;
}

}  // namespace heddle::scenario
