#include "sim/native/gate.hpp"

#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <thread>

#include "sim/native/cell_access.hpp"

namespace heddle::native {
namespace {

bool membarrier(int command) { return syscall(SYS_membarrier, command, 0, 0) == 0; }

}  // namespace

void Gate::prepare() { asymmetric_ = membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED); }

void Gate::light_barrier() const {
  if (asymmetric_) {
    std::atomic_signal_fence(std::memory_order_seq_cst);  // binds the compiler only
  } else {
    fence(MemoryOrder::seq_cst);
  }
}

void Gate::heavy_barrier() const {
  fence(MemoryOrder::seq_cst);
  if (asymmetric_) membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED);
}

bool Gate::enter(ThreadRecord& self) {
  while (true) {
    self.inside.store(true, std::memory_order_relaxed);
    light_barrier();
    const std::uint32_t state = state_.load(std::memory_order_acquire);
    if (state == 0) return true;
    leave(self);
    if ((state & closed) != 0) return false;
    while (state_.load(std::memory_order_relaxed) == alone) std::this_thread::yield();
  }
}

bool Gate::enter_alone(ThreadRecord& self) {
  alone_mutex_.lock();
  state_.fetch_or(alone);
  self.inside.store(true);
  heavy_barrier();
  // Only now, as the thread that closes the gate looks at `inside` after closing it.
  if (is_closed()) {
    leave_alone(self);
    return false;
  }
  wait_for_others(self);
  return true;
}

void Gate::leave_alone(ThreadRecord& self) {
  leave(self);
  state_.fetch_and(~alone);
  alone_mutex_.unlock();
}

bool Gate::close(const ThreadRecord& self) {
  if ((state_.fetch_or(closed) & closed) != 0) return false;
  heavy_barrier();
  wait_for_others(self);
  return true;
}

void Gate::wait_for_others(const ThreadRecord& self) const {
  for (std::size_t id = 0; id < region_.thread_count(); ++id) {
    const ThreadRecord& other = region_.thread(static_cast<ThreadId>(id));
    if (&other == &self) continue;
    while (other.inside.load(std::memory_order_acquire)) std::this_thread::yield();
  }
}

}  // namespace heddle::native
