#pragma once
// std::source_location. clang 14 and 15 have none with the library of gcc, which asks for a builtin
// that they lack; the older builtins that they have are enough for one.

#include <source_location>

#ifndef __cpp_lib_source_location
#include <cstdint>

namespace std {  // NOLINT: it is what the standard says, and nobody else defines it here

struct source_location {
  static constexpr source_location current(const char* file = __builtin_FILE(),
                                           const char* function = __builtin_FUNCTION(),
                                           uint_least32_t line = __builtin_LINE()) noexcept {
    source_location made;
    made.file_ = file;
    made.function_ = function;
    made.line_ = line;
    return made;
  }

  constexpr uint_least32_t line() const noexcept { return line_; }
  constexpr uint_least32_t column() const noexcept { return 0; }
  constexpr const char* file_name() const noexcept { return file_; }
  constexpr const char* function_name() const noexcept { return function_; }

 private:
  const char* file_ = "";
  const char* function_ = "";
  uint_least32_t line_ = 0;
};

}  // namespace std
#endif
