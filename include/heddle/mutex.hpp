#pragma once
// The mutexes of <mutex>. std::lock_guard, std::unique_lock, std::scoped_lock and std::lock work on
// them.

#include <chrono>
#include <mutex>
#include <source_location>

#include "heddle/detail/patience.hpp"
#include "heddle/detail/simulation.hpp"

namespace heddle {

namespace detail {

// What the type is called, by the standard's.
template <typename Real>
inline constexpr const char* mutex_name = "mutex";
template <>
inline constexpr const char* mutex_name<std::timed_mutex> = "timed_mutex";
template <>
inline constexpr const char* mutex_name<std::recursive_mutex> = "recursive_mutex";
template <>
inline constexpr const char* mutex_name<std::recursive_timed_mutex> = "recursive_timed_mutex";

// Some of the standard's mutexes have one.
template <typename Real>
struct native_handle_of {};
template <typename Real>
requires requires { typename Real::native_handle_type; }
struct native_handle_of<Real> {
  using native_handle_type = typename Real::native_handle_type;
};

// `Real`: of the standard.
template <typename Real, object_kind kind>
class basic_mutex : public native_handle_of<Real> {
 public:
  explicit basic_mutex(const place& where) noexcept : object_(type, where) {}
  basic_mutex(const basic_mutex&) = delete;
  basic_mutex& operator=(const basic_mutex&) = delete;

  HEDDLE_IN_PLACE void lock(const std::source_location& where = std::source_location::current()) {
    if (!is_simulated()) return real_.lock();
    detail::lock(object_, false, for_ever, where);
  }
  HEDDLE_IN_PLACE bool try_lock(
      const std::source_location& where = std::source_location::current()) {
    if (!is_simulated()) return real_.try_lock();
    return detail::lock(object_, false, not_at_all, where);
  }
  HEDDLE_IN_PLACE void unlock(const std::source_location& where = std::source_location::current()) {
    if (!is_simulated()) return real_.unlock();
    detail::unlock(object_, false, where);
  }
  // Of the standard's mutex, which an exploration does not lock.
  auto native_handle() requires requires(Real& real) { real.native_handle(); }
  { return real_.native_handle(); }

 protected:
  static constexpr object_type type{.kind = kind, .name = mutex_name<Real>};

  Real real_;
  object object_;

  friend const object& object_of(const basic_mutex& mutex) { return mutex.object_; }
  friend Real& real_of(basic_mutex& mutex) { return mutex.real_; }
};

template <typename Real, object_kind kind>
class basic_timed_mutex : public basic_mutex<Real, kind> {
 public:
  using basic_mutex<Real, kind>::basic_mutex;

  template <typename Rep, typename Period>
  HEDDLE_IN_PLACE bool try_lock_for(
      const std::chrono::duration<Rep, Period>& duration,
      const std::source_location& where = std::source_location::current()) {
    if (!is_simulated()) return this->real_.try_lock_for(duration);
    return detail::lock(this->object_, false, patience(duration), where);
  }
  template <typename Clock, typename Duration>
  HEDDLE_IN_PLACE bool try_lock_until(
      const std::chrono::time_point<Clock, Duration>& time,
      const std::source_location& where = std::source_location::current()) {
    if (!is_simulated()) return this->real_.try_lock_until(time);
    return detail::lock(this->object_, false, patience_until(time), where);
  }
};

}  // namespace detail

class mutex : public detail::basic_mutex<std::mutex, detail::object_kind::mutex> {
 public:
  mutex(  // NOLINT
      const std::source_location& where = std::source_location::current()) noexcept
      : basic_mutex(where) {}
};

class recursive_mutex
    : public detail::basic_mutex<std::recursive_mutex, detail::object_kind::recursive_mutex> {
 public:
  recursive_mutex(  // NOLINT
      const std::source_location& where = std::source_location::current()) noexcept
      : basic_mutex(where) {}
};

class timed_mutex : public detail::basic_timed_mutex<std::timed_mutex, detail::object_kind::mutex> {
 public:
  timed_mutex(  // NOLINT
      const std::source_location& where = std::source_location::current()) noexcept
      : basic_timed_mutex(where) {}
};

class recursive_timed_mutex
    : public detail::basic_timed_mutex<std::recursive_timed_mutex,
                                       detail::object_kind::recursive_mutex> {
 public:
  recursive_timed_mutex(  // NOLINT
      const std::source_location& where = std::source_location::current()) noexcept
      : basic_timed_mutex(where) {}
};

using std::adopt_lock;
using std::adopt_lock_t;
using std::defer_lock;
using std::defer_lock_t;
using std::lock;
using std::lock_guard;
using std::scoped_lock;
using std::try_lock;
using std::try_to_lock;
using std::try_to_lock_t;
using std::unique_lock;

}  // namespace heddle
