#include "sim/native/kernel_thread.hpp"

#include <fstream>
#include <string>

namespace heddle::native {

// The format is that of proc(5), /proc/pid/task/tid/status.
std::optional<KernelThread> KernelThread::look_at(pid_t process, pid_t thread) {
  std::ifstream file("/proc/" + std::to_string(process) + "/task/" + std::to_string(thread) +
                     "/status");
  KernelThread seen;
  int found = 0;
  for (std::string word; file >> word;) {
    if (word == "State:") {
      file >> word;
      seen.asleep = word == "S";
      ++found;
    } else if (word == "voluntary_ctxt_switches:" || word == "nonvoluntary_ctxt_switches:") {
      std::uint64_t count = 0;
      if (file >> count) ++found;
      seen.switches += count;
    }
  }
  if (found != 3) return std::nullopt;
  return seen;
}

}  // namespace heddle::native
