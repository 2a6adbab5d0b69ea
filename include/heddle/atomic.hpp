#pragma once
// <atomic>, for every T that std::atomic takes. Values are sequentially consistent in an
// exploration; what a weaker order gives up is only that it orders accesses to other memory.

#include <atomic>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <source_location>
#include <type_traits>

#include "heddle/detail/shown.hpp"
#include "heddle/detail/simulation.hpp"

namespace heddle {

using std::memory_order;
using std::memory_order_acq_rel;
using std::memory_order_acquire;
using std::memory_order_consume;
using std::memory_order_relaxed;
using std::memory_order_release;
using std::memory_order_seq_cst;

namespace detail {

constexpr order order_of(std::memory_order given) {
  switch (given) {
    case std::memory_order_relaxed:
      return order::relaxed;
    case std::memory_order_consume:
    case std::memory_order_acquire:
      return order::acquire;
    case std::memory_order_release:
      return order::release;
    case std::memory_order_acq_rel:
      return order::acq_rel;
    case std::memory_order_seq_cst:
      return order::seq_cst;
  }
  return order::seq_cst;
}

// Where the code asks for an order that is weaker than seq_cst.
HEDDLE_IN_PLACE void note_order(std::memory_order given, const place& where) {
  if (given != std::memory_order_seq_cst) note_weak_order(where);
}

constexpr std::memory_order order_of_failure(std::memory_order success) {
  if (success == std::memory_order_acq_rel) return std::memory_order_acquire;
  if (success == std::memory_order_release) return std::memory_order_relaxed;
  return success;
}

// Where threads wait for an atomic to change. It is made together with the atomic, but only for
// those types of which the program calls wait(): each costs two more operations.
template <typename T>
inline bool is_waited_on = false;
template <typename T>
struct wait_is_called {
  wait_is_called() { is_waited_on<T> = true; }
};
template <typename T>
inline const wait_is_called<T> mark_of_wait{};

// Waits until `is_changed`, which it asks first and after each notification.
template <typename Predicate>
void wait_for_change(const object& mutex, const object& condition, const Predicate& is_changed,
                     const place& where) {
  if (is_changed()) return;
  lock(mutex, false, for_ever, where);
  while (!is_changed()) wait(condition, mutex, for_ever, where);
  unlock(mutex, false, where);
}
// With the mutex, so that it does not come between a look at the value and the wait.
inline void notify_of_change(const object& mutex, const object& condition, bool all,
                             const place& where) {
  lock(mutex, false, for_ever, where);
  notify(condition, all, where);
  unlock(mutex, false, where);
}

class waiting_room {
 public:
  static constexpr object_type mutex_type{
      .kind = object_kind::mutex, .name = "waiters", .orders_memory = false};
  static constexpr object_type condition_type{.kind = object_kind::condition_variable,
                                              .name = "waiters"};

  waiting_room(bool is_used, const place& where)
      : mutex_(mutex_type, where, is_used), condition_(condition_type, where, is_used) {}

  template <typename Predicate>
  void wait(const Predicate& is_changed, const place& where) const {
    wait_for_change(mutex_, condition_, is_changed, where);
  }
  void notify(bool all, const place& where) const {
    notify_of_change(mutex_, condition_, all, where);
  }

 private:
  object mutex_;
  object condition_;
};

// What std::atomic<T> and std::atomic_ref<T> have in common. `Self` has real(), the standard's,
// identity(place) and room().
template <typename Self, typename T>
class atomic_operations {
 public:
  using value_type = T;

  bool is_lock_free() const noexcept { return self().real().is_lock_free(); }

  T load(std::memory_order given = std::memory_order_seq_cst,
         const std::source_location& where = std::source_location::current()) const noexcept {
    return load_at(given, where);
  }
  HEDDLE_IN_PLACE operator T() const noexcept {
    return load_at(std::memory_order_seq_cst, {});
  }  // NOLINT

  T exchange(T desired, std::memory_order given = std::memory_order_seq_cst,
             const std::source_location& where = std::source_location::current()) noexcept {
    if (!is_simulated()) return self().real().exchange(desired, given);
    return update(given, where, [&](const T&) { return desired; });
  }

