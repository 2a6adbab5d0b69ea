#pragma once
// What a thread keeps for itself until its end, as thread_local variables are kept.

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace heddle::detail {

class thread_values {
 public:
  using destroyer = void (*)(void* value);

  thread_values() = default;
  thread_values(const thread_values&) = delete;
  thread_values& operator=(const thread_values&) = delete;
  // Of an OS thread that ends.
  ~thread_values() { end(); }

  // Null: there is none.
  void* find(std::uint64_t key) const {
    for (const entry& each : entries_) {
      if (each.key == key) return each.value;
    }
    return nullptr;
  }
  // Requires that there is none of that key.
  void add(std::uint64_t key, void* value, destroyer destroy) {
    entries_.push_back({key, value, destroy});
  }
  // To be called once all values are destroyed.
  void call_at_end(std::function<void()> callback) { last_.push_back(std::move(callback)); }

  // The thread is at its end: the values are destroyed, the youngest first, also those that are
  // made meanwhile.
  void end() {
    while (!entries_.empty()) {
      const entry youngest = entries_.back();
      entries_.pop_back();
      youngest.destroy(youngest.value);
    }
    while (!last_.empty()) {
      const std::function<void()> callback = std::move(last_.front());
      last_.erase(last_.begin());
      callback();
    }
    forget();
  }
  // The thread will never come to its end: nothing is destroyed.
  void abandon() {
    if (!last_.empty()) new std::vector(std::move(last_));
    forget();
  }

 private:
  struct entry {
    std::uint64_t key;
    void* value;
    destroyer destroy;
  };

  // Keeps no memory either, which may be that of an execution.
  void forget() {
    std::vector<entry>().swap(entries_);
    std::vector<std::function<void()>>().swap(last_);
  }

  std::vector<entry> entries_;
  std::vector<std::function<void()>> last_;
};

}  // namespace heddle::detail
