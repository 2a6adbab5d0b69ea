#pragma once
// One run of a program on OS threads, in a process of its own: how its threads come into being, and
// how it ends, with which the process ends. It writes its results into the Region, which outlives
// the process. It must not know of other runs.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "sim/model/program.hpp"
#include "sim/native/gate.hpp"
#include "sim/native/primitives.hpp"
#include "sim/native/region.hpp"
#include "sim/native/synchronization.hpp"

namespace heddle::native {

class ThreadPort;

class Run {
 public:
  // `region` and `primitives` must be as before a run. `seed`: for choose.
  Run(Program& program, const Settings& settings, Region& region, Primitives& primitives,
      std::uint64_t seed);
  ~Run();

  // Runs main on the calling thread, which must be the only one of its process; the process ends
  // with the run.
  [[noreturn]] void execute();

  // Ends the run and the process: in this way, or in the way in which another thread just ended it.
  [[noreturn]] void finish(const ThreadRecord& self, Status status, ThreadId thread, SiteId site,
                           std::string_view message);
  // For a thread that has nothing left to do: waits until the process ends.
  [[noreturn]] static void park();

  // Starts a thread with the name `name`. If that is not possible, ends the run.
  ThreadId spawn(ThreadId spawner, const Operation& operation, std::string_view name);
  void wait_for_end(ThreadId thread);
  // Requires that `thread` has ended. False: it was joined before.
  [[nodiscard]] bool join(ThreadId thread);
  bool exists(ThreadId thread) const { return index(thread) < region_.thread_count(); }
  // The thread with this record has ended. Returns true if the run has ended with it.
  [[nodiscard]] bool end(ThreadId thread, ThreadRecord& record);

  // print() adds a line of output; export_text() keeps a text that is stored in a cell. To be
  // called inside the gate.
  void print(TextId line);
  void export_text(TextId text);

  Program& program() { return program_; }
  const Settings& settings() const { return settings_; }
  Region& region() { return region_; }
  Gate& gate() { return gate_; }
  Primitives& primitives() { return primitives_; }
  std::span<const ObjectDeclaration> objects() const { return objects_; }

 private:
  struct Thread {
    std::unique_ptr<ThreadPort> port;
    Moment ended;
    std::atomic<bool> joined{false};
  };

  ThreadId add_thread(const Operation* spawn, std::string_view name);
  void run_body(ThreadId thread);

  Program& program_;
  const Settings settings_;
  const std::span<const ObjectDeclaration> objects_;
  Region& region_;
  Primitives& primitives_;
  Gate gate_;
  const std::uint64_t seed_;

  std::mutex spawn_mutex_;
  std::vector<std::unique_ptr<Thread>> threads_;  // as many as there may be; never moved
  std::atomic<std::size_t> live_threads_{0};

  std::mutex output_mutex_;
  std::mutex texts_mutex_;
  std::vector<bool> exported_;  // by TextId
};

}  // namespace heddle::native