  bool compare_exchange_strong(
      T& expected, T desired, std::memory_order success, std::memory_order failure,
      const std::source_location& where = std::source_location::current()) noexcept {
    if (!is_simulated()) {
      return self().real().compare_exchange_strong(expected, desired, success, failure);
    }
    return compare_exchange(expected, desired, success, failure, where);
  }
  bool compare_exchange_strong(
      T& expected, T desired, std::memory_order given = std::memory_order_seq_cst,
      const std::source_location& where = std::source_location::current()) noexcept {
    return compare_exchange_strong(expected, desired, given, order_of_failure(given), where);
  }
  // Fails only where the values differ.
  bool compare_exchange_weak(
      T& expected, T desired, std::memory_order success, std::memory_order failure,
      const std::source_location& where = std::source_location::current()) noexcept {
    if (!is_simulated()) {
      return self().real().compare_exchange_weak(expected, desired, success, failure);
    }
    return compare_exchange(expected, desired, success, failure, where);
  }
  bool compare_exchange_weak(
      T& expected, T desired, std::memory_order given = std::memory_order_seq_cst,
      const std::source_location& where = std::source_location::current()) noexcept {
    return compare_exchange_weak(expected, desired, given, order_of_failure(given), where);
  }

  void wait(T old, std::memory_order given = std::memory_order_seq_cst,
            const std::source_location& where = std::source_location::current()) const noexcept {
    static_cast<void>(&mark_of_wait<T>);
    if (!is_simulated()) return self().real().wait(old, given);
    self().room().wait(
        [&] {
          const T now = load_at(given, where);
          return std::memcmp(&now, &old, sizeof(T)) != 0;
        },
        where);
  }
  void notify_one(const std::source_location& where = std::source_location::current()) noexcept {
    if (!is_simulated()) return self().real().notify_one();
    if (is_waited_on<T>) self().room().notify(false, where);
  }
  void notify_all(const std::source_location& where = std::source_location::current()) noexcept {
    if (!is_simulated()) return self().real().notify_all();
    if (is_waited_on<T>) self().room().notify(true, where);
  }

  // Integers, floating-point numbers and pointers.
  template <typename D>
  static constexpr bool adds = (std::is_integral_v<T> && !std::is_same_v<T, bool>) ||
                               std::is_floating_point_v<T> || std::is_pointer_v<T>;
  template <typename D>
  static constexpr bool has_bits = std::is_integral_v<D> && !std::is_same_v<D, bool>;
  using difference_type = std::conditional_t<std::is_pointer_v<T>, std::ptrdiff_t, T>;

  T fetch_add(difference_type operand, std::memory_order given = std::memory_order_seq_cst,
              const std::source_location& where =
                  std::source_location::current()) noexcept requires adds<T> {
    return add(operand, given, where);
  }
  T fetch_sub(difference_type operand, std::memory_order given = std::memory_order_seq_cst,
              const std::source_location& where =
                  std::source_location::current()) noexcept requires adds<T> {
    return subtract(operand, given, where);
  }
  T fetch_and(T operand, std::memory_order given = std::memory_order_seq_cst,
              const std::source_location& where =
                  std::source_location::current()) noexcept requires has_bits<T> {
    return bit_and(operand, given, where);
  }
  T fetch_or(T operand, std::memory_order given = std::memory_order_seq_cst,
             const std::source_location& where =
                 std::source_location::current()) noexcept requires has_bits<T> {
    return bit_or(operand, given, where);
  }
  T fetch_xor(T operand, std::memory_order given = std::memory_order_seq_cst,
              const std::source_location& where =
                  std::source_location::current()) noexcept requires has_bits<T> {
    return bit_xor(operand, given, where);
  }

  HEDDLE_IN_PLACE T operator++() noexcept requires adds<T> {
    return wrapped_add(add(1, std::memory_order_seq_cst, {}), 1);
  }
  HEDDLE_IN_PLACE T operator++(int) noexcept requires adds<T> {
    return add(1, std::memory_order_seq_cst, {});
  }
  HEDDLE_IN_PLACE T operator--() noexcept requires adds<T> {
    return wrapped_subtract(subtract(1, std::memory_order_seq_cst, {}), 1);
  }
  HEDDLE_IN_PLACE T operator--(int) noexcept requires adds<T> {
    return subtract(1, std::memory_order_seq_cst, {});
  }
  HEDDLE_IN_PLACE T operator+=(difference_type operand) noexcept requires adds<T> {
    return wrapped_add(add(operand, std::memory_order_seq_cst, {}), operand);
  }
  HEDDLE_IN_PLACE T operator-=(difference_type operand) noexcept requires adds<T> {
    return wrapped_subtract(subtract(operand, std::memory_order_seq_cst, {}), operand);
  }
  HEDDLE_IN_PLACE T operator&=(T operand) noexcept requires has_bits<T> {
    return bit_and(operand, std::memory_order_seq_cst, {}) & operand;
  }
  HEDDLE_IN_PLACE T operator|=(T operand) noexcept requires has_bits<T> {
    return bit_or(operand, std::memory_order_seq_cst, {}) | operand;
  }
  HEDDLE_IN_PLACE T operator^=(T operand) noexcept requires has_bits<T> {
    return bit_xor(operand, std::memory_order_seq_cst, {}) ^ operand;
  }

