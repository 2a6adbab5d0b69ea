#pragma once
// The handles that one thread holds beside its locals: those of the threads that it spawned, which
// `join_all` needs, and those in lists that it was given. A list of handles is a range of them, so
// that it fits into a Value.

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/model/ids.hpp"
#include "sim/model/value.hpp"

namespace heddle::scenario {

// A range of the handles of the thread `owner`. Each number has 21 bits of Value::bits.
struct HandleList {
  ThreadId owner{};
  std::size_t first = 0;
  std::size_t length = 0;

  static constexpr std::uint32_t bits_each = 21;
  static constexpr std::int64_t mask = (std::int64_t{1} << bits_each) - 1;

  static HandleList of(Value list) {
    return {static_cast<ThreadId>((list.bits >> (2 * bits_each)) & mask),
            static_cast<std::size_t>((list.bits >> bits_each) & mask),
            static_cast<std::size_t>(list.bits & mask)};
  }
  Value value() const {
    const auto field = [](auto number) { return static_cast<std::int64_t>(number); };
    return {ValueType::threads,
            (field(owner) << (2 * bits_each)) | (field(first) << bits_each) | field(length)};
  }
};

class Handles {
 public:
  struct Handle {
    ThreadId thread{};
    bool joined = false;

    friend bool operator==(const Handle&, const Handle&) = default;
  };

  // Forgets all handles; the memory for them is kept.
  void clear() {
    handles_.clear();
    received_ = 0;
  }
  std::size_t size() const { return handles_.size(); }
  ThreadId operator[](std::size_t place) const { return handles_[place].thread; }
  std::span<const Handle> all() const { return handles_; }

  // How many words the handles take; `restore` reads the words that `save` wrote.
  std::size_t words() const { return 1 + handles_.size(); }
  void save(std::uint64_t* word) const {
    *word++ = (std::uint64_t{received_} << 32U) | handles_.size();
    for (const Handle& handle : handles_) {
      *word++ = (std::uint64_t{handle.joined} << 32U) | index(handle.thread);
    }
  }
  void restore(std::span<const std::uint64_t> words) {
    received_ = words.front() >> 32U;
    handles_.resize(words.front() & UINT32_MAX);
    for (std::size_t place = 0; place < handles_.size(); ++place) {
      const std::uint64_t word = words[place + 1];
      handles_[place] = {ThreadId(static_cast<std::uint32_t>(word)), (word >> 32U) != 0};
    }
  }

  // For words that come from a file: whether restore() can take them. `threads`: how many threads
  // there may be.
  static bool may_restore(std::span<const std::uint64_t> words, std::size_t threads) {
    if (words.empty() || words.size() - 1 != (words.front() & UINT32_MAX)) return false;
    const std::uint64_t received = words.front() >> 32U;
    if (received >= words.size()) return false;
    for (std::size_t place = 1; place < words.size(); ++place) {
      if ((words[place] & UINT32_MAX) >= threads || words[place] >> 32U > 1) return false;
    }
    return true;
  }

  // Takes over a list of another thread, before this one spawns any itself.
  void receive(std::span<const Handle> list) {
    for (const Handle& each : list) handles_.push_back({each.thread, false});
    received_ = handles_.size();
  }
  void record_spawn(ThreadId thread) { handles_.push_back({thread, false}); }

  // Notes that this thread joins `thread`, if it spawned it.
  void record_join(ThreadId thread) {
    // Threads are numbered in the order of their creation, so those spawned here are sorted.
    const auto begin = handles_.begin() + static_cast<std::ptrdiff_t>(received_);
    const auto found = std::lower_bound(
        begin, handles_.end(), thread,
        [](const Handle& handle, ThreadId wanted) { return handle.thread < wanted; });
    if (found != handles_.end() && found->thread == thread) found->joined = true;
  }
  // The place of the first thread at `from` or after it that was spawned here and not joined;
  // size() if there is none.
  std::size_t next_unjoined(std::size_t from) const {
    std::size_t place = std::max(from, received_);
    while (place < handles_.size() && handles_[place].joined) ++place;
    return place;
  }

 private:
  std::vector<Handle> handles_;  // received ones first
  std::size_t received_ = 0;
};

}  // namespace heddle::scenario
