#pragma once
// The gate through which threads go for every access to memory, every line of output and their end.
// It has two uses. The end of a run closes the gate, so that one state is observed and not a
// mixture of several. And an `atomically` goes through it alone. It must not know what is done
// inside.
//
// Going through must not order memory, or the program would never show what its own memory orders
// allow. So the usual path has no fence, only two plain stores. The rare other side pays instead:
// it asks the operating system to have every running thread of the process execute a fence
// (membarrier; see J. Corbet, "sys_membarrier()", LWN 2015). If the system has no membarrier, both
// sides execute fences.
//
// Invariants:
// 1. While the gate is closed or a thread is alone inside, no other thread is inside once the call
//    that closed it, or went in alone, has returned.
// 2. Nobody blocks inside for longer than another thread's operation takes.

#include <atomic>
#include <cstdint>
#include <mutex>

#include "sim/native/region.hpp"

namespace heddle::native {

class Gate {
 public:
  explicit Gate(Region& region) : region_(region) {}
  // To be called once, in the process whose threads use it, before there are several.
  void prepare();

  // Goes inside; waits while another thread is alone there. False: the gate is closed for ever.
  [[nodiscard]] bool enter(ThreadRecord& self);
  void leave(ThreadRecord& self) { self.inside.store(false, std::memory_order_release); }
  // Goes inside, with nobody else there. False: the gate is closed for ever.
  [[nodiscard]] bool enter_alone(ThreadRecord& self);
  void leave_alone(ThreadRecord& self);

  // Closes the gate and waits until all threads but the caller are outside. False: another thread
  // closed it before. The caller may be alone inside, but not inside together with others.
  [[nodiscard]] bool close(const ThreadRecord& self);
  bool is_closed() const { return (state_.load(std::memory_order_relaxed) & closed) != 0; }

 private:
  static constexpr std::uint32_t alone = 1;
  static constexpr std::uint32_t closed = 2;

  void light_barrier() const;
  void heavy_barrier() const;
  void wait_for_others(const ThreadRecord& self) const;

  Region& region_;
  bool asymmetric_ = false;
  std::atomic<std::uint32_t> state_{0};
  std::mutex alone_mutex_;
};

}  // namespace heddle::native
