#pragma once
// What is known about the type of a value without running anything.

#include <cstdint>
#include <string_view>

#include "sim/model/value.hpp"

namespace heddle::scenario {

enum class StaticType : std::uint8_t {
  none,  // no value can be here: a local that nothing is assigned to
  integer,
  boolean,
  text,
  handle,   // of a thread
  handles,  // a list of them
  unknown,  // several are possible
};

// The type of a value that is one or the other.
constexpr StaticType join(StaticType left, StaticType right) {
  if (left == right || right == StaticType::none) return left;
  return left == StaticType::none ? right : StaticType::unknown;
}

constexpr bool is_known(StaticType type) {
  return type != StaticType::none && type != StaticType::unknown;
}

// Whether a value of one type is certainly none of the other.
constexpr bool certainly_differ(StaticType left, StaticType right) {
  return is_known(left) && is_known(right) && left != right;
}

constexpr StaticType static_type(ValueType type) {
  switch (type) {
    case ValueType::integer:
      return StaticType::integer;
    case ValueType::boolean:
      return StaticType::boolean;
    case ValueType::text:
      return StaticType::text;
    case ValueType::thread:
      return StaticType::handle;
    case ValueType::threads:
      return StaticType::handles;
    case ValueType::nothing:
      break;
  }
  return StaticType::none;
}

// With its article: "an integer".
constexpr std::string_view phrase(StaticType type) {
  switch (type) {
    case StaticType::integer:
      return "an integer";
    case StaticType::boolean:
      return "a boolean";
    case StaticType::text:
      return "a text";
    case StaticType::handle:
      return "a thread handle";
    case StaticType::handles:
      return "a list of thread handles";
    case StaticType::none:
    case StaticType::unknown:
      break;
  }
  return "a value";
}

}  // namespace heddle::scenario
