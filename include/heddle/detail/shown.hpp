#pragma once
// Values as traces show them.

#include <cstdint>
#include <type_traits>

#include "heddle/detail/simulation.hpp"

namespace heddle::detail {

// Calls `tell` with the value if it can be shown in a few characters, and else with nothing.
template <typename T, typename Tell>
void tell_as_shown(const T& value, const Tell& tell) {
  if constexpr (std::is_same_v<T, bool>) {
    tell(shown::boolean, std::int64_t{value});
  } else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
    tell(shown::integer, static_cast<std::int64_t>(value));
  } else if constexpr (std::is_pointer_v<T>) {
    // Addresses mean nothing to people, and are others in the next execution.
    tell(value == nullptr ? shown::null : shown::pointer, std::int64_t{0});
  } else {
    tell(shown::nothing, std::int64_t{0});
  }
}

template <typename T>
void tell_value(effect what, const T& value) {
  tell_as_shown(value, [what](shown as, std::int64_t bits) { tell(what, as, bits); });
}

}  // namespace heddle::detail
