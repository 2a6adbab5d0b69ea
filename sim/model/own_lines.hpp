#pragma once
// Memory that shares no cache line with any other. It is for memory that one thread writes all the
// time while other threads write theirs, if one thread has allocated both. If they lay on one line,
// the processors would take it from each other at every write, which costs more than the work
// itself.

#include <cstddef>
#include <new>
#include <vector>

namespace heddle {

// Two lines of 64 bytes, as some processors fetch them in pairs.
inline constexpr std::size_t own_lines = 128;

template <typename Value>
struct OnOwnLines {
  using value_type = Value;

  OnOwnLines() = default;
  template <typename Other>
  OnOwnLines(const OnOwnLines<Other>&) {}  // NOLINT(google-explicit-constructor): as allocators do

  Value* allocate(std::size_t count) {
    const std::size_t bytes = (count * sizeof(Value) + own_lines - 1) / own_lines * own_lines;
    return static_cast<Value*>(::operator new (bytes, std::align_val_t{own_lines}));
  }
  void deallocate(Value* values, std::size_t) {
    ::operator delete (values, std::align_val_t{own_lines});
  }

  friend bool operator==(const OnOwnLines&, const OnOwnLines&) = default;
};

template <typename Value>
using VectorOnOwnLines = std::vector<Value, OnOwnLines<Value>>;

}  // namespace heddle
