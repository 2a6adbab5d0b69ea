#pragma once
// std::promise. A part of heddle/future.hpp.

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <source_location>
#include <type_traits>
#include <utility>

#include "heddle/detail/futures.hpp"

namespace heddle {

template <typename Signature>
class packaged_task;

namespace detail {

template <typename T>
class basic_promise {
 public:
  explicit basic_promise(const place& where) {
    if (is_simulated()) {
      state_ = std::make_shared<promised_state<T>>(where);
    } else {
      real_.emplace();
    }
  }
  basic_promise(basic_promise&& other) noexcept
      : state_(std::move(other.state_)), real_(std::exchange(other.real_, std::nullopt)) {}
  basic_promise(const basic_promise&) = delete;
  basic_promise& operator=(const basic_promise&) = delete;
  HEDDLE_IN_PLACE ~basic_promise() {
    if (!is_simulated() || state_ == nullptr || state_->is_satisfied()) return;
    state_->satisfy(
        {.exception = std::make_exception_ptr(std::future_error(std::future_errc::broken_promise))},
        {});
  }

  future<T> get_future() {
    if (!is_simulated()) return future_access::of_real<future<T>>(real().get_future());
    if (!state().take_future()) {
      throw std::future_error(std::future_errc::future_already_retrieved);
    }
    return future_access::of_state<future<T>>(state_);
  }
  void set_exception(std::exception_ptr exception,
                     const std::source_location& where = std::source_location::current()) {
    if (!is_simulated()) return real().set_exception(std::move(exception));
    satisfy({.exception = std::move(exception)}, where);
  }
  void set_exception_at_thread_exit(
      std::exception_ptr exception,
      const std::source_location& where = std::source_location::current()) {
    if (!is_simulated()) return real().set_exception_at_thread_exit(std::move(exception));
    satisfy_at_thread_exit({.exception = std::move(exception)}, where);
  }

 protected:
  promised_state<T>& state() {
    if (state_ == nullptr) throw std::future_error(std::future_errc::no_state);
    return *state_;
  }
  std::promise<T>& real() {
    if (!real_) throw std::future_error(std::future_errc::no_state);
    return *real_;
  }
  void satisfy(future_result<T> result, const place& where) {
    if (!state().satisfy(std::move(result), where)) {
      throw std::future_error(std::future_errc::promise_already_satisfied);
    }
  }
  void satisfy_at_thread_exit(future_result<T> result, const place& where) {
    if (!state().put(std::move(result))) {
      throw std::future_error(std::future_errc::promise_already_satisfied);
    }
    values_of_this_thread().call_at_end([state = state_, where] { state->make_ready(where); });
  }
  void set_result(future_result<T> result, const place& where) {
    if (is_simulated()) return satisfy(std::move(result), where);
    if (result.exception) return real().set_exception(std::move(result.exception));
    if constexpr (std::is_void_v<T>) {
      real().set_value();
    } else if constexpr (std::is_reference_v<T>) {
      real().set_value(**result.value);
    } else {
      real().set_value(std::move(*result.value));
    }
  }
  void set_result_at_thread_exit(future_result<T> result, const place& where) {
    if (is_simulated()) return satisfy_at_thread_exit(std::move(result), where);
    if (result.exception) return real().set_exception_at_thread_exit(std::move(result.exception));
    if constexpr (std::is_void_v<T>) {
      real().set_value_at_thread_exit();
    } else if constexpr (std::is_reference_v<T>) {
      real().set_value_at_thread_exit(**result.value);
    } else {
      real().set_value_at_thread_exit(std::move(*result.value));
    }
  }
  void swap_with(basic_promise& other) noexcept {
    state_.swap(other.state_);
    std::swap(real_, other.real_);
  }

 private:
  std::shared_ptr<promised_state<T>> state_{};
  std::optional<std::promise<T>> real_{};
};

}  // namespace detail

template <typename T>
class promise : public detail::basic_promise<T> {
  template <typename Signature>
  friend class packaged_task;
  using Result = detail::future_result<T>;

