#pragma once
// std::condition_variable_any.

#include <chrono>
#include <concepts>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <source_location>
#include <type_traits>
#include <utility>

#include "heddle/condition_variable.hpp"
#include "heddle/detail/patience.hpp"
#include "heddle/detail/simulation.hpp"
#include "heddle/mutex.hpp"
#include "heddle/stop_token.hpp"

namespace heddle {

namespace detail {

template <typename Real>
const object* exclusive_mutex(const basic_mutex<Real, object_kind::mutex>& mutex) {
  return &object_of(mutex);
}
template <typename Real>
const object* exclusive_mutex(const basic_mutex<Real, object_kind::recursive_mutex>& mutex) {
  return &object_of(mutex);
}

// A mutex of heddle/, or a std::unique_lock of one.
template <typename Lock>
concept mutex_or_lock_of_one = requires(const Lock& lock) {
  exclusive_mutex(lock);
}
|| (std::is_same_v<Lock, std::unique_lock<typename Lock::mutex_type>> &&
    requires(const Lock& lock) { exclusive_mutex(*lock.mutex()); });

template <typename Lock>
const object* mutex_of(const Lock& lock) {
  if constexpr (requires { exclusive_mutex(lock); }) {
    return exclusive_mutex(lock);
  } else {
    return lock.mutex() == nullptr ? nullptr : exclusive_mutex(*lock.mutex());
  }
}

// Some waits need a mutex of the condition variable itself, and then so does each notification: it
// must not come between the unlock and the wait. Programs without such waits do without.
inline bool some_wait_has_its_own_mutex = false;
struct wait_with_its_own_mutex {
  wait_with_its_own_mutex() { some_wait_has_its_own_mutex = true; }
};
template <typename Lock>
inline const wait_with_its_own_mutex mark_of_own_mutex{};

}  // namespace detail

// A wait with a mutex of heddle/, or a std::unique_lock of one, is what it is with a
// condition_variable. One with another lock, or with a stop_token, takes more operations.
class condition_variable_any {
 public:
  condition_variable_any(  // NOLINT
      const std::source_location& where = std::source_location::current())
      : object_(type, where),
        mutex_(std::make_shared<OwnMutex>(mutex_type, where, detail::some_wait_has_its_own_mutex)) {
  }
  condition_variable_any(const condition_variable_any&) = delete;
  condition_variable_any& operator=(const condition_variable_any&) = delete;

  void notify_one(const std::source_location& where = std::source_location::current()) noexcept {
    if (!detail::is_simulated()) return real_.notify_one();
    notify(false, where);
  }
  void notify_all(const std::source_location& where = std::source_location::current()) noexcept {
    if (!detail::is_simulated()) return real_.notify_all();
    notify(true, where);
  }

  template <typename Lock>
  void wait(Lock& lock, const std::source_location& where = std::source_location::current()) {
    if (!detail::is_simulated()) return real_.wait(lock);
    wait_simulated(lock, detail::for_ever, where);
  }
  template <typename Lock, typename Predicate>
  requires std::predicate<Predicate&>
  void wait(Lock& lock, Predicate holds,
            const std::source_location& where = std::source_location::current()) {
    while (!holds()) wait(lock, where);
  }
  template <typename Lock, typename Rep, typename Period>
  cv_status wait_for(Lock& lock, const std::chrono::duration<Rep, Period>& duration,
                     const std::source_location& where = std::source_location::current()) {
    if (!detail::is_simulated()) return real_.wait_for(lock, duration);
    return wait_simulated(lock, detail::patience(duration), where);
  }
  template <typename Lock, typename Rep, typename Period, typename Predicate>
  requires std::predicate<Predicate&>
  bool wait_for(Lock& lock, const std::chrono::duration<Rep, Period>& duration, Predicate holds,
                const std::source_location& where = std::source_location::current()) {
    return wait_until(lock, steady_clock::now() + duration, std::move(holds), where);
  }
  template <typename Lock, typename Clock, typename Duration>
  cv_status wait_until(Lock& lock, const std::chrono::time_point<Clock, Duration>& time,
                       const std::source_location& where = std::source_location::current()) {
    if (!detail::is_simulated()) return real_.wait_until(lock, time);
    return wait_simulated(lock, detail::patience_until(time), where);
  }
  template <typename Lock, typename Clock, typename Duration, typename Predicate>
  requires std::predicate<Predicate&>
  bool wait_until(Lock& lock, const std::chrono::time_point<Clock, Duration>& time, Predicate holds,
                  const std::source_location& where = std::source_location::current()) {
    while (!holds()) {
      if (wait_until(lock, time, where) == cv_status::timeout) return holds();
    }
    return true;
  }

