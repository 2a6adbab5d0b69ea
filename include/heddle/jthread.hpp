#pragma once
// std::jthread.

#include <functional>
#include <source_location>
#include <type_traits>
#include <utility>

#include "heddle/stop_token.hpp"
#include "heddle/thread.hpp"

namespace heddle {

class jthread {
 public:
  using id = thread::id;
  using native_handle_type = thread::native_handle_type;

  jthread() noexcept : source_(nostopstate) {}
  template <typename Function, typename... Arguments>
  requires(!std::is_same_v<std::remove_cvref_t<Function>, jthread>) HEDDLE_IN_PLACE
      explicit jthread(Function&& function, Arguments&&... arguments)
      : thread_(begun(source_, std::forward<Function>(function),
                      std::forward<Arguments>(arguments)...)) {}
  jthread(jthread&&) noexcept = default;
  HEDDLE_IN_PLACE jthread& operator=(jthread&& other) noexcept {
    jthread(std::move(other)).swap(*this);
    return *this;
  }
  // Asks the thread to stop, and waits for its end.
  HEDDLE_IN_PLACE ~jthread() {
    if (!joinable()) return;
    request_stop();
    join();
  }

  void swap(jthread& other) noexcept {
    source_.swap(other.source_);
    thread_.swap(other.thread_);
  }
  friend void swap(jthread& one, jthread& other) noexcept { one.swap(other); }

  [[nodiscard]] bool joinable() const noexcept { return thread_.joinable(); }
  HEDDLE_IN_PLACE void join(const std::source_location& where = std::source_location::current()) {
    thread_.join(where);
  }
  void detach() { thread_.detach(); }
  [[nodiscard]] id get_id() const noexcept { return thread_.get_id(); }
  [[nodiscard]] native_handle_type native_handle() { return thread_.native_handle(); }
  [[nodiscard]] static unsigned hardware_concurrency() noexcept {
    return thread::hardware_concurrency();
  }

  [[nodiscard]] stop_source get_stop_source() noexcept { return source_; }
  [[nodiscard]] stop_token get_stop_token() const noexcept { return source_.get_token(); }
  HEDDLE_IN_PLACE bool request_stop(
      const std::source_location& where = std::source_location::current()) noexcept {
    return source_.request_stop(where);
  }

 private:
  template <typename Function, typename... Arguments>
  HEDDLE_IN_PLACE static thread begun(const stop_source& source, Function&& function,
                                      Arguments&&... arguments) {
    if constexpr (std::is_invocable_v<std::decay_t<Function>, stop_token,
                                      std::decay_t<Arguments>...>) {
      return thread(std::forward<Function>(function), source.get_token(),
                    std::forward<Arguments>(arguments)...);
    } else {
      static_assert(std::is_invocable_v<std::decay_t<Function>, std::decay_t<Arguments>...>,
                    "a thread's arguments must be invocable after conversion to rvalues");
      return thread(std::forward<Function>(function), std::forward<Arguments>(arguments)...);
    }
  }

  stop_source source_{};
  thread thread_{};
};

}  // namespace heddle
