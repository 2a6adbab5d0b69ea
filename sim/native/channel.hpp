#pragma once
// A first-in first-out channel between OS threads: unbounded, bounded or rendezvous. It knows
// values only, not what they mean.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>

#include "sim/model/value.hpp"

namespace heddle::native {

class Channel {
 public:
  // `capacity` as in ObjectDeclaration; closed once close() was called `senders` times.
  Channel(std::int64_t capacity, std::int64_t senders) : capacity_(capacity), senders_(senders) {}

  // Waits for room; on a rendezvous channel, until the value was taken. False, with nothing sent:
  // it is closed.
  [[nodiscard]] bool send(const Value& value);
  // Waits for a value, at most that long. None: it is closed and empty, or the time is over.
  std::optional<Value> recv(std::int64_t timeout_ns);
  std::optional<Value> try_recv();
  // False: it was closed before.
  [[nodiscard]] bool close();

 private:
  std::optional<Value> take();  // requires mutex_
  bool is_closed() const { return senders_ <= 0; }

  const std::int64_t capacity_;
  std::int64_t senders_;
  std::mutex mutex_;
  std::condition_variable filled_;  // a value came, or the channel was closed
  std::condition_variable taken_;   // a value went, or the channel was closed
  std::deque<Value> values_;
  std::uint64_t sent_ = 0;         // how many ever came,
  std::uint64_t taken_count_ = 0;  // and how many of them went, in the same order
};

}  // namespace heddle::native
