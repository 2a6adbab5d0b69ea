#pragma once
// Vector clocks in one flat array: a row for each clock, a lane for each thread. A row is a whole
// number of blocks wide. So joining two rows is a loop without a remainder, and compilers turn it
// into vector instructions. Must not know what the rows stand for.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

namespace heddle {

// A point in a thread's own time. Signed, because the plainest vector instructions compare signed
// numbers.
using Clock = std::int32_t;

inline constexpr std::size_t lanes_in_block = 8;

// Invariant: width_ is a multiple of lanes_in_block, and lanes_.size() == rows_ * width_.
template <typename Lane>
class LaneTable {
 public:
  // Valid until rows are added or the table is widened.
  Lane* row(std::size_t number) { return lanes_.data() + number * width_; }
  const Lane* row(std::size_t number) const { return lanes_.data() + number * width_; }
  std::size_t rows() const { return rows_; }
  std::size_t width() const { return width_; }

  // New rows are zero.
  void add_rows(std::size_t count) {
    rows_ += count;
    lanes_.resize(rows_ * width_);
  }

  // Makes every row wider; new lanes are zero.
  void widen(std::size_t width) {
    std::vector<Lane> wide(rows_ * width);
    for (std::size_t i = 0; i < rows_; ++i) {
      std::copy_n(row(i), width_, wide.data() + i * width);
    }
    lanes_ = std::move(wide);
    width_ = width;
  }

  void fill_with_zero() { std::fill(lanes_.begin(), lanes_.end(), Lane{0}); }

 private:
  std::vector<Lane> lanes_;
  std::size_t rows_ = 0;
  std::size_t width_ = lanes_in_block;
};

// For all lanes: into = max(into, from). The rows must not overlap.
inline void join(Clock* __restrict into, const Clock* __restrict from, std::size_t width) {
  for (; width > 0; width -= lanes_in_block) {
    for (std::size_t i = 0; i < lanes_in_block; ++i) {
      into[i] = into[i] < from[i] ? from[i] : into[i];
    }
    into += lanes_in_block;
    from += lanes_in_block;
  }
}

// For all lanes: into = from. The rows must not overlap. Block by block, because a copy of a known
// size is two moves and one of unknown size a call.
inline void assign(Clock* into, const Clock* from, std::size_t width) {
  for (std::size_t i = 0; i < width; i += lanes_in_block) {
    std::memcpy(into + i, from + i, lanes_in_block * sizeof(Clock));
  }
}

inline void assign(Clock* into, Clock value, std::size_t width) {
  for (std::size_t i = 0; i < width; i += lanes_in_block) {
    for (std::size_t j = i; j < i + lanes_in_block; ++j) into[j] = value;
  }
}

// Whether some lane of `left` is greater than that of `right`.
inline bool exceeds(const Clock* left, const Clock* right, std::size_t width) {
  Clock greater = 0;
  for (std::size_t i = 0; i < width; ++i) greater |= left[i] > right[i] ? 1 : 0;
  return greater != 0;
}

}  // namespace heddle