 protected:
  HEDDLE_IN_PLACE void store_at(T desired, std::memory_order given,
                                const place& where) const noexcept {
    if (!is_simulated()) {
      self().real().store(desired, given);
      return;
    }
    note_order(given, where);
    access_atomically(self().identity(where), true, order_of(given), where);
    self().real().store(desired, std::memory_order_relaxed);
    tell_value(effect::write, desired);
  }

 private:
  const Self& self() const { return static_cast<const Self&>(*this); }

  HEDDLE_IN_PLACE T load_at(std::memory_order given, const place& where) const noexcept {
    if (!is_simulated()) return self().real().load(given);
    note_order(given, where);
    access_atomically(self().identity(where), false, order_of(given), where);
    const T value = self().real().load(std::memory_order_relaxed);
    tell_value(effect::read, value);
    return value;
  }

  // Requires a thread of an exploration.
  template <typename Change>
  HEDDLE_IN_PLACE T update(std::memory_order given, const place& where,
                           const Change& changed) const noexcept {
    note_order(given, where);
    access_atomically(self().identity(where), true, order_of(given), where);
    const T before = self().real().load(std::memory_order_relaxed);
    const T after = changed(before);
    self().real().store(after, std::memory_order_relaxed);
    tell_value(effect::read_and_write, after);
    return before;
  }

  bool compare_exchange(T& expected, T desired, std::memory_order success,
                        std::memory_order failure, const place& where) const noexcept {
    note_order(success == std::memory_order_seq_cst ? failure : success, where);
    access_atomically(self().identity(where), true, order_of(success), where);
    if (self().real().compare_exchange_strong(expected, desired, std::memory_order_relaxed)) {
      tell_value(effect::read_and_write, desired);
      return true;
    }
    tell_as_shown(expected, [failure](shown as, std::int64_t bits) {
      tell_failure(order_of(failure), as, bits);
    });
    return false;
  }

  // Integers wrap round, also where they are signed.
  static T wrapped_add(T value, difference_type operand) {
    if constexpr (std::is_integral_v<T>) {
      using Unsigned = std::make_unsigned_t<T>;
      return static_cast<T>(
          static_cast<Unsigned>(static_cast<Unsigned>(value) + static_cast<Unsigned>(operand)));
    } else {
      return value + operand;
    }
  }
  static T wrapped_subtract(T value, difference_type operand) {
    if constexpr (std::is_integral_v<T>) {
      using Unsigned = std::make_unsigned_t<T>;
      return static_cast<T>(
          static_cast<Unsigned>(static_cast<Unsigned>(value) - static_cast<Unsigned>(operand)));
    } else {
      return value - operand;
    }
  }

  HEDDLE_IN_PLACE T add(difference_type operand, std::memory_order given,
                        const place& where) const noexcept {
    if (!is_simulated()) return self().real().fetch_add(operand, given);
    return update(given, where, [&](const T& value) { return wrapped_add(value, operand); });
  }
  HEDDLE_IN_PLACE T subtract(difference_type operand, std::memory_order given,
                             const place& where) const noexcept {
    if (!is_simulated()) return self().real().fetch_sub(operand, given);
    return update(given, where, [&](const T& value) { return wrapped_subtract(value, operand); });
  }
  HEDDLE_IN_PLACE T bit_and(T operand, std::memory_order given, const place& where) const noexcept {
    if (!is_simulated()) return self().real().fetch_and(operand, given);
    return update(given, where, [&](T value) { return static_cast<T>(value & operand); });
  }
  HEDDLE_IN_PLACE T bit_or(T operand, std::memory_order given, const place& where) const noexcept {
    if (!is_simulated()) return self().real().fetch_or(operand, given);
    return update(given, where, [&](T value) { return static_cast<T>(value | operand); });
  }
  HEDDLE_IN_PLACE T bit_xor(T operand, std::memory_order given, const place& where) const noexcept {
    if (!is_simulated()) return self().real().fetch_xor(operand, given);
    return update(given, where, [&](T value) { return static_cast<T>(value ^ operand); });
  }
};

}  // namespace detail

template <typename T>
class atomic : public detail::atomic_operations<atomic<T>, T> {
 public:
  static constexpr bool is_always_lock_free = std::atomic<T>::is_always_lock_free;

