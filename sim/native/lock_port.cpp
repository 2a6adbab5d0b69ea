// The operations of a thread on mutexes, rwlocks and condition variables.

#include <chrono>
#include <condition_variable>
#include <thread>

#include "sim/model/operation_table.hpp"
#include "sim/native/deadline.hpp"
#include "sim/native/thread_port.hpp"

namespace heddle::native {
namespace {

constexpr std::string_view relock = "locked by the thread that already holds it";
constexpr std::string_view not_held = "unlocked by a thread that does not hold it";

// The mutex of a wait, as the condition variable releases and re-acquires it. The record says
// meanwhile what the thread waits for.
class WaitMutex {
 public:
  WaitMutex(Lock& lock, Holdings& holdings, ThreadRecord& record, const Operation& operation)
      : lock_(lock), holdings_(holdings), record_(record), operation_(operation) {}

  void unlock() {
    static_cast<void>(holdings_.remove({operation_.mutex, false}));
    lock_.unlock();
  }
  void lock() {
    {
      const Waiting waiting(record_, OperationKind::lock, operation_.mutex, operation_.site,
                            Activity::blocked);
      lock_.lock();
    }
    holdings_.add({operation_.mutex, false});
  }

 private:
  Lock& lock_;
  Holdings& holdings_;
  ThreadRecord& record_;
  const Operation& operation_;
};

}  // namespace

void ThreadPort::lock(const Operation& operation) {
  const bool shared = is_shared(operation.kind);
  const bool recursive = run_.objects()[index(operation.object)].recursive;
  if (!recursive && holdings_.has(operation.object)) fail(Status::misuse, operation, relock);
  Lock& lock = run_.primitives().get<Lock>(operation.object);
  {
    const Waiting waiting(record_, operation);
    if (shared) {
      lock.lock_shared();
    } else {
      lock.lock();
    }
  }
  holdings_.add({operation.object, shared});
}

void ThreadPort::unlock(const Operation& operation) {
  const bool shared = is_shared(operation.kind);
  if (!holdings_.remove({operation.object, shared})) fail(Status::misuse, operation, not_held);
  Lock& lock = run_.primitives().get<Lock>(operation.object);
  if (shared) {
    lock.unlock_shared();
  } else {
    lock.unlock();
  }
}

Value ThreadPort::try_lock(const Operation& operation) {
  const bool shared = is_shared(operation.kind);
  const ObjectDeclaration& declared = run_.objects()[index(operation.object)];
  const bool recursive = declared.recursive;
  if (declared.kind == ObjectKind::rwlock && holdings_.has(operation.object)) {
    fail(Status::misuse, operation, relock);
  }
  Lock& lock = run_.primitives().get<Lock>(operation.object);
  const Waiting waiting(record_, operation.kind, operation.object, operation.site, Activity::timed);
  if (!recursive && holdings_.has(operation.object)) {
    // The thread itself holds it, and nobody else can release it. The real lock must not be asked.
    if (operation.timeout_ns != no_timeout) {
      std::this_thread::sleep_for(bounded(operation.timeout_ns));
    }
    return Value::of(false);
  }
  const bool locked =
      shared ? lock.try_lock_shared(operation.timeout_ns) : lock.try_lock(operation.timeout_ns);
  if (locked) holdings_.add({operation.object, shared});
  return Value::of(locked);
}

Value ThreadPort::wait(const Operation& operation) {
  if (!holdings_.has({operation.mutex, false})) {
    fail(Status::misuse, operation, "wait without holding the mutex");
  }
  auto& condvar = run_.primitives().get<std::condition_variable_any>(operation.object);
  WaitMutex mutex(run_.primitives().get<Lock>(operation.mutex), holdings_, record_, operation);
  const Waiting waiting(record_, operation);
  if (operation.timeout_ns == no_timeout) {
    condvar.wait(mutex);
    return Value::of(true);
  }
  const auto deadline = deadline_of<std::chrono::steady_clock>(operation.timeout_ns);
  return Value::of(condvar.wait_until(mutex, deadline) == std::cv_status::no_timeout);
}

}  // namespace heddle::native
