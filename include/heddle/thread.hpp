#pragma once
// std::thread, and std::this_thread.

#include <chrono>
#include <compare>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <source_location>
#include <system_error>
#include <thread>
#include <tuple>
#include <type_traits>
#include <utility>

#include "heddle/detail/patience.hpp"
#include "heddle/detail/simulation.hpp"

namespace heddle {

class thread {
 public:
  using native_handle_type = std::thread::native_handle_type;

  class id {
   public:
    id() noexcept = default;
    friend bool operator==(const id&, const id&) = default;
    friend std::strong_ordering operator<=>(const id& one, const id& other) noexcept {
      if (one.simulated_ != other.simulated_) return one.simulated_ <=> other.simulated_;
      return one.real_ <=> other.real_;
    }
    template <typename Char, typename Traits>
    friend std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& stream,
                                                        const id& shown) {
      return shown.simulated_ == 0 ? stream << shown.real_ : stream << shown.simulated_ - 1;
    }

   private:
    friend class thread;
    friend id this_thread_id() noexcept;
    friend struct std::hash<id>;

    std::uint32_t simulated_ = 0;  // one more than its number; 0: it is none
    std::thread::id real_{};
  };

  thread() noexcept = default;
  template <typename Function, typename... Arguments>
  requires(!std::is_same_v<std::remove_cvref_t<Function>, thread>) HEDDLE_IN_PLACE
      explicit thread(Function&& function, Arguments&&... arguments) {
    static_assert(std::is_invocable_v<std::decay_t<Function>, std::decay_t<Arguments>...>,
                  "a thread's arguments must be invocable after conversion to rvalues");
    if (!detail::is_simulated()) {
      real_ = std::thread(std::forward<Function>(function), std::forward<Arguments>(arguments)...);
      return;
    }
    auto call = [function = std::decay_t<Function>(std::forward<Function>(function)),
                 arguments = std::tuple<std::decay_t<Arguments>...>(
                     std::forward<Arguments>(arguments)...)]() mutable {
      std::apply([&](auto&&... each) { std::invoke(std::move(function), std::move(each)...); },
                 std::move(arguments));
    };
    simulated_ =
        1 +
        detail::spawn(std::make_unique<detail::callable_of<decltype(call)>>(std::move(call)), {});
  }
  thread(thread&& other) noexcept { swap(other); }
  thread& operator=(thread&& other) noexcept {
    end_if_joinable("a thread was assigned to while it is joinable");
    simulated_ = std::exchange(other.simulated_, 0);
    real_ = std::move(other.real_);
    return *this;
  }
  ~thread() {
    end_if_joinable("a thread was destroyed while it is joinable: neither joined nor detached");
  }

  void swap(thread& other) noexcept {
    std::swap(simulated_, other.simulated_);
    real_.swap(other.real_);
  }
  friend void swap(thread& one, thread& other) noexcept { one.swap(other); }

  bool joinable() const noexcept { return simulated_ != 0 || real_.joinable(); }
  void join(const std::source_location& where = std::source_location::current()) {
    if (!detail::is_simulated()) return real_.join();
    if (simulated_ == 0) {
      throw std::system_error(std::make_error_code(std::errc::invalid_argument),
                              "join of a thread that is not joinable");
    }
    detail::join(simulated_ - 1, where);
    simulated_ = 0;
  }
  void detach() {
    if (simulated_ == 0) return real_.detach();
    simulated_ = 0;
  }
  id get_id() const noexcept {
    id result;
    result.simulated_ = simulated_;
    result.real_ = real_.get_id();
    return result;
  }
  native_handle_type native_handle() { return real_.native_handle(); }
  static unsigned hardware_concurrency() noexcept {
    return detail::is_simulated() ? 2 : std::thread::hardware_concurrency();
  }

 private:
  void end_if_joinable(const char* what) noexcept {
    if (simulated_ == 0) return;  // std::thread does the same for a real one
    if (!detail::is_simulated()) return;
    if (std::uncaught_exceptions() > 0) return detail::fail_if_caught(what);
    detail::fail(detail::failure::misuse, what, {});
  }

  std::uint32_t simulated_ = 0;  // one more than its number; 0: it is none
  std::thread real_;
};

inline thread::id this_thread_id() noexcept {
  thread::id result;
  if (detail::is_simulated()) {
    result.simulated_ = 1 + detail::this_thread();
  } else {
    result.real_ = std::this_thread::get_id();
  }
  return result;
}

namespace this_thread {

inline thread::id get_id() noexcept { return this_thread_id(); }

inline void yield(const std::source_location& where = std::source_location::current()) noexcept {
  if (!detail::is_simulated()) return std::this_thread::yield();
  detail::yield(where);
}

template <typename Rep, typename Period>
void sleep_for(const std::chrono::duration<Rep, Period>& duration,
               const std::source_location& where = std::source_location::current()) {
  if (!detail::is_simulated()) return std::this_thread::sleep_for(duration);
  detail::sleep(detail::patience(duration), where);
}

template <typename Clock, typename Duration>
void sleep_until(const std::chrono::time_point<Clock, Duration>& time,
                 const std::source_location& where = std::source_location::current()) {
  if (!detail::is_simulated()) return std::this_thread::sleep_until(time);
  detail::sleep(detail::patience_until(time), where);
}

}  // namespace this_thread

}  // namespace heddle

template <>
struct std::hash<heddle::thread::id> {
  std::size_t operator()(const heddle::thread::id& id) const noexcept {
    return id.simulated_ == 0 ? std::hash<std::thread::id>()(id.real_) : id.simulated_;
  }
};
