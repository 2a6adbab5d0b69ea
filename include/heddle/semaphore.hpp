#pragma once
// The semaphores of <semaphore>.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <semaphore>
#include <source_location>
#include <string>

#include "heddle/detail/kept.hpp"
#include "heddle/detail/patience.hpp"
#include "heddle/detail/simulation.hpp"

namespace heddle {

template <std::ptrdiff_t least_max_value = std::counting_semaphore<>::max()>
class counting_semaphore {
  using Real = std::counting_semaphore<least_max_value>;

 public:
  explicit counting_semaphore(std::ptrdiff_t desired,
                              const std::source_location& where = std::source_location::current())
      : real_(desired), count_(desired), object_(type, where, &count_, desired) {
    if (desired < 0 || desired > max()) misuse("made with a count that it cannot have", where);
  }
  counting_semaphore(const counting_semaphore&) = delete;
  counting_semaphore& operator=(const counting_semaphore&) = delete;

  static constexpr std::ptrdiff_t max() noexcept { return Real::max(); }

  void release(std::ptrdiff_t update = 1,
               const std::source_location& where = std::source_location::current()) {
    if (!detail::is_simulated()) return real_.release(update);
    if (update < 0) misuse("released a negative number of times", where);
    detail::release(object_, update, where);
    if (update > max() - count_) misuse("released more often than its greatest count", where);
    count_ += update;
  }
  void acquire(const std::source_location& where = std::source_location::current()) {
    if (!detail::is_simulated()) return real_.acquire();
    acquire_simulated(detail::for_ever, where);
  }
  // Fails only where there is no permit.
  bool try_acquire(const std::source_location& where = std::source_location::current()) noexcept {
    if (!detail::is_simulated()) return real_.try_acquire();
    return acquire_simulated(detail::not_at_all, where);
  }
  template <typename Rep, typename Period>
  bool try_acquire_for(const std::chrono::duration<Rep, Period>& duration,
                       const std::source_location& where = std::source_location::current()) {
    if (!detail::is_simulated()) return real_.try_acquire_for(duration);
    return acquire_simulated(detail::patience(duration), where);
  }
  template <typename Clock, typename Duration>
  bool try_acquire_until(const std::chrono::time_point<Clock, Duration>& time,
                         const std::source_location& where = std::source_location::current()) {
    if (!detail::is_simulated()) return real_.try_acquire_until(time);
    return acquire_simulated(detail::patience_until(time), where);
  }

 private:
  // The exploration counts the permits itself. Here they are counted to find what is too much.
  static constexpr detail::object_type type = detail::type_that_keeps<std::ptrdiff_t>(
      detail::object_kind::semaphore,
      least_max_value == 1 ? "binary_semaphore" : "counting_semaphore");

  bool acquire_simulated(std::int64_t patience, const std::source_location& where) {
    if (!detail::acquire(object_, patience, where)) return false;
    --count_;
    return true;
  }
  static void misuse(const char* what, const std::source_location& where) {
    if (!detail::is_simulated()) return;
    detail::fail(detail::failure::misuse, std::string("a semaphore is ") + what, where);
  }

  Real real_;
  std::ptrdiff_t count_;
  detail::object object_;
};

using binary_semaphore = counting_semaphore<1>;

}  // namespace heddle
