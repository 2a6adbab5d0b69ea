#pragma once
// The mutexes of <shared_mutex>. std::shared_lock works on them too.

#include <chrono>
#include <shared_mutex>
#include <source_location>

#include "heddle/detail/patience.hpp"
#include "heddle/detail/simulation.hpp"
#include "heddle/mutex.hpp"

namespace heddle {

namespace detail {

template <>
inline constexpr const char* mutex_name<std::shared_mutex> = "shared_mutex";
template <>
inline constexpr const char* mutex_name<std::shared_timed_mutex> = "shared_timed_mutex";

// The shared side of a mutex. `Exclusive`: a basic_mutex or a basic_timed_mutex.
template <typename Exclusive>
class with_shared_side : public Exclusive {
 public:
  using Exclusive::Exclusive;

  HEDDLE_IN_PLACE void lock_shared(
      const std::source_location& where = std::source_location::current()) {
    if (!is_simulated()) return this->real_.lock_shared();
    detail::lock(this->object_, true, for_ever, where);
  }
  HEDDLE_IN_PLACE bool try_lock_shared(
      const std::source_location& where = std::source_location::current()) {
    if (!is_simulated()) return this->real_.try_lock_shared();
    return detail::lock(this->object_, true, not_at_all, where);
  }
  HEDDLE_IN_PLACE void unlock_shared(
      const std::source_location& where = std::source_location::current()) {
    if (!is_simulated()) return this->real_.unlock_shared();
    detail::unlock(this->object_, true, where);
  }
};

}  // namespace detail

class shared_mutex
    : public detail::with_shared_side<
          detail::basic_mutex<std::shared_mutex, detail::object_kind::shared_mutex>> {
 public:
  shared_mutex(  // NOLINT
      const std::source_location& where = std::source_location::current()) noexcept
      : with_shared_side(where) {}
};

class shared_timed_mutex
    : public detail::with_shared_side<
          detail::basic_timed_mutex<std::shared_timed_mutex, detail::object_kind::shared_mutex>> {
 public:
  shared_timed_mutex(  // NOLINT
      const std::source_location& where = std::source_location::current()) noexcept
      : with_shared_side(where) {}

  template <typename Rep, typename Period>
  HEDDLE_IN_PLACE bool try_lock_shared_for(
      const std::chrono::duration<Rep, Period>& duration,
      const std::source_location& where = std::source_location::current()) {
    if (!detail::is_simulated()) return real_.try_lock_shared_for(duration);
    return detail::lock(object_, true, detail::patience(duration), where);
  }
  template <typename Clock, typename Duration>
  HEDDLE_IN_PLACE bool try_lock_shared_until(
      const std::chrono::time_point<Clock, Duration>& time,
      const std::source_location& where = std::source_location::current()) {
    if (!detail::is_simulated()) return real_.try_lock_shared_until(time);
    return detail::lock(object_, true, detail::patience_until(time), where);
  }
};

using std::shared_lock;

}  // namespace heddle
