#pragma once
// Memory that stays as it is for a while after it was given back. A use after the end is then
// reported as a misuse, instead of whatever the next owner of the memory makes of it. And no
// address comes again within an execution, so that executions do not depend on the allocator.

#include <array>
#include <cstddef>
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
    for (void* const memory : kept_) ::operator delete(memory);
  }
  // Frees the block that has been here longest. The mutex is the standard's: it orders nothing in
  // an exploration, as an allocator's does not.
  void keep(void* memory) noexcept {
    const std::lock_guard lock(mutex_);
    ::operator delete(kept_[next_]);
    kept_[next_] = memory;
    next_ = (next_ + 1) % kept_.size();
  }

 private:
  std::mutex mutex_;
  std::array<void*, 1024> kept_{};
  std::size_t next_ = 0;
};

// A base of types that are made with new: their memory goes to the quarantine. Not inlined, as gcc
// would warn that memory of one operator new is given back to another operator delete.
class Quarantined {
 public:
  [[gnu::noinline]] static void* operator new(std::size_t bytes) { return ::operator new(bytes); }
  [[gnu::noinline]] static void operator delete(void* memory) noexcept {
    Quarantine::of_process().keep(memory);
  }
};

}  // namespace programs
