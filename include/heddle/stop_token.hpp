#pragma once
// std::stop_token, std::stop_source and std::stop_callback. In an exploration, request_stop(),
// stop_requested(), and the beginning and the end of a callback are operations.

#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <source_location>
#include <stop_token>
#include <type_traits>
#include <utility>

#include "heddle/detail/simulation.hpp"
#include "heddle/detail/stop_state.hpp"

namespace heddle {

using std::nostopstate;
using std::nostopstate_t;

class stop_token {
 public:
  stop_token() noexcept = default;

  bool stop_requested(
      const std::source_location& where = std::source_location::current()) const noexcept {
    if (!detail::is_simulated()) return real_.stop_requested();
    return state_ != nullptr && state_->is_requested(where);
  }
  // Whether it is still possible, or has happened.
  template <typename Caller = void>
  bool stop_possible(
      const std::source_location& where = std::source_location::current()) const noexcept {
    static_cast<void>(&detail::mark_of_stop_possible<Caller>);
    if (!detail::is_simulated()) return real_.stop_possible();
    return state_ != nullptr && state_->is_possible(where);
  }
  void swap(stop_token& other) noexcept {
    state_.swap(other.state_);
    real_.swap(other.real_);
  }
  friend void swap(stop_token& one, stop_token& other) noexcept { one.swap(other); }
  [[nodiscard]] friend bool operator==(const stop_token& one, const stop_token& other) noexcept {
    return one.state_ == other.state_;
  }

 private:
  friend class stop_source;
  friend class condition_variable_any;
  template <typename Callback>
  friend class stop_callback;

  std::shared_ptr<detail::stop_state> state_{};
  std::stop_token real_{};
};

class stop_source {
 public:
  stop_source(const std::source_location& where = std::source_location::current())  // NOLINT
      : state_(std::make_shared<detail::stop_state>(where)) {
    if (!detail::is_simulated()) real_.emplace();
  }
  explicit stop_source(nostopstate_t) noexcept {}
  HEDDLE_IN_PLACE stop_source(const stop_source& other) noexcept
      : state_(other.state_), real_(other.real_) {
    if (detail::is_simulated() && state_ != nullptr) state_->count_sources(1, {});
  }
  stop_source(stop_source&& other) noexcept
      : state_(std::move(other.state_)), real_(std::move(other.real_)) {}
  HEDDLE_IN_PLACE stop_source& operator=(const stop_source& other) noexcept {
    if (state_ != other.state_) stop_source(other).swap(*this);
    return *this;
  }
  HEDDLE_IN_PLACE stop_source& operator=(stop_source&& other) noexcept {
    stop_source(std::move(other)).swap(*this);
    return *this;
  }
  HEDDLE_IN_PLACE ~stop_source() {
    if (detail::is_simulated() && state_ != nullptr) state_->count_sources(-1, {});
  }

  void swap(stop_source& other) noexcept {
    state_.swap(other.state_);
    real_.swap(other.real_);
  }
  friend void swap(stop_source& one, stop_source& other) noexcept { one.swap(other); }

  [[nodiscard]] stop_token get_token() const noexcept {
    stop_token token;
    token.state_ = state_;
    if (real_) token.real_ = real_->get_token();
    return token;
  }
  [[nodiscard]] bool stop_possible() const noexcept { return state_ != nullptr; }
  [[nodiscard]] bool stop_requested(
      const std::source_location& where = std::source_location::current()) const noexcept {
    return get_token().stop_requested(where);
  }
  // True: it is the first. The callbacks are called before this returns.
  bool request_stop(
      const std::source_location& where = std::source_location::current()) const noexcept {
    if (!detail::is_simulated()) return real_ && real_->request_stop();
    return state_ != nullptr && state_->request(where);
  }
  [[nodiscard]] friend bool operator==(const stop_source& one, const stop_source& other) noexcept {
    return one.state_ == other.state_;
  }

 private:
  std::shared_ptr<detail::stop_state> state_{};
  std::optional<std::stop_source> real_{};
};

template <typename Callback>
class stop_callback {
  static_assert(std::invocable<Callback> && std::destructible<Callback>);

 public:
  using callback_type = Callback;

  template <typename C>
  requires std::constructible_from<Callback, C> HEDDLE_IN_PLACE explicit stop_callback(
      const stop_token& token, C&& callback) noexcept(std::is_nothrow_constructible_v<Callback, C>)
      : callback_(std::forward<C>(callback)), state_(token.state_) {
    begin(token);
  }
  template <typename C>
  requires std::constructible_from<Callback, C> HEDDLE_IN_PLACE explicit stop_callback(
      stop_token&& token, C&& callback) noexcept(std::is_nothrow_constructible_v<Callback, C>)
      : callback_(std::forward<C>(callback)), state_(std::move(token.state_)) {
    begin(token);
  }
  // The callback is not called from now on. If another thread is calling it, that is waited for.
  HEDDLE_IN_PLACE ~stop_callback() {
    if (detail::is_simulated() && state_ != nullptr) state_->remove(registration_, {});
  }
  stop_callback(const stop_callback&) = delete;
  stop_callback& operator=(const stop_callback&) = delete;

 private:
  struct Call {
    stop_callback* self;
    void operator()() const noexcept { std::forward<Callback>(self->callback_)(); }
  };

  HEDDLE_IN_PLACE void begin(const stop_token& token) {
    if (!detail::is_simulated()) {
      real_.emplace(token.real_, Call{this});
    } else if (state_ != nullptr && !state_->add(registration_, {})) {
      Call{this}();
    }
  }

  Callback callback_;
  std::shared_ptr<detail::stop_state> state_;
  detail::stop_registration registration_{
      [](void* self) noexcept { Call{static_cast<stop_callback*>(self)}(); }, this};
  std::optional<std::stop_callback<Call>> real_{};
};

template <typename Callback>
stop_callback(stop_token, Callback) -> stop_callback<Callback>;

}  // namespace heddle
