#pragma once
// The state of the shared objects, as plain structs; what is done with them is in the files of
// World.

#include <cstdint>
#include <span>
#include <vector>

#include "sim/model/ids.hpp"
#include "sim/model/program.hpp"
#include "sim/model/value.hpp"
#include "sim/world/thread_set.hpp"

namespace heddle {

inline constexpr ThreadId nobody{UINT32_MAX};

// Whether it can be used. Declared objects always exist.
enum class Life : std::uint8_t { not_created, exists, destroyed };

// One of the kinds shares the struct with the others, so that resetting all of them is one copy.
struct Object {
  ObjectKind kind{};
  bool recursive = false;  // mutex
  bool done = false;       // once: the body has ended; channel: it is closed
  Life life = Life::not_created;
  ThreadId owner = nobody;  // mutex; rwlock: the exclusive holder; once: who runs the body
  std::uint32_t depth = 0;  // recursive mutex: how often it is held
  std::uint32_t storage =
      0;  // channel: index of its Channel; condvar, barrier, rwlock: of its ThreadList
  std::int64_t count = 0;  // semaphore: permits; channel: closes still to come; barrier: parties
  ThreadSet subscribers;   // threads whose pending operation depends on this object
};

// Threads in order: the waiters of a condvar (first come, first listed), those that have arrived at
// a barrier, those that hold the shared side of a rwlock.
using ThreadList = std::vector<ThreadId>;

struct Message {
  Value value;
  ThreadId sender{};
};

// A first-in first-out queue that keeps its storage over executions.
class Channel {
 public:
  explicit Channel(std::int64_t capacity) : capacity_(capacity) {}

  void clear() {
    messages_.clear();
    first_ = 0;
  }
  bool empty() const { return first_ == messages_.size(); }
  // Whether a send need not wait; an offer on a rendezvous channel never does.
  bool has_room() const {
    return capacity_ <= 0 || static_cast<std::int64_t>(messages_.size() - first_) < capacity_;
  }
  bool is_rendezvous() const { return capacity_ == 0; }
  std::int64_t capacity() const { return capacity_; }
  // Whether there may ever be so many messages at the same time.
  bool may_hold(std::size_t messages) const {
    return capacity_ <= 0 || messages <= static_cast<std::size_t>(capacity_);
  }
  void push(const Message& message) { messages_.push_back(message); }
  std::span<const Message> messages() const { return std::span(messages_).subspan(first_); }
  Message pop() {
    const Message message = messages_[first_++];
    if (empty()) clear();
    return message;
  }

 private:
  std::int64_t capacity_;  // unbounded_capacity, or how many messages fit
  std::vector<Message> messages_;
  std::size_t first_ = 0;
};

}  // namespace heddle