  atomic(  // NOLINT
      const std::source_location& where = std::source_location::current()) noexcept
      : real_(T()), object_(type, where, &real_), room_(detail::is_waited_on<T>, where) {}
  atomic(T value,  // NOLINT: as std::atomic does
         const std::source_location& where = std::source_location::current()) noexcept
      : real_(value), object_(type, where, &real_), room_(detail::is_waited_on<T>, where) {}
  atomic(const atomic&) = delete;
  atomic& operator=(const atomic&) = delete;

  HEDDLE_IN_PLACE T operator=(T desired) noexcept {
    this->store_at(desired, std::memory_order_seq_cst, {});
    return desired;
  }
  void store(T desired, std::memory_order given = std::memory_order_seq_cst,
             const std::source_location& where = std::source_location::current()) noexcept {
    this->store_at(desired, given, where);
  }

 private:
  friend class detail::atomic_operations<atomic<T>, T>;

  static constexpr detail::object_type type{
      .kind = detail::object_kind::memory,
      .name = "atomic",
      .save = [](const void* memory) -> void* {
        return new T(static_cast<const std::atomic<T>*>(memory)->load(std::memory_order_relaxed));
      },
      .restore =
          [](void* memory, const void* saved) {
            static_cast<std::atomic<T>*>(memory)->store(*static_cast<const T*>(saved),
                                                        std::memory_order_relaxed);
          },
      .drop = [](void* saved) { delete static_cast<T*>(saved); }};

  std::atomic<T>& real() const { return real_; }
  const detail::object& identity(const detail::place&) const { return object_; }
  const detail::waiting_room& room() const { return room_; }

  mutable std::atomic<T> real_;
  detail::object object_;
  detail::waiting_room room_;
};

class atomic_flag {
 public:
  atomic_flag(  // NOLINT
      const std::source_location& where = std::source_location::current()) noexcept
      : value_(false, where) {}
  atomic_flag(const atomic_flag&) = delete;
  atomic_flag& operator=(const atomic_flag&) = delete;

  bool test(std::memory_order given = std::memory_order_seq_cst,
            const std::source_location& where = std::source_location::current()) const noexcept {
    return value_.load(given, where);
  }
  bool test_and_set(std::memory_order given = std::memory_order_seq_cst,
                    const std::source_location& where = std::source_location::current()) noexcept {
    return value_.exchange(true, given, where);
  }
  void clear(std::memory_order given = std::memory_order_seq_cst,
             const std::source_location& where = std::source_location::current()) noexcept {
    value_.store(false, given, where);
  }
  void wait(bool old, std::memory_order given = std::memory_order_seq_cst,
            const std::source_location& where = std::source_location::current()) const noexcept {
    value_.wait(old, given, where);
  }
  void notify_one(const std::source_location& where = std::source_location::current()) noexcept {
    value_.notify_one(where);
  }
  void notify_all(const std::source_location& where = std::source_location::current()) noexcept {
    value_.notify_all(where);
  }

 private:
  atomic<bool> value_;
};

inline void atomic_thread_fence(
    std::memory_order given,
    const std::source_location& where = std::source_location::current()) noexcept {
  if (!detail::is_simulated()) {
    std::atomic_thread_fence(given);
    return;
  }
  if (given == std::memory_order_relaxed) return;
  detail::note_order(given, where);
  detail::fence(detail::order_of(given), where);
}
// Between a thread and a signal handler: no other thread is concerned.
using std::atomic_signal_fence;

using atomic_bool = atomic<bool>;
using atomic_char = atomic<char>;
using atomic_schar = atomic<signed char>;
using atomic_uchar = atomic<unsigned char>;
using atomic_short = atomic<short>;
using atomic_ushort = atomic<unsigned short>;
using atomic_int = atomic<int>;
using atomic_uint = atomic<unsigned int>;
using atomic_long = atomic<long>;
using atomic_ulong = atomic<unsigned long>;
using atomic_llong = atomic<long long>;
using atomic_ullong = atomic<unsigned long long>;
using atomic_int8_t = atomic<std::int8_t>;
using atomic_uint8_t = atomic<std::uint8_t>;
using atomic_int16_t = atomic<std::int16_t>;
using atomic_uint16_t = atomic<std::uint16_t>;
using atomic_int32_t = atomic<std::int32_t>;
using atomic_uint32_t = atomic<std::uint32_t>;
using atomic_int64_t = atomic<std::int64_t>;
using atomic_uint64_t = atomic<std::uint64_t>;
using atomic_size_t = atomic<std::size_t>;
using atomic_ptrdiff_t = atomic<std::ptrdiff_t>;
using atomic_intptr_t = atomic<std::intptr_t>;
using atomic_uintptr_t = atomic<std::uintptr_t>;

}  // namespace heddle

#include "heddle/atomic_functions.hpp"
#include "heddle/atomic_ref.hpp"
