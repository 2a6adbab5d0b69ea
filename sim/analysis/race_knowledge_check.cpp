// Whether words that come from a file can be knowledge of races.

#include <algorithm>

#include "sim/analysis/race_knowledge.hpp"

namespace heddle {
namespace {

// Takes words from the front. Once there are too few, every later answer is that the words are
// wrong.
class Words {
 public:
  explicit Words(std::span<const std::uint64_t> words) : left_(words) {}

  std::uint64_t take() {
    const auto word = take(1);
    return word.empty() ? 0 : word.front();
  }
  std::span<const std::uint64_t> take(std::uint64_t count) {
    if (count > left_.size()) {
      is_short_ = true;
      left_ = {};
      return {};
    }
    const auto taken = left_.first(static_cast<std::size_t>(count));
    left_ = left_.subspan(taken.size());
    return taken;
  }
  // Takes `count` things of `words` words each.
  std::span<const std::uint64_t> take(std::uint64_t count, std::size_t words) {
    return take(count > left_.size() ? UINT64_MAX : count * words);
  }
  bool is_short() const { return is_short_; }
  bool end() const { return !is_short_ && left_.empty(); }

 private:
  std::span<const std::uint64_t> left_;
  bool is_short_ = false;
};

bool are_less(std::span<const std::uint64_t> words, std::uint64_t limit) {
  return std::ranges::all_of(words, [limit](std::uint64_t word) { return word < limit; });
}

}  // namespace

// The layout is that of save().
bool RaceKnowledge::may_load(std::span<const std::uint64_t> saved, std::size_t most) const {
  Words words(saved);
  const std::uint64_t threads = words.take();
  if (threads == 0 || threads > most) return false;
  const std::size_t words_of_row = (cells_ * (1 + threads) + 63) / 64;
  if (!are_less(words.take(threads), 2)) return false;
  words.take(words_of_row);
  const std::uint64_t rows = object_rows_ + rows_of_thread * threads;
  std::uint64_t least = 0;
  for (std::uint64_t row = words.take(); row != UINT64_MAX; row = words.take()) {
    if (words.is_short() || row < least || row >= rows) return false;
    least = row + 1;
    words.take(words_of_row);
  }
  for (std::size_t barrier = 0; barrier < waiting_.size(); ++barrier) {
    if (!are_less(words.take(words.take()), threads)) return false;
  }
  for (std::size_t place = 0; place < channels_.size(); ++place) {
    const std::int64_t most_sends = std::max<std::int64_t>(channels_[place].capacity, 0);
    if (words.take() > static_cast<std::uint64_t>(most_sends)) return false;
    for (int queue = 0; queue < 2; ++queue) {
      const std::uint64_t count = words.take();
      if (!are_less(words.take(count), threads)) return false;
      words.take(count, words_of_row);
    }
  }
  return words.end();
}

bool RaceKnowledge::may_apply(std::span<const Event> events) const {
  std::size_t threads = threads_;
  for (const Event& event : events) {
    if (index(event.thread) >= threads) return false;
    if (event.kind == OperationKind::join && event.detail >= threads) return false;
    const bool spawns = event.kind == OperationKind::spawn && event.value.type == ValueType::thread;
    if (!spawns) continue;
    if (event.detail != threads) return false;
    ++threads;
  }
  return true;
}

}  // namespace heddle