  // Until the predicate holds, or a stop is requested: whether it holds.
  template <typename Lock, typename Predicate>
  bool wait(Lock& lock, stop_token token, Predicate holds,
            const std::source_location& where = std::source_location::current()) {
    if (!detail::is_simulated()) return real_.wait(lock, token.real_, std::move(holds));
    return wait_for_stop(
        lock, token, std::move(holds), [] { return detail::for_ever; }, where);
  }
  template <typename Lock, typename Rep, typename Period, typename Predicate>
  bool wait_for(Lock& lock, stop_token token, const std::chrono::duration<Rep, Period>& duration,
                Predicate holds,
                const std::source_location& where = std::source_location::current()) {
    return wait_until(lock, std::move(token), steady_clock::now() + duration, std::move(holds),
                      where);
  }
  template <typename Lock, typename Clock, typename Duration, typename Predicate>
  bool wait_until(Lock& lock, stop_token token,
                  const std::chrono::time_point<Clock, Duration>& time, Predicate holds,
                  const std::source_location& where = std::source_location::current()) {
    if (!detail::is_simulated()) {
      return real_.wait_until(lock, token.real_, time, std::move(holds));
    }
    return wait_for_stop(
        lock, token, std::move(holds), [&] { return detail::patience_until(time); }, where);
  }

 private:
  // Waiters go on to use the mutex after the condition variable may have come to its end.
  using OwnMutex = detail::unended<detail::object>;
  static constexpr detail::object_type type{.kind = detail::object_kind::condition_variable,
                                            .name = "condition_variable_any"};
  static constexpr detail::object_type mutex_type{
      .kind = detail::object_kind::mutex, .name = "condition_variable_any", .orders_memory = false};

  void notify(bool all, const detail::place& where) {
    if (!detail::some_wait_has_its_own_mutex) return detail::notify(object_, all, where);
    const std::shared_ptr<OwnMutex> mutex = mutex_;
    detail::lock(**mutex, false, detail::for_ever, where);
    detail::notify(object_, all, where);
    detail::unlock(**mutex, false, where);
  }

  template <typename Lock>
  cv_status wait_simulated(Lock& lock, std::int64_t patience, const detail::place& where) {
    if constexpr (detail::mutex_or_lock_of_one<Lock>) {
      const detail::object* const mutex = detail::mutex_of(lock);
      if (mutex == nullptr) {
        detail::fail(detail::failure::misuse, "waits with a lock of no mutex", where);
      }
      const bool notified = detail::wait(object_, *mutex, patience, where);
      return notified ? cv_status::no_timeout : cv_status::timeout;
    } else {
      return wait_with_own_mutex(lock, patience, where, [] { return false; });
    }
  }
  // Does not wait if it `is_over`, which it asks when no notification can come in between.
  template <typename Lock, typename Predicate>
  cv_status wait_with_own_mutex(Lock& lock, std::int64_t patience, const detail::place& where,
                                const Predicate& is_over) {
    static_cast<void>(&detail::mark_of_own_mutex<Lock>);
    const std::shared_ptr<OwnMutex> mutex = mutex_;
    detail::lock(**mutex, false, detail::for_ever, where);
    if (is_over()) {
      detail::unlock(**mutex, false, where);
      return cv_status::timeout;
    }
    lock.unlock();
    const bool notified = detail::wait(object_, **mutex, patience, where);
    detail::unlock(**mutex, false, where);
    lock.lock();
    return notified ? cv_status::no_timeout : cv_status::timeout;
  }
  template <typename Lock, typename Predicate, typename Patience>
  bool wait_for_stop(Lock& lock, const stop_token& token, Predicate holds, const Patience& patience,
                     const std::source_location& where) {
    const stop_callback on_stop(token, [this, where] { notify_all(where); });
    while (!holds()) {
      bool is_stopped = false;
      const cv_status status = wait_with_own_mutex(lock, patience(), where, [&] {
        is_stopped = token.stop_requested(where);
        return is_stopped;
      });
      if (is_stopped) return false;
      if (status == cv_status::timeout) return holds();
    }
    return true;
  }

  std::condition_variable_any real_;
  detail::object object_;
  std::shared_ptr<OwnMutex> mutex_;
};

}  // namespace heddle
