#pragma once
// What the operating system says about a thread of another process: whether it sleeps, and whether
// it has slept all the time since it was last looked at. It must not know why it sleeps.

#include <sys/types.h>

#include <cstdint>
#include <optional>

namespace heddle::native {

struct KernelThread {
  bool asleep = false;         // rather than running, or waiting for a processor or a disk
  std::uint64_t switches = 0;  // how often it has given up a processor, by its will or not

  // None where the system does not say, or has no such thread.
  static std::optional<KernelThread> look_at(pid_t process, pid_t thread);

  // Requires that `before` was of the same thread. A thread that sleeps, and has not given up a
  // processor since it last slept, cannot have had a processor in between.
  bool has_slept_since(const KernelThread& before) const {
    return asleep && before.asleep && switches == before.switches;
  }
};

}  // namespace heddle::native
