#pragma once
// Threads that the end of main cuts short. Some were still at work; others had leaked, since no
// thread was left that could have let them go on. Knows nothing of reports.
//
// The question is asked after every execution that leaves threads behind. So it takes no memory
// once the answers for the program are known.

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "sim/model/ids.hpp"
#include "sim/model/program.hpp"
#include "sim/world/world.hpp"

namespace heddle {

class KilledThreads {
 public:
  explicit KilledThreads(Program& program) : program_(program) {}

  // Requires that `world` is at the end of an execution, and stays there while questions are asked.
  void look_at(const World& world);

  // Whether the thread, which has not ended, waits for something that no thread that may still go
  // on can do. A thread that goes on by itself after a while does not wait. A thread whose next
  // operation is a wait that nobody will end counts as waiting there.
  bool has_leaked(ThreadId thread) const;

  // "main's end cuts worker short, which was still at work".
  std::string message(ThreadId thread) const;

 private:
  bool may_help(ThreadId helper, ThreadId waiting);
  bool may_use(ThreadId thread, ObjectId object);

  Program& program_;
  const World* world_ = nullptr;
  std::vector<bool> may_go_on_;                   // by ThreadId: whether it is no leaked one
  std::unordered_map<std::uint64_t, bool> uses_;  // by the label of a thread, and the object
};

}  // namespace heddle
