#pragma once
// std::packaged_task. A part of heddle/future.hpp.

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <source_location>
#include <type_traits>
#include <utility>

#include "heddle/detail/futures.hpp"
#include "heddle/detail/promise.hpp"

namespace heddle {

namespace detail {

// A function that need not be copyable.
template <typename R, typename... Arguments>
class task_function {
 public:
  virtual ~task_function() = default;
  virtual R call(Arguments... arguments) = 0;
};
template <typename Function, typename R, typename... Arguments>
class task_function_of final : public task_function<R, Arguments...> {
 public:
  template <typename F>
  explicit task_function_of(F&& function) : function_(std::forward<F>(function)) {}
  R call(Arguments... arguments) override {
    if constexpr (std::is_void_v<R>) {
      std::invoke(function_, std::forward<Arguments>(arguments)...);
    } else {
      return std::invoke(function_, std::forward<Arguments>(arguments)...);
    }
  }

 private:
  Function function_;
};

template <typename Function>
struct signature_of;
template <typename Signature>
struct signature_of<std::function<Signature>> {
  using type = Signature;
};

}  // namespace detail

template <typename Signature>
class packaged_task;

template <typename R, typename... Arguments>
class packaged_task<R(Arguments...)> {
  using Function = detail::task_function<R, Arguments...>;

 public:
  packaged_task() noexcept = default;
  template <typename F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, packaged_task>) explicit packaged_task(
      F&& function, const std::source_location& where = std::source_location::current())
      : function_(std::make_unique<detail::task_function_of<std::decay_t<F>, R, Arguments...>>(
            std::forward<F>(function))),
        promise_(std::in_place, where) {}
  packaged_task(packaged_task&& other) noexcept { swap(other); }
  HEDDLE_IN_PLACE packaged_task& operator=(packaged_task&& other) noexcept {
    packaged_task(std::move(other)).swap(*this);
    return *this;
  }
  packaged_task(const packaged_task&) = delete;
  packaged_task& operator=(const packaged_task&) = delete;

  void swap(packaged_task& other) noexcept {
    std::swap(function_, other.function_);
    std::swap(promise_, other.promise_);
    std::swap(was_called_, other.was_called_);
  }
  friend void swap(packaged_task& one, packaged_task& other) noexcept { one.swap(other); }

  bool valid() const noexcept { return function_ != nullptr; }
  future<R> get_future() {
    check_state();
    return promise_->get_future();
  }
  void operator()(Arguments... arguments) {
    promise_->set_result(result(std::forward<Arguments>(arguments)...), {});
  }
  void make_ready_at_thread_exit(Arguments... arguments) {
    promise_->set_result_at_thread_exit(result(std::forward<Arguments>(arguments)...), {});
  }
  // The function may be called once more, for another future.
  HEDDLE_IN_PLACE void reset(const std::source_location& where = std::source_location::current()) {
    check_state();
    promise_.emplace(where);
    was_called_ = false;
  }

 private:
  void check_state() const {
    if (!valid()) throw std::future_error(std::future_errc::no_state);
  }
  detail::future_result<R> result(Arguments... arguments) {
    check_state();
    if (std::exchange(was_called_, true)) {
      throw std::future_error(std::future_errc::promise_already_satisfied);
    }
    return detail::future_result<R>::of_call(
        [&]() -> R { return function_->call(std::forward<Arguments>(arguments)...); });
  }

  std::unique_ptr<Function> function_{};
  std::optional<promise<R>> promise_{};
  bool was_called_ = false;
};

template <typename R, typename... Arguments>
packaged_task(R (*)(Arguments...)) -> packaged_task<R(Arguments...)>;
template <typename F>
packaged_task(F) -> packaged_task<
    typename detail::signature_of<decltype(std::function(std::declval<F>()))>::type>;

}  // namespace heddle
