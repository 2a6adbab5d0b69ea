#pragma once
// How much memory this process takes, and whether that is more than it may. It looks at the process
// as a whole, so everything counts: states, schedules that are left to try, outcomes, one long
// execution. It must not know who takes the memory.
//
// If the system does not tell (it is asked through /proc), the memory counts as used up only when
// an allocation fails: see memory_reserve.hpp.

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace heddle {

class MemoryGauge {
 public:
  // The process may take `limit` more bytes than it takes now.
  explicit MemoryGauge(std::size_t limit);

  std::size_t limit() const { return limit_; }
  // A process that works for this one took `before` bytes more than when it began, and takes `now`.
  // That counts as well. From several OS threads.
  void add_elsewhere(std::uint64_t before, std::uint64_t now) {
    elsewhere_.fetch_add(now - before, std::memory_order_relaxed);
  }
  // Whether the limit is reached, or the system gives no more. Cheap: the system is asked a hundred
  // times a second at most. From several OS threads.
  bool is_used_up();
  // How many more bytes the process may take now; SIZE_MAX: the system does not tell.
  std::size_t left() const;

  // How many bytes a process that has just begun should take at most: a part of what the machine,
  // its control group and `ulimit` leave. nullopt: the system does not tell.
  static std::optional<std::size_t> default_limit();
  // The most that it may be told to take: more than by default, and less than there is.
  static std::optional<std::size_t> largest_limit();
  // How many bytes of this process lie in memory; 0: the system does not tell.
  static std::size_t resident();
  // What `ulimit -v` leaves of the address space, in bytes.
  static std::size_t address_space_left();

 private:
  using Steady = std::chrono::steady_clock;

  bool is_over() const;

  const std::size_t limit_;
  std::size_t most_resident_ = SIZE_MAX;  // bytes
  std::atomic<std::uint64_t> elsewhere_{0};
  std::atomic<std::int64_t> next_look_{0};
  std::atomic<std::int64_t> next_trim_{0};
  std::atomic<bool> used_up_{false};
};

}  // namespace heddle
