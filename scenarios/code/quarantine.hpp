#pragma once
// Memory that stays as it is for a while after it was given back. A use after the end is then
// reported as a misuse, instead of whatever the next owner of the memory makes of it. And no
// address comes again within an execution, so that executions do not depend on the allocator.

#include <array>
#include <cstddef>
#include <cstdlib>
#include <mutex>
#include <new>

namespace programs {

class Quarantine {
 public:
  static Quarantine& of_process() {
    static Quarantine quarantine;
    return quarantine;
  }
  ~Quarantine() {
    for (void* const memory : kept_) std::free(memory);
  }
  // Frees the block that has been here longest. The mutex is the standard's: it orders nothing in
  // an exploration, as an allocator's does not.
  void keep(void* memory) noexcept {
    const std::lock_guard lock(mutex_);
    std::free(kept_[next_]);
    kept_[next_] = memory;
    next_ = (next_ + 1) % kept_.size();
  }

 private:
  std::mutex mutex_;
  std::array<void*, 1024> kept_{};
  std::size_t next_ = 0;
};

// A base of types that are made with new: their memory goes to the quarantine. It comes from
// malloc, since the quarantine outlives an execution, and what heddle::memory gives out with new
// does not. Not inlined, as gcc would warn of a delete that does not fit to malloc.
class Quarantined {
 public:
  [[gnu::noinline]] static void* operator new(std::size_t bytes) {
    void* const memory = std::malloc(bytes);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
  }
  [[gnu::noinline]] static void operator delete(void* memory) noexcept {
    Quarantine::of_process().keep(memory);
  }
};

}  // namespace programs
