#pragma once
// Plain memory that threads share: two accesses to it, of which one is a write and which nothing
// orders, are a data race.

#include <concepts>
#include <source_location>
#include <type_traits>
#include <utility>

#include "heddle/detail/shown.hpp"
#include "heddle/detail/simulation.hpp"

namespace heddle {

// Reads and writes as a T does. `x->` and `*x` count as a write, unless x is const; read() and
// const access count as a read.
template <typename T>
class shared {
 public:
  using value_type = T;

  shared(const std::source_location& where = std::source_location::current())  // NOLINT
      requires std::default_initializable<T> : value_(),
                                               object_(type, where, &value_) {}
  template <typename U>
  requires(std::constructible_from<T, U> && !std::same_as<std::remove_cvref_t<U>, shared> &&
           !std::same_as<std::remove_cvref_t<U>, std::source_location>)
      shared(U&& value,  // NOLINT: as a T is made
             const std::source_location& where = std::source_location::current())
      : value_(std::forward<U>(value)), object_(type, where, &value_) {}
  shared(const shared& other) : value_(other.read()), object_(type, {}, &value_) {}
  ~shared() = default;

  HEDDLE_IN_PLACE shared& operator=(const shared& other) requires std::copyable<T> {
    if (this != &other) assign(T(other.read()), {});
    return *this;
  }
  template <typename U>
  requires(std::assignable_from<T&, U> &&
           !std::same_as<std::remove_cvref_t<U>, shared>) HEDDLE_IN_PLACE shared&
  operator=(U&& value) {
    assign(T(std::forward<U>(value)), {});
    return *this;
  }

  const T& read(const std::source_location& where = std::source_location::current()) const {
    return read_at(where);
  }
  // Counts as a write; for changing the value in its place.
  T& write(const std::source_location& where = std::source_location::current()) {
    return write_at(where);
  }
  HEDDLE_IN_PLACE operator const T&() const { return read_at({}); }  // NOLINT: reads as a T does

  HEDDLE_IN_PLACE T& operator*() { return write_at({}); }
  HEDDLE_IN_PLACE const T& operator*() const { return read_at({}); }
  // Of a T that is a pointer itself, or has an operator of its own, that of the T: it is read.
  HEDDLE_IN_PLACE auto operator->() {
    if constexpr (std::is_pointer_v<T>) {
      return read_at({});
    } else {
      return &write_at({});
    }
  }
  HEDDLE_IN_PLACE auto operator->() const {
    if constexpr (std::is_pointer_v<T>) {
      return read_at({});
    } else {
      return &read_at({});
    }
  }

  // Each reads, and then writes.
  HEDDLE_IN_PLACE shared& operator++() {
    return change({}, [](T& value) { ++value; });
  }
  HEDDLE_IN_PLACE shared& operator--() {
    return change({}, [](T& value) { --value; });
  }
  HEDDLE_IN_PLACE T operator++(int) {
    T before = read_at({});
    change_after_read(before, {}, [](T& value) { ++value; });
    return before;
  }
  HEDDLE_IN_PLACE T operator--(int) {
    T before = read_at({});
    change_after_read(before, {}, [](T& value) { --value; });
    return before;
  }
  template <typename U>
  HEDDLE_IN_PLACE shared& operator+=(const U& operand) {
    return change({}, [&](T& value) { value += operand; });
  }
  template <typename U>
  HEDDLE_IN_PLACE shared& operator-=(const U& operand) {
    return change({}, [&](T& value) { value -= operand; });
  }
  template <typename U>
  HEDDLE_IN_PLACE shared& operator*=(const U& operand) {
    return change({}, [&](T& value) { value *= operand; });
  }
  template <typename U>
  HEDDLE_IN_PLACE shared& operator/=(const U& operand) {
    return change({}, [&](T& value) { value /= operand; });
  }
  template <typename U>
  HEDDLE_IN_PLACE shared& operator%=(const U& operand) {
    return change({}, [&](T& value) { value %= operand; });
  }
  template <typename U>
  HEDDLE_IN_PLACE shared& operator&=(const U& operand) {
    return change({}, [&](T& value) { value &= operand; });
  }
  template <typename U>
  HEDDLE_IN_PLACE shared& operator|=(const U& operand) {
    return change({}, [&](T& value) { value |= operand; });
  }
  template <typename U>
  HEDDLE_IN_PLACE shared& operator^=(const U& operand) {
    return change({}, [&](T& value) { value ^= operand; });
  }
  template <typename U>
  HEDDLE_IN_PLACE shared& operator<<=(const U& operand) {
    return change({}, [&](T& value) { value <<= operand; });
  }
  template <typename U>
  HEDDLE_IN_PLACE shared& operator>>=(const U& operand) {
    return change({}, [&](T& value) { value >>= operand; });
  }

 private:
  static constexpr detail::object_type make_type() {
    detail::object_type made{.kind = detail::object_kind::memory, .name = "shared"};
    if constexpr (std::copyable<T>) {
      made.save = [](const void* memory) -> void* { return new T(*static_cast<const T*>(memory)); };
      made.restore = [](void* memory, const void* saved) {
        *static_cast<T*>(memory) = *static_cast<const T*>(saved);
      };
      made.drop = [](void* saved) { delete static_cast<T*>(saved); };
    }
    return made;
  }
  static constexpr detail::object_type type = make_type();

  HEDDLE_IN_PLACE const T& read_at(const detail::place& where) const {
    if (detail::is_simulated()) {
      detail::access(object_, false, where);
      detail::tell_value(detail::effect::read, value_);
    }
    return value_;
  }
  HEDDLE_IN_PLACE T& write_at(const detail::place& where) {
    if (detail::is_simulated()) detail::access(object_, true, where);
    return value_;
  }
  HEDDLE_IN_PLACE void assign(T value, const detail::place& where) {
    if (detail::is_simulated()) {
      detail::access(object_, true, where);
      detail::tell_value(detail::effect::write, value);
    }
    value_ = std::move(value);
  }
  template <typename Change>
  HEDDLE_IN_PLACE void change_after_read(const T& before, const detail::place& where,
                                         const Change& apply) {
    T after = before;
    apply(after);
    assign(std::move(after), where);
  }
  template <typename Change>
  HEDDLE_IN_PLACE shared& change(const detail::place& where, const Change& apply) {
    if constexpr (std::copyable<T>) {
      change_after_read(read_at(where), where, apply);
    } else {
      static_cast<void>(read_at(where));
      apply(write_at(where));
    }
    return *this;
  }

  // For atomic accesses to the same memory.
  friend const detail::object& object_of(const shared& memory) { return memory.object_; }
  friend T& value_of(shared& memory) { return memory.value_; }

  T value_;
  detail::object object_;
};

}  // namespace heddle
