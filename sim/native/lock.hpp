#pragma once
// A mutex, recursive or not, or a rwlock of the standard library, behind one interface. Callers
// make sure that they do only what the standard allows (see holdings.hpp): a second lock by the
// holder, or an unlock by another thread, is undefined.

#include <cstdint>
#include <mutex>
#include <shared_mutex>
#include <variant>

namespace heddle::native {

class Lock {
 public:
  enum class Kind : std::uint8_t { mutex, recursive_mutex, rwlock };

  explicit Lock(Kind kind);

  void lock();
  void unlock();
  // Without a time-out (no_timeout) it does not wait.
  bool try_lock(std::int64_t timeout_ns);

  // Rwlocks only.
  void lock_shared();
  void unlock_shared();
  bool try_lock_shared(std::int64_t timeout_ns);

 private:
  using Any = std::variant<std::timed_mutex, std::recursive_timed_mutex, std::shared_timed_mutex>;

  std::shared_timed_mutex& rwlock() { return std::get<std::shared_timed_mutex>(any_); }

  Any any_;
};

}  // namespace heddle::native
