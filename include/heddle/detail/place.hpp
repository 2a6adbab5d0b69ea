#pragma once
// Where in the code an operation stands.

#include "heddle/detail/source_location.hpp"

namespace heddle::detail {

// A line of source. Without a file: where the operation is called from. Operators and constructors
// that take anything cannot be passed a line, and the standard's locks pass their own.
struct place {
  const char* file = nullptr;
  unsigned line = 0;

  constexpr place() = default;
  constexpr place(const std::source_location& location)  // NOLINT: as the standard's types do
      : file(location.file_name()), line(location.line()) {}
};

// And the function in which it stands. Functions of the library take these instead of
// std::source_location, whose layout another compiler than that of the library may not share.
struct place_in_function : place {
  const char* function = "";

  constexpr place_in_function(const std::source_location& location)  // NOLINT: as above
      : place(location), function(location.function_name()) {}
};

}  // namespace heddle::detail

// Functions that perform an operation for their caller, so that the place of the operation is the
// caller's also where nothing else is inlined.
#define HEDDLE_IN_PLACE [[gnu::always_inline]] inline
