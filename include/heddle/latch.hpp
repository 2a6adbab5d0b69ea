#pragma once
// std::latch.

#include <cstddef>
#include <latch>
#include <source_location>

#include "heddle/detail/gate.hpp"
#include "heddle/detail/simulation.hpp"

namespace heddle {

class latch {
 public:
  explicit latch(std::ptrdiff_t expected,
                 const std::source_location& where = std::source_location::current())
      : real_(expected), gate_(type, expected > 0 ? expected : 1, where) {
    if (!detail::is_simulated()) return;
    if (expected < 0) misuse("made for fewer than no threads", where);
    if (expected == 0) gate_.open(where);
  }
  latch(const latch&) = delete;
  latch& operator=(const latch&) = delete;

  static constexpr std::ptrdiff_t max() noexcept { return std::latch::max(); }

  // An operation for each by which it counts.
  void count_down(std::ptrdiff_t update = 1,
                  const std::source_location& where = std::source_location::current()) {
    if (!detail::is_simulated()) return real_.count_down(update);
    if (update < 0) misuse("counted down by a negative number", where);
    for (; update > 0; --update) {
      if (!gate_.open(where)) misuse("counted down below zero", where);
    }
  }
  // Fails only where it has not come to zero.
  bool try_wait(
      const std::source_location& where = std::source_location::current()) const noexcept {
    if (!detail::is_simulated()) return real_.try_wait();
    return gate_.pass(detail::not_at_all, where);
  }
  void wait(const std::source_location& where = std::source_location::current()) const {
    if (!detail::is_simulated()) return real_.wait();
    gate_.pass(detail::for_ever, where);
  }
  void arrive_and_wait(std::ptrdiff_t update = 1,
                       const std::source_location& where = std::source_location::current()) {
    if (!detail::is_simulated()) return real_.arrive_and_wait(update);
    count_down(update, where);
    wait(where);
  }

 private:
  static constexpr detail::object_type type = detail::gate_type("latch");

  static void misuse(const char* what, const std::source_location& where) {
    detail::fail(detail::failure::misuse, std::string("a latch is ") + what, where);
  }

  std::latch real_;
  detail::gate gate_;
};

}  // namespace heddle
