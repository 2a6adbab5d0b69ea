#pragma once
// std::barrier.

#include <barrier>
#include <cstddef>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <type_traits>
#include <utility>

#include "heddle/detail/gate.hpp"
#include "heddle/detail/kept.hpp"
#include "heddle/detail/simulation.hpp"

namespace heddle {

namespace detail {

struct no_completion {
  void operator()() noexcept {}
};

// From one completion to the next.
struct barrier_phase {
  explicit barrier_phase(const place& where) : gate(type, 1, where) {}

  static constexpr object_type type = gate_type("barrier");

  unended<detail::gate> gate;
};

}  // namespace detail

// The last thread to arrive performs three more operations: it learns what the others did, makes
// the next phase, and lets the others go on.
template <typename CompletionFunction = detail::no_completion>
class barrier {
  using Real = std::barrier<CompletionFunction>;

 public:
  class arrival_token {
   public:
    arrival_token(arrival_token&&) noexcept = default;
    arrival_token& operator=(arrival_token&&) noexcept = default;

   private:
    friend class barrier;
    arrival_token() = default;

    std::optional<typename Real::arrival_token> real_{};
    std::shared_ptr<const detail::barrier_phase> phase_{};
  };

  explicit barrier(std::ptrdiff_t expected, CompletionFunction completion = CompletionFunction(),
                   const std::source_location& where = std::source_location::current())
      : completion_(std::move(completion)),
        state_{expected, expected, std::make_shared<detail::barrier_phase>(where)},
        object_(type, where, &state_) {
    if (!detail::is_simulated()) {
      real_ = std::make_unique<Real>(expected, completion_);
    } else if (expected < 0) {
      misuse("made for fewer than no threads", where);
    }
  }
  barrier(const barrier&) = delete;
  barrier& operator=(const barrier&) = delete;

  static constexpr std::ptrdiff_t max() noexcept { return Real::max(); }

  [[nodiscard]] arrival_token arrive(
      std::ptrdiff_t update = 1,
      const std::source_location& where = std::source_location::current()) {
    arrival_token token;
    if (!detail::is_simulated()) {
      token.real_.emplace(real_->arrive(update));
    } else {
      if (update <= 0) misuse("arrived at by no thread", where);
      arrive_simulated(token.phase_, update, 0, where);
    }
    return token;
  }
  void wait(arrival_token&& arrival,
            const std::source_location& where = std::source_location::current()) const {
    if (!detail::is_simulated()) return real_->wait(std::move(*arrival.real_));
    const auto phase = std::move(arrival.phase_);
    if (phase == nullptr) misuse("waited at with a token that was used", where);
    phase->gate->pass(detail::for_ever, where);
  }
  void arrive_and_wait(const std::source_location& where = std::source_location::current()) {
    if (!detail::is_simulated()) return real_->arrive_and_wait();
    std::shared_ptr<const detail::barrier_phase> phase;
    if (arrive_simulated(phase, 1, 0, where)) return;
    phase->gate->pass(detail::for_ever, where);
  }
  void arrive_and_drop(const std::source_location& where = std::source_location::current()) {
    if (!detail::is_simulated()) return real_->arrive_and_drop();
    std::shared_ptr<const detail::barrier_phase> phase;
    arrive_simulated(phase, 1, 1, where);
  }

 private:
  struct State {
    std::ptrdiff_t expected;  // in the phases to come
    std::ptrdiff_t left;      // in this one
    std::shared_ptr<detail::barrier_phase> phase;
  };
  static constexpr detail::object_type type =
      detail::type_that_keeps<State>(detail::object_kind::memory, "barrier");

  // True: it was the last, and everybody may go on.
  bool arrive_simulated(std::shared_ptr<const detail::barrier_phase>& phase, std::ptrdiff_t update,
                        std::ptrdiff_t dropped, const detail::place& where) {
    detail::access_atomically(object_, true, detail::order::release, where);
    if (update > state_.left) misuse("arrived at by more threads than it expects", where);
    state_.left -= update;
    state_.expected -= dropped;
    phase = state_.phase;
    const bool is_last = state_.left == 0;
    detail::tell(detail::effect::read_and_write, detail::shown::integer, state_.left);
    if (!is_last) return false;
    detail::fence(detail::order::acquire, where);
    completion_();
    const auto next = std::make_shared<detail::barrier_phase>(where);
    const auto over = std::exchange(state_.phase, next);
    state_.left = state_.expected;
    over->gate->open(where);
    return true;
  }
  [[noreturn]] static void misuse(const char* what, const detail::place& where) {
    detail::fail(detail::failure::misuse, std::string("a barrier is ") + what, where);
  }

  CompletionFunction completion_;
  State state_;
  detail::object object_;
  std::unique_ptr<Real> real_{};  // outside of explorations
};

}  // namespace heddle
