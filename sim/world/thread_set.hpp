#pragma once
// A small set of threads in one word: bit (id mod 64). Up to 64 threads it is exact; beyond that it
// may hold a thread that was never inserted, so it is for "whoever may be affected": looking at one
// too many must do no harm.

#include <bit>
#include <cstddef>
#include <cstdint>

#include "sim/model/ids.hpp"

namespace heddle {

class ThreadSet {
 public:
  static constexpr std::size_t exact_limit = 64;

  void insert(ThreadId thread) { bits_ |= bit(thread); }
  // `thread_count`: how many threads there are. A bit that several threads may share is left set.
  void erase(ThreadId thread, std::size_t thread_count) {
    if (thread_count <= exact_limit) bits_ &= ~bit(thread);
  }
  bool empty() const { return bits_ == 0; }
  // Of the threads that there may be, as far as the word tells them apart.
  std::size_t size() const { return static_cast<std::size_t>(std::popcount(bits_)); }

  // Calls visit(ThreadId) for every possible member among the first `thread_count` threads, in
  // thread order for up to 64.
  template <typename Visit>
  void for_each(std::size_t thread_count, Visit visit) const {
    for (std::uint64_t rest = bits_; rest != 0; rest &= rest - 1) {
      const auto first = static_cast<std::size_t>(std::countr_zero(rest));
      for (std::size_t id = first; id < thread_count; id += exact_limit) visit(ThreadId(id));
    }
  }

 private:
  static std::uint64_t bit(ThreadId thread) {
    return std::uint64_t{1} << (index(thread) % exact_limit);
  }

  std::uint64_t bits_ = 0;
};

}  // namespace heddle
