#include "sim/native/lock.hpp"

#include <chrono>

#include "sim/model/operation.hpp"
#include "sim/native/deadline.hpp"

namespace heddle::native {
namespace {

// The standard library builds waiting by the steady clock on calls that the thread sanitizers of
// gcc 12 and clang 14 do not know. They would then report every unlock that follows.
using LockClock = std::chrono::system_clock;

}  // namespace

Lock::Lock(Kind kind) {
  if (kind == Kind::recursive_mutex) any_.emplace<std::recursive_timed_mutex>();
  if (kind == Kind::rwlock) any_.emplace<std::shared_timed_mutex>();
}

void Lock::lock() {
  std::visit([](auto& real) { real.lock(); }, any_);
}

void Lock::unlock() {
  std::visit([](auto& real) { real.unlock(); }, any_);
}

bool Lock::try_lock(std::int64_t timeout_ns) {
  return std::visit(
      [timeout_ns](auto& real) {
        if (timeout_ns == no_timeout) return real.try_lock();
        return real.try_lock_until(deadline_of<LockClock>(timeout_ns));
      },
      any_);
}

void Lock::lock_shared() { rwlock().lock_shared(); }

void Lock::unlock_shared() { rwlock().unlock_shared(); }

bool Lock::try_lock_shared(std::int64_t timeout_ns) {
  if (timeout_ns == no_timeout) return rwlock().try_lock_shared();
  return rwlock().try_lock_shared_until(deadline_of<LockClock>(timeout_ns));
}

}  // namespace heddle::native
