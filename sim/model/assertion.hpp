#pragma once
// What must hold wherever Heddle itself is right. It is checked in every build. Bad input breaks no
// assertion: docs/commands.md says how bad input is reported.
//
// `ensure` is for checks that cost next to nothing. `fully_checked` says whether this build also
// makes the checks that take time: debug builds do, and those with sanitizers.

#include <stdexcept>
#include <string>

namespace heddle {

// The place of an assertion in the code.
struct CodePlace {
  const char* file = "";
  int line = 0;

  // clang 14 has no std::source_location with this library.
  static constexpr CodePlace current(const char* file = __builtin_FILE(),
                                     int line = __builtin_LINE()) {
    return {file, line};
  }
};

class BrokenAssertion : public std::logic_error {
 public:
  // "sim/world/world.cpp:70: the point is empty".
  BrokenAssertion(const char* message, CodePlace place);
  // The same, with more to tell.
  BrokenAssertion with(const std::string& more) const { return BrokenAssertion(what() + more); }

 private:
  explicit BrokenAssertion(const std::string& text) : std::logic_error(text) {}
};

[[noreturn]] void fail_assertion(const char* message, CodePlace place);

// Throws BrokenAssertion unless `holds`; `message` says what is wrong.
inline void ensure(bool holds, const char* message, CodePlace place = CodePlace::current()) {
  if (!holds) [[unlikely]]
    fail_assertion(message, place);
}

#ifdef HEDDLE_FULL_ASSERTIONS
inline constexpr bool fully_checked = true;
#else
inline constexpr bool fully_checked = false;
#endif

}  // namespace heddle
