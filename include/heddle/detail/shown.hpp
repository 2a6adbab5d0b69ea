#pragma once
// Values as traces show them.

#include <cstdint>
#include <type_traits>

#include "heddle/detail/simulation.hpp"

namespace heddle::detail {

// Tells what was done, and the value if it can be told in a few characters.
template <typename T>
void tell_value(effect what, const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    tell(what, shown::boolean, value ? 1 : 0);
  } else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
    tell(what, shown::integer, static_cast<std::int64_t>(value));
  } else if constexpr (std::is_pointer_v<T>) {
    // Addresses mean nothing to people, and are others in the next execution.
    tell(what, value == nullptr ? shown::null : shown::pointer);
  } else {
    tell(what);
  }
}

}  // namespace heddle::detail
