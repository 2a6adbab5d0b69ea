#pragma once
// std::atomic_ref. Atomic accesses to one object by all that refer to it are accesses to one
// object of the exploration too, which is found by its address. That of a shared<T> is known
// without that, and its races with plain accesses are found as well.

#include <atomic>
#include <concepts>
#include <cstddef>
#include <memory>
#include <source_location>
#include <type_traits>

#include "heddle/atomic.hpp"
#include "heddle/detail/simulation.hpp"
#include "heddle/shared.hpp"

namespace heddle {

namespace detail {

// The object that an atomic_ref refers to.
template <typename T>
class referred : public atomic_operations<referred<T>, T> {
 public:
  // `identity`: of the object, if it has one of its own.
  explicit referred(T& object, const detail::object* identity = nullptr)
      : memory_(std::addressof(object)), identity_(identity) {}

  HEDDLE_IN_PLACE void store(T desired, std::memory_order given, const place& where) const {
    this->store_at(desired, given, where);
  }

 private:
  friend class atomic_operations<referred<T>, T>;

  static constexpr object_type type{.kind = object_kind::memory, .name = "atomic_ref"};

  struct room_at {
    template <typename Predicate>
    void wait(const Predicate& is_changed, const place& where) const {
      wait_for_change(object_at(memory, waiting_room::mutex_type, where),
                      object_at(memory, waiting_room::condition_type, where), is_changed, where);
    }
    void notify(bool all, const place& where) const {
      notify_of_change(object_at(memory, waiting_room::mutex_type, where),
                       object_at(memory, waiting_room::condition_type, where), all, where);
    }
    T* memory;
  };

  std::atomic_ref<T> real() const { return std::atomic_ref<T>(*memory_); }
  const detail::object& identity(const place& where) const {
    return identity_ != nullptr ? *identity_ : object_at(memory_, type, where);
  }
  room_at room() const { return {memory_}; }

  T* memory_;
  const detail::object* identity_;
};

}  // namespace detail

template <typename T>
class atomic_ref {
  using Operations = detail::referred<T>;
  template <typename U>
  static constexpr bool adds = Operations::template adds<U>;
  template <typename U>
  static constexpr bool has_bits = Operations::template has_bits<U>;

 public:
  using value_type = T;
  using difference_type = typename Operations::difference_type;
  static constexpr bool is_always_lock_free = std::atomic_ref<T>::is_always_lock_free;
  static constexpr std::size_t required_alignment = std::atomic_ref<T>::required_alignment;

  explicit atomic_ref(T& object) : referred_(object) {}
  explicit atomic_ref(shared<T>& object) : referred_(value_of(object), &object_of(object)) {}
  atomic_ref(const atomic_ref&) noexcept = default;
  atomic_ref& operator=(const atomic_ref&) = delete;

  bool is_lock_free() const noexcept { return referred_.is_lock_free(); }
  HEDDLE_IN_PLACE T operator=(T desired) const noexcept {
    referred_.store(desired, std::memory_order_seq_cst, {});
    return desired;
  }
  HEDDLE_IN_PLACE operator T() const noexcept {  // NOLINT: it is read as a T is
    return static_cast<T>(referred_);
  }
  void store(T desired, std::memory_order given = std::memory_order_seq_cst,
             const std::source_location& where = std::source_location::current()) const noexcept {
    return referred_.store(desired, given, where);
  }
  T load(std::memory_order given = std::memory_order_seq_cst,
         const std::source_location& where = std::source_location::current()) const noexcept {
    return referred_.load(given, where);
  }
  T exchange(T desired, std::memory_order given = std::memory_order_seq_cst,
             const std::source_location& where = std::source_location::current()) const noexcept {
    return referred_.exchange(desired, given, where);
  }
  bool compare_exchange_strong(
      T& expected, T desired, std::memory_order success, std::memory_order failure,
      const std::source_location& where = std::source_location::current()) const noexcept {
    return referred_.compare_exchange_strong(expected, desired, success, failure, where);
  }
  bool compare_exchange_strong(
      T& expected, T desired, std::memory_order given = std::memory_order_seq_cst,
      const std::source_location& where = std::source_location::current()) const noexcept {
    return referred_.compare_exchange_strong(expected, desired, given, where);
  }
  bool compare_exchange_weak(
      T& expected, T desired, std::memory_order success, std::memory_order failure,
      const std::source_location& where = std::source_location::current()) const noexcept {
    return referred_.compare_exchange_weak(expected, desired, success, failure, where);
  }
  bool compare_exchange_weak(
      T& expected, T desired, std::memory_order given = std::memory_order_seq_cst,
      const std::source_location& where = std::source_location::current()) const noexcept {
    return referred_.compare_exchange_weak(expected, desired, given, where);
  }
  void wait(T old, std::memory_order given = std::memory_order_seq_cst,
            const std::source_location& where = std::source_location::current()) const noexcept {
    return referred_.wait(old, given, where);
  }
  void notify_one(
      const std::source_location& where = std::source_location::current()) const noexcept {
    return referred_.notify_one(where);
  }
  void notify_all(
      const std::source_location& where = std::source_location::current()) const noexcept {
    return referred_.notify_all(where);
  }
  T fetch_add(difference_type operand, std::memory_order given = std::memory_order_seq_cst,
              const std::source_location& where =
                  std::source_location::current()) const noexcept requires adds<T> {
    return referred_.fetch_add(operand, given, where);
  }
  T fetch_sub(difference_type operand, std::memory_order given = std::memory_order_seq_cst,
              const std::source_location& where =
                  std::source_location::current()) const noexcept requires adds<T> {
    return referred_.fetch_sub(operand, given, where);
  }
  T fetch_and(T operand, std::memory_order given = std::memory_order_seq_cst,
              const std::source_location& where =
                  std::source_location::current()) const noexcept requires has_bits<T> {
    return referred_.fetch_and(operand, given, where);
  }
  T fetch_or(T operand, std::memory_order given = std::memory_order_seq_cst,
             const std::source_location& where =
                 std::source_location::current()) const noexcept requires has_bits<T> {
    return referred_.fetch_or(operand, given, where);
  }
  T fetch_xor(T operand, std::memory_order given = std::memory_order_seq_cst,
              const std::source_location& where =
                  std::source_location::current()) const noexcept requires has_bits<T> {
    return referred_.fetch_xor(operand, given, where);
  }
  HEDDLE_IN_PLACE T operator++() const noexcept requires adds<T> { return ++referred_; }
  HEDDLE_IN_PLACE T operator++(int) const noexcept requires adds<T> { return referred_++; }
  HEDDLE_IN_PLACE T operator--() const noexcept requires adds<T> { return --referred_; }
  HEDDLE_IN_PLACE T operator--(int) const noexcept requires adds<T> { return referred_--; }
  HEDDLE_IN_PLACE T operator+=(difference_type operand) const noexcept requires adds<T> {
    return referred_ += operand;
  }
  HEDDLE_IN_PLACE T operator-=(difference_type operand) const noexcept requires adds<T> {
    return referred_ -= operand;
  }
  HEDDLE_IN_PLACE T operator&=(T operand) const noexcept requires has_bits<T> {
    return referred_ &= operand;
  }
  HEDDLE_IN_PLACE T operator|=(T operand) const noexcept requires has_bits<T> {
    return referred_ |= operand;
  }
  HEDDLE_IN_PLACE T operator^=(T operand) const noexcept requires has_bits<T> {
    return referred_ ^= operand;
  }

 private:
  mutable Operations referred_;
};

template <typename T>
atomic_ref(shared<T>&) -> atomic_ref<T>;

}  // namespace heddle