 public:
  promise(const std::source_location& where = std::source_location::current())  // NOLINT
      : detail::basic_promise<T>(where) {}
  template <typename Allocator>
  promise(std::allocator_arg_t, const Allocator&,
          const std::source_location& where = std::source_location::current())
      : detail::basic_promise<T>(where) {}
  promise(promise&&) noexcept = default;
  HEDDLE_IN_PLACE promise& operator=(promise&& other) noexcept {
    promise(std::move(other)).swap(*this);
    return *this;
  }
  void swap(promise& other) noexcept { this->swap_with(other); }
  friend void swap(promise& one, promise& other) noexcept { one.swap(other); }

  void set_value(const T& value,
                 const std::source_location& where = std::source_location::current()) {
    if (!detail::is_simulated()) return this->real().set_value(value);
    this->satisfy(Result::of(value), where);
  }
  void set_value(T&& value, const std::source_location& where = std::source_location::current()) {
    if (!detail::is_simulated()) return this->real().set_value(std::move(value));
    this->satisfy(Result::of(std::move(value)), where);
  }
  void set_value_at_thread_exit(
      const T& value, const std::source_location& where = std::source_location::current()) {
    if (!detail::is_simulated()) return this->real().set_value_at_thread_exit(value);
    this->satisfy_at_thread_exit(Result::of(value), where);
  }
  void set_value_at_thread_exit(
      T&& value, const std::source_location& where = std::source_location::current()) {
    if (!detail::is_simulated()) return this->real().set_value_at_thread_exit(std::move(value));
    this->satisfy_at_thread_exit(Result::of(std::move(value)), where);
  }
};

template <typename T>
class promise<T&> : public detail::basic_promise<T&> {
  template <typename Signature>
  friend class packaged_task;
  using Result = detail::future_result<T&>;

 public:
  promise(const std::source_location& where = std::source_location::current())  // NOLINT
      : detail::basic_promise<T&>(where) {}
  template <typename Allocator>
  promise(std::allocator_arg_t, const Allocator&,
          const std::source_location& where = std::source_location::current())
      : detail::basic_promise<T&>(where) {}
  promise(promise&&) noexcept = default;
  HEDDLE_IN_PLACE promise& operator=(promise&& other) noexcept {
    promise(std::move(other)).swap(*this);
    return *this;
  }
  void swap(promise& other) noexcept { this->swap_with(other); }
  friend void swap(promise& one, promise& other) noexcept { one.swap(other); }

  void set_value(T& value, const std::source_location& where = std::source_location::current()) {
    if (!detail::is_simulated()) return this->real().set_value(value);
    this->satisfy(Result::of(std::addressof(value)), where);
  }
  void set_value_at_thread_exit(
      T& value, const std::source_location& where = std::source_location::current()) {
    if (!detail::is_simulated()) return this->real().set_value_at_thread_exit(value);
    this->satisfy_at_thread_exit(Result::of(std::addressof(value)), where);
  }
};

template <>
class promise<void> : public detail::basic_promise<void> {
  template <typename Signature>
  friend class packaged_task;
  using Result = detail::future_result<void>;

 public:
  promise(const std::source_location& where = std::source_location::current())  // NOLINT
      : detail::basic_promise<void>(where) {}
  template <typename Allocator>
  promise(std::allocator_arg_t, const Allocator&,
          const std::source_location& where = std::source_location::current())
      : detail::basic_promise<void>(where) {}
  promise(promise&&) noexcept = default;
  HEDDLE_IN_PLACE promise& operator=(promise&& other) noexcept {
    promise(std::move(other)).swap(*this);
    return *this;
  }
  void swap(promise& other) noexcept { swap_with(other); }
  friend void swap(promise& one, promise& other) noexcept { one.swap(other); }

  void set_value(const std::source_location& where = std::source_location::current()) {
    if (!detail::is_simulated()) return real().set_value();
    satisfy(Result::of(), where);
  }
  void set_value_at_thread_exit(
      const std::source_location& where = std::source_location::current()) {
    if (!detail::is_simulated()) return real().set_value_at_thread_exit();
    satisfy_at_thread_exit(Result::of(), where);
  }
};

}  // namespace heddle

template <typename T, typename Allocator>
struct std::uses_allocator<heddle::promise<T>, Allocator> : std::true_type {};
