#pragma once
// Reading what a strategy saved: from the first word to the last, and no word is trusted, as it may
// come from a file. It must not know any strategy.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "scheduler/strategy.hpp"

namespace heddle {

class SavedWords {
 public:
  // `strategy` is for messages. Both must outlive this object.
  SavedWords(std::span<const std::uint64_t> words, std::string_view strategy)
      : words_(words), strategy_(strategy) {}

  // The next word. Throws SchedulerError where there is none, or where it is more than `most`.
  std::uint64_t next(std::uint64_t most = UINT64_MAX) {
    if (next_ == words_.size() || words_[next_] > most) fail();
    return words_[next_++];
  }
  // The next word as a part of a whole, from 0 to 1 but for rounding.
  double next_part() {
    const auto part = std::bit_cast<double>(next());
    if (!(part >= 0 && part <= 1.001)) fail();
    return part;
  }
  std::size_t left() const { return words_.size() - next_; }
  // Throws SchedulerError where words are left.
  void end() const {
    if (left() != 0) fail();
  }
  [[noreturn]] void fail() const {
    throw SchedulerError(std::string(strategy_) +
                         ": what was saved of the search is damaged, at word " +
                         std::to_string(next_));
  }

 private:
  std::span<const std::uint64_t> words_;
  std::string_view strategy_;
  std::size_t next_ = 0;
};

}  // namespace heddle
