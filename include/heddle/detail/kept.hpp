#pragma once
// Parts that the types of heddle/ are made of.

#include <utility>

#include "heddle/detail/simulation.hpp"

namespace heddle::detail {

// A type of objects that keep a T in the program's memory. One that was made outside of the
// exploration has the same value at the beginning of each execution.
template <typename T>
constexpr object_type type_that_keeps(object_kind kind, const char* name) {
  return {.kind = kind,
          .name = name,
          .save = [](const void* memory) -> void* { return new T(*static_cast<const T*>(memory)); },
          .restore =
              [](void* memory, const void* saved) {
                *static_cast<T*>(memory) = *static_cast<const T*>(saved);
              },
          .drop = [](void* saved) { delete static_cast<T*>(saved); }};
}

// A member whose end is not told to the exploration: one of what several threads own. Which of them
// is the last to let go of it depends on counts that are not visible.
template <typename T>
class unended {
 public:
  template <typename... Arguments>
  explicit unended(Arguments&&... arguments) : value_(std::forward<Arguments>(arguments)...) {}
  ~unended() {}  // NOLINT: the value stays
  unended(const unended&) = delete;
  unended& operator=(const unended&) = delete;

  T& operator*() { return value_; }
  const T& operator*() const { return value_; }
  T* operator->() { return &value_; }
  const T* operator->() const { return &value_; }

 private:
  union {
    T value_;
  };
};

}  // namespace heddle::detail
