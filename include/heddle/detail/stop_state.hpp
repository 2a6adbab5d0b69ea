#pragma once
// What a stop_source and its tokens have in common, in an exploration.
//
// One atomic operation in each function: what the function then does to the state happens in the
// same turn.

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "heddle/detail/gate.hpp"
#include "heddle/detail/kept.hpp"
#include "heddle/detail/simulation.hpp"

namespace heddle::detail {

// Sources are counted only for programs that call stop_possible(): it costs an operation for each
// source that is copied or destroyed.
inline bool stop_possible_is_called = false;
struct stop_possible_call {
  stop_possible_call() { stop_possible_is_called = true; }
};
template <typename Caller>
inline const stop_possible_call mark_of_stop_possible{};

// A callback that is to be called: a member of its stop_callback.
struct stop_registration {
  void (*call)(void* argument) noexcept;
  void* argument;
  // Of a thread that waits for the callback, which another one calls, to return.
  gate* waiting = nullptr;
};

// Its functions are for threads of an exploration.
class stop_state {
 public:
  explicit stop_state(const place& where)
      : object_(type, where, &state_), sources_(sources_type, where, stop_possible_is_called) {}
  stop_state(const stop_state&) = delete;
  stop_state& operator=(const stop_state&) = delete;

  bool is_requested(const place& where) const {
    access_atomically(*object_, false, order::acquire, where);
    tell(effect::read, shown::boolean, state_.is_requested ? 1 : 0);
    return state_.is_requested;
  }
  bool is_possible(const place& where) const {
    if (is_requested(where)) return true;
    access_atomically(*sources_, false, order::acquire, where);
    tell(effect::read, shown::integer, source_count_);
    return source_count_ != 0;
  }
  void count_sources(std::int64_t change, const place& where) {
    if (!stop_possible_is_called) return;
    access_atomically(*sources_, true, order::acq_rel, where);
    source_count_ += change;
    tell(effect::read_and_write, shown::integer, source_count_);
  }

  // False: a stop was requested before.
  bool request(const place& where) {
    access_atomically(*object_, true, order::acq_rel, where);
    if (state_.is_requested) {
      tell(effect::read, shown::boolean, 1);
      return false;
    }
    state_.is_requested = true;
    state_.requester = this_thread();
    tell(effect::read_and_write, shown::boolean, 1);
    for (bool is_left = take_next(); is_left;) {
      state_.called->call(state_.called->argument);
      access_atomically(*object_, true, order::acq_rel, where);
      tell(effect::read_and_write);
      gate* const waiting = end_call();
      is_left = take_next();
      if (waiting != nullptr) waiting->open(where);
    }
    return true;
  }

  // False: it is not to be called later, but now, as a stop was requested.
  bool add(stop_registration& added, const place& where) {
    access_atomically(*object_, true, order::acq_rel, where);
    tell(state_.is_requested ? effect::read : effect::read_and_write);
    if (!state_.is_requested) state_.callbacks.push_back(&added);
    return !state_.is_requested;
  }
  void remove(stop_registration& removed, const place& where) {
    access_atomically(*object_, true, order::acq_rel, where);
    if (take_out(removed)) return;
    if (state_.called == &removed && state_.requester == this_thread()) {
      state_.called = nullptr;  // it destroys itself
      return tell(effect::read_and_write);
    }
    tell(effect::read);
    if (state_.called == &removed) wait_for_end_of(removed, where);
  }

 private:
  struct State {
    bool is_requested = false;
    std::uint32_t requester = 0;
    std::vector<stop_registration*> callbacks{};
    stop_registration* called = nullptr;
  };
  static constexpr object_type type = type_that_keeps<State>(object_kind::memory, "stop_source");
  static constexpr object_type sources_type{.kind = object_kind::memory, .name = "stop_source"};
  static constexpr object_type gate_of_call = gate_type("stop_callback");

  bool take_next() {
    if (state_.callbacks.empty()) return false;
    state_.called = state_.callbacks.front();
    state_.callbacks.erase(state_.callbacks.begin());
    return true;
  }
  bool take_out(const stop_registration& removed) {
    const auto found = std::ranges::find(state_.callbacks, &removed);
    if (found == state_.callbacks.end()) return false;
    state_.callbacks.erase(found);
    tell(effect::read_and_write);
    return true;
  }
  // The gate of one who waits for that.
  gate* end_call() {
    const stop_registration* const called = std::exchange(state_.called, nullptr);
    return called == nullptr ? nullptr : called->waiting;
  }
  // The gate is one more object, so whether the call has ended is asked again.
  void wait_for_end_of(stop_registration& removed, const place& where) {
    gate end(gate_of_call, 1, where);
    access_atomically(*object_, true, order::acq_rel, where);
    const bool is_called = state_.called == &removed;
    tell(is_called ? effect::read_and_write : effect::read);
    if (!is_called) return;
    removed.waiting = &end;
    end.pass(for_ever, where);
  }

  State state_{};
  std::int64_t source_count_ = 1;
  unended<object> object_;
  unended<object> sources_;
};

}  // namespace heddle::detail
