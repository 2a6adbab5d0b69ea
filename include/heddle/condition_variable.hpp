#pragma once
// std::condition_variable.

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <source_location>
#include <utility>

#include "heddle/detail/patience.hpp"
#include "heddle/detail/simulation.hpp"
#include "heddle/mutex.hpp"

namespace heddle {

using std::cv_status;

class condition_variable {
 public:
  using native_handle_type = std::condition_variable::native_handle_type;

  condition_variable(  // NOLINT
      const std::source_location& where = std::source_location::current()) noexcept
      : object_(type, where) {}
  condition_variable(const condition_variable&) = delete;
  condition_variable& operator=(const condition_variable&) = delete;

  void notify_one(const std::source_location& where = std::source_location::current()) noexcept {
    if (!detail::is_simulated()) return real_.notify_one();
    detail::notify(object_, false, where);
  }
  void notify_all(const std::source_location& where = std::source_location::current()) noexcept {
    if (!detail::is_simulated()) return real_.notify_all();
    detail::notify(object_, true, where);
  }

  void wait(std::unique_lock<mutex>& lock,
            const std::source_location& where = std::source_location::current()) {
    if (detail::is_simulated()) {
      wait_simulated(lock, detail::for_ever, where);
      return;
    }
    RealLock real(lock);
    real_.wait(real.lock);
  }
  template <typename Predicate>
  void wait(std::unique_lock<mutex>& lock, Predicate holds,
            const std::source_location& where = std::source_location::current()) {
    while (!holds()) wait(lock, where);
  }

  template <typename Rep, typename Period>
  cv_status wait_for(std::unique_lock<mutex>& lock,
                     const std::chrono::duration<Rep, Period>& duration,
                     const std::source_location& where = std::source_location::current()) {
    if (detail::is_simulated()) return wait_simulated(lock, detail::patience(duration), where);
    RealLock real(lock);
    return real_.wait_for(real.lock, duration);
  }
  template <typename Rep, typename Period, typename Predicate>
  bool wait_for(std::unique_lock<mutex>& lock, const std::chrono::duration<Rep, Period>& duration,
                Predicate holds,
                const std::source_location& where = std::source_location::current()) {
    return wait_until(lock, steady_clock::now() + duration, std::move(holds), where);
  }
  template <typename Clock, typename Duration>
  cv_status wait_until(std::unique_lock<mutex>& lock,
                       const std::chrono::time_point<Clock, Duration>& time,
                       const std::source_location& where = std::source_location::current()) {
    if (detail::is_simulated()) return wait_simulated(lock, detail::patience_until(time), where);
    RealLock real(lock);
    return real_.wait_until(real.lock, time);
  }
  template <typename Clock, typename Duration, typename Predicate>
  bool wait_until(std::unique_lock<mutex>& lock,
                  const std::chrono::time_point<Clock, Duration>& time, Predicate holds,
                  const std::source_location& where = std::source_location::current()) {
    while (!holds()) {
      if (wait_until(lock, time, where) == cv_status::timeout) return holds();
    }
    return true;
  }
  // What std::notify_all_at_thread_exit does.
  void notify_all_at_thread_exit(std::unique_lock<mutex> lock) {
    mutex* const held = lock.release();
    if (!detail::is_simulated()) {
      std::notify_all_at_thread_exit(real_, std::unique_lock(real_of(*held), std::adopt_lock));
      return;
    }
    detail::values_of_this_thread().call_at_end([this, held] {
      held->unlock();
      notify_all();
    });
  }
  // Of the standard's, which an exploration does not use.
  native_handle_type native_handle() { return real_.native_handle(); }

 private:
  static constexpr detail::object_type type{.kind = detail::object_kind::condition_variable,
                                            .name = "condition_variable"};

  // The standard's lock of the standard's mutex, which the thread holds.
  struct RealLock {
    explicit RealLock(std::unique_lock<mutex>& held)
        : lock(real_of(*held.mutex()), std::adopt_lock) {}
    ~RealLock() { lock.release(); }
    RealLock(const RealLock&) = delete;
    RealLock& operator=(const RealLock&) = delete;
    std::unique_lock<std::mutex> lock;
  };

  cv_status wait_simulated(std::unique_lock<mutex>& lock, std::int64_t patience,
                           const std::source_location& where) {
    if (lock.mutex() == nullptr) {
      detail::fail(detail::failure::misuse, "waits with a lock of no mutex", where);
    }
    const bool notified = detail::wait(object_, object_of(*lock.mutex()), patience, where);
    return notified ? cv_status::no_timeout : cv_status::timeout;
  }

  std::condition_variable real_;
  detail::object object_;
};

inline void notify_all_at_thread_exit(condition_variable& condition, std::unique_lock<mutex> lock) {
  condition.notify_all_at_thread_exit(std::move(lock));
}

}  // namespace heddle
