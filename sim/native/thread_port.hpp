#pragma once
// What the operations of one thread do on the real machine. The thread's own bookkeeping finds
// misuse before a real lock is touched. While an operation waits, the thread's record says for
// what. It must not know how runs are started, watched or counted.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/model/port.hpp"
#include "sim/native/cell_access.hpp"
#include "sim/native/holdings.hpp"
#include "sim/native/lock.hpp"
#include "sim/native/run.hpp"

namespace heddle::native {

class ThreadPort final : public Port {
 public:
  // For the one thread `id`, whose record and name these are. `seed`: for choose.
  ThreadPort(Run& run, ThreadId id, ThreadRecord& record, std::string_view name,
             std::uint64_t seed);

  Value perform(const Operation& operation) override;

 private:
  void count_step();
  [[noreturn]] void fail_by_itself(const Operation& operation);
  [[noreturn]] void fail(Status status, const Operation& operation, std::string_view message);

  // Memory and the output: memory_port.cpp.
  Value access(const Operation& operation);
  void begin_atomically();
  void end_atomically();
  void print(const Operation& operation);
  void await(const Operation& operation);
  Truth look(const Operation& operation);
  void publish_awaited(const Operation& operation);

  // Mutexes, rwlocks and condition variables: lock_port.cpp.
  void lock(const Operation& operation);
  void unlock(const Operation& operation);
  Value try_lock(const Operation& operation);
  Value wait(const Operation& operation);

  // The other objects, and threads.
  Value perform_semaphore(const Operation& operation);
  Value perform_once(const Operation& operation);
  void send(const Operation& operation);
  Value recv(const Operation& operation);
  void close(const Operation& operation);
  Value spawn(const Operation& operation);
  void join(const Operation& operation);
  void end();
  void sleep(const Operation& operation);
  Value choose(const Operation& operation);
  std::string name_of_next(TextId label);

  struct Spawned {
    TextId label{};
    std::uint32_t count = 0;
  };

  Run& run_;
  const ThreadId id_;
  ThreadRecord& record_;
  const std::string name_;
  Holdings holdings_;
  std::uint64_t random_state_;
  std::uint64_t steps_ = 0;
  bool inside_atomically_ = false;
  std::vector<Spawned> spawned_;  // how many of each name
};

// While it exists, the thread's record says that the thread waits in this operation.
class Waiting {
 public:
  Waiting(ThreadRecord& record, const Operation& operation)
      : Waiting(record, operation.kind, operation.object, operation.site,
                operation.timeout_ns == no_timeout ? Activity::blocked : Activity::timed) {}
  Waiting(ThreadRecord& record, OperationKind kind, ObjectId object, SiteId site,
          Activity activity);
  ~Waiting() { record_.activity.store(Activity::running, std::memory_order_release); }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

 private:
  ThreadRecord& record_;
};

}  // namespace heddle::native
