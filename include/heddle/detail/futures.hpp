#pragma once
// std::future and std::shared_future. A part of heddle/future.hpp.

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <source_location>
#include <tuple>
#include <type_traits>
#include <utility>

#include "heddle/detail/future_state.hpp"
#include "heddle/detail/patience.hpp"
#include "heddle/detail/simulation.hpp"

namespace heddle {

using std::future_category;
using std::future_errc;
using std::future_error;
using std::future_status;
using std::launch;

template <typename T>
class shared_future;

namespace detail {

struct future_access;

// What future and shared_future have in common. `Real`: the standard's.
template <typename T, typename Real>
class basic_future {
 public:
  bool valid() const noexcept { return is_simulated() ? state_ != nullptr : real_.valid(); }

  void wait(const std::source_location& where = std::source_location::current()) const {
    if (!is_simulated()) return real_.wait();
    state().wait(where);
  }
  template <typename Rep, typename Period>
  future_status wait_for(
      const std::chrono::duration<Rep, Period>& duration,
      const std::source_location& where = std::source_location::current()) const {
    if (!is_simulated()) return real_.wait_for(duration);
    return state().wait_for(patience(duration), where);
  }
  template <typename Clock, typename Duration>
  future_status wait_until(
      const std::chrono::time_point<Clock, Duration>& time,
      const std::source_location& where = std::source_location::current()) const {
    if (!is_simulated()) return real_.wait_until(time);
    return state().wait_for(patience_until(time), where);
  }

 protected:
  future_state<T>& state() const {
    if (state_ == nullptr) throw future_error(future_errc::no_state);
    return *state_;
  }

  std::shared_ptr<future_state<T>> state_{};
  Real real_{};
};

struct future_access {
  template <typename Future, typename State>
  static Future of_state(std::shared_ptr<State> state) {
    Future made;
    made.state_ = std::move(state);
    return made;
  }
  template <typename Future, typename Real>
  static Future of_real(Real real) {
    Future made;
    made.real_ = std::move(real);
    return made;
  }
};

}  // namespace detail

template <typename T>
class future : public detail::basic_future<T, std::future<T>> {
  friend struct detail::future_access;
  using detail::basic_future<T, std::future<T>>::state_;
  using detail::basic_future<T, std::future<T>>::real_;

 public:
  future() noexcept = default;
  future(future&& other) noexcept { swap(other); }
  HEDDLE_IN_PLACE future& operator=(future&& other) noexcept {
    future(std::move(other)).swap(*this);
    return *this;
  }
  future(const future&) = delete;
  future& operator=(const future&) = delete;
  HEDDLE_IN_PLACE ~future() {
    if (detail::is_simulated() && state_ != nullptr) state_->let_go({});
  }

  T get(const std::source_location& where = std::source_location::current()) {
    if (!detail::is_simulated()) return real_.get();
    this->state().wait(where);
    const auto state = std::move(state_);
    if constexpr (std::is_void_v<T>) {
      state->value();
    } else if constexpr (std::is_reference_v<T>) {
      return *state->value();
    } else {
      return std::move(state->value());
    }
  }
  shared_future<T> share() noexcept { return shared_future<T>(std::move(*this)); }

 private:
  friend class shared_future<T>;

  void swap(future& other) noexcept {
    state_.swap(other.state_);
    std::swap(real_, other.real_);
  }
};

template <typename T>
class shared_future : public detail::basic_future<T, std::shared_future<T>> {
  using detail::basic_future<T, std::shared_future<T>>::state_;
  using detail::basic_future<T, std::shared_future<T>>::real_;

 public:
  shared_future() noexcept = default;
  HEDDLE_IN_PLACE shared_future(const shared_future& other) noexcept {
    state_ = other.state_;
    real_ = other.real_;
    if (state_ != nullptr && detail::is_simulated()) state_->count_futures(1, {});
  }
  shared_future(shared_future&& other) noexcept { swap(other); }
  HEDDLE_IN_PLACE shared_future(future<T>&& other) noexcept {  // NOLINT: as the standard's
    state_ = std::move(other.state_);
    real_ = std::move(other.real_);
    if (state_ != nullptr && detail::is_simulated()) state_->share({});
  }
  HEDDLE_IN_PLACE shared_future& operator=(const shared_future& other) noexcept {
    if (this != &other) shared_future(other).swap(*this);
    return *this;
  }
  HEDDLE_IN_PLACE shared_future& operator=(shared_future&& other) noexcept {
    shared_future(std::move(other)).swap(*this);
    return *this;
  }
  HEDDLE_IN_PLACE ~shared_future() {
    if (detail::is_simulated() && state_ != nullptr) state_->count_futures(-1, {});
  }

  std::conditional_t<std::is_void_v<T> || std::is_reference_v<T>, T,
                     std::add_lvalue_reference_t<const T>>
  get(const std::source_location& where = std::source_location::current()) const {
    if (!detail::is_simulated()) return real_.get();
    this->state().wait(where);
    if constexpr (std::is_void_v<T>) {
      state_->value();
    } else if constexpr (std::is_reference_v<T>) {
      return *state_->value();
    } else {
      return state_->value();
    }
  }

 private:
  void swap(shared_future& other) noexcept {
    state_.swap(other.state_);
    std::swap(real_, other.real_);
  }
};

}  // namespace heddle
