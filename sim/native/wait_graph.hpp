#pragma once
// Which thread waits for which in a running program, read from the records that its threads
// publish, and how a report says it. It looks at one moment only; the watchdog decides whether that
// lasts.

#include <cstdint>
#include <string>
#include <vector>

#include "sim/model/program.hpp"
#include "sim/native/region.hpp"

namespace heddle::native {

class WaitGraph {
 public:
  struct Node {
    ThreadId thread{};
    Activity activity{};
    OperationKind kind{};  // this and the following: where it is blocked
    ObjectId object = no_object;
    SiteId site = no_site;
    std::uint64_t steps = 0;
    std::uint64_t looks = 0;        // see ThreadRecord
    std::vector<ThreadId> holders;  // whom it waits for, as far as that is certain
  };

  explicit WaitGraph(const Region& region);

  const Node& node(ThreadId thread) const { return nodes_[index(thread)]; }
  // The threads that can never go on if nothing moves. If every thread is blocked or has ended: all
  // that are blocked. Else a cycle of threads that wait for each other, or none.
  std::vector<ThreadId> stuck() const;
  // Threads that wait for each other, each for the next; else none.
  std::vector<ThreadId> cycle() const;
  // Whether the values in a condition are told too. Without them, equal deadlocks have equal texts.
  enum class Values : std::uint8_t { left_out, told };
  // "main waits at /threads/main/1 to lock mutex b, which worker holds; ...", about `threads`.
  std::string describe(const std::vector<ThreadId>& threads, const Program& program,
                       Values values) const;

 private:
  std::vector<ThreadId> holders_of(const Node& node) const;
  bool reaches(ThreadId from, ThreadId target, std::vector<ThreadId>& path,
               std::vector<bool>& seen) const;
  std::string describe(const Node& node, const Program& program, Values values) const;
  std::string awaited(ThreadId thread) const;

  const Region& region_;
  std::vector<Node> nodes_;  // by ThreadId
};

}  // namespace heddle::native
