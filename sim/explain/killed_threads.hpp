#pragma once
// Threads that the end of main cuts short: which of them were still at work, and which had leaked,
// since nobody was left who could have let them go on. Knows nothing of reports.
//
// Whether a thread has leaked is asked after every execution that leaves some behind, so that takes
// no memory once the answers of the program are known.

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

  // The end of an execution to ask about, as long as `world` is there.
  void look_at(const World& world);

  // Whether the thread, which has not ended, waits for what no thread that may still go on can do.
  // A thread that goes on by itself after a while does not wait. One whose next operation is a wait
  // that nobody will end counts as waiting there.
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
