#pragma once
// A counting semaphore, a barrier, a one-time flag and the end of a thread, for OS threads. Each is
// a mutex and a condition variable. Those of the standard library do not fit:
// - std::counting_semaphore of libstdc++ 12 can lose a wake-up (its bug 104928).
// - A std::barrier must not be reached by more threads than it expects.
// - std::call_once cannot be entered and left by two calls.

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace heddle::native {

class Semaphore {
 public:
  explicit Semaphore(std::int64_t permits) : permits_(permits) {}

  void acquire();
  // Without a time-out (no_timeout) it does not wait.
  bool try_acquire(std::int64_t timeout_ns);
  // False, without effect, where the number of permits would overflow.
  [[nodiscard]] bool release(std::int64_t count);

 private:
  std::mutex mutex_;
  std::condition_variable released_;
  std::int64_t permits_;
};

class Barrier {
 public:
  explicit Barrier(std::int64_t parties) : parties_(parties) {}

  // Waits until `parties` threads have arrived in this round.
  void arrive();

 private:
  const std::int64_t parties_;
  std::mutex mutex_;
  std::condition_variable round_over_;
  std::int64_t arrived_ = 0;
  std::uint64_t round_ = 0;
};

class Once {
 public:
  // Waits while another thread runs the body. True: the caller is to run it, and then call end().
  [[nodiscard]] bool begin();
  void end();

 private:
  enum class State : std::uint8_t { idle, running, done };

  std::mutex mutex_;
  std::condition_variable done_;
  State state_ = State::idle;
};

// Something that happens at most once, and that threads wait for.
class Moment {
 public:
  void happen();
  void wait();

 private:
  std::mutex mutex_;
  std::condition_variable happens_;
  bool happened_ = false;
};

}  // namespace heddle::native
