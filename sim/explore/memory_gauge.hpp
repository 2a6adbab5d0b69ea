#pragma once
// How much memory this process takes, and whether that is more than it may. It looks at the process
// as a whole, so everything counts: states, what is still to be tried, outcomes, one long
// execution. It must not know who takes the memory.
//
// Where the system does not tell (it is asked through /proc), nothing is ever used up; then
// std::bad_alloc is what ends a search.

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <optional>

namespace heddle {

class MemoryGauge {
 public:
  // The process may take `limit` more bytes than it takes now.
  explicit MemoryGauge(std::size_t limit);

  std::size_t limit() const { return limit_; }
  // Whether the limit is reached. Cheap: the system is asked a hundred times a second at most. From
  // several OS threads.
  bool is_used_up();

  // How many bytes a process that has just begun should take at most: a part of what the machine,
  // its control group and `ulimit` leave. nullopt: the system does not tell.
  static std::optional<std::size_t> default_limit();

 private:
  using Steady = std::chrono::steady_clock;

  bool is_over() const;

  const std::size_t limit_;
  std::size_t most_resident_ = SIZE_MAX;  // bytes
  std::atomic<std::int64_t> next_look_{0};
  std::atomic<std::int64_t> next_trim_{0};
  std::atomic<bool> used_up_{false};
};

// Whether the system leaves enough address space for one more thread to be of use: its stack, and
// what it will ask for.
bool has_room_for_thread();

// What is kept so that a report can be made where std::bad_alloc ended a search. Nothing of it is
// touched, so it takes address space alone.
class SpareMemory {
 public:
  SpareMemory() : bytes_(new (std::nothrow) char[size]) {}
  void reset() { bytes_.reset(); }

 private:
  static constexpr std::size_t size = std::size_t{8} << 20U;

  std::unique_ptr<char[]> bytes_;
};

}  // namespace heddle
