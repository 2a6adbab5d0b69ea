#pragma once
// Tells whether a finding was made before, ever or in the same round. A set of small keys that only
// grows: open addressing in one array, so that asking for a known key allocates nothing and costs a
// few nanoseconds. Must not know what a key stands for, nor what a round is.

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace heddle {

// Keys are `Words` numbers of 64 bits. At most `limit` of them are kept; from then on every other
// key counts as seen.
template <std::size_t Words>
class SeenSet {
 public:
  using Key = std::array<std::uint64_t, Words>;

  static constexpr std::size_t limit = std::size_t{1} << 20;

  // Adds the key. Returns whether it is new in this round; if all rounds are the same one, whether
  // it is new at all. Rounds are counted from 1.
  bool insert(const Key& key, std::uint64_t round = 1) {
    std::size_t position = place(key);
    if (slots_[position].round != 0) {
      return std::exchange(slots_[position].round, round) != round;
    }
    if (size_ == limit) return false;
    if (2 * (size_ + 1) > slots_.size()) {
      grow();
      position = place(key);
    }
    slots_[position] = {.key = key, .round = round};
    ++size_;
    return true;
  }

 private:
  struct Slot {
    Key key{};
    std::uint64_t round = 0;  // in which it was seen last; 0: the slot is free
  };

  // Where the key is, or the free slot where it would be.
  std::size_t place(const Key& key) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t position = static_cast<std::size_t>(hash(key)) & mask;
    while (slots_[position].round != 0 && !equal(slots_[position].key, key)) {
      position = (position + 1) & mask;
    }
    return position;
  }

  // Word by word: a key that was just put together is still in registers, and reading it back in
  // larger pieces stalls.
  static bool equal(const Key& left, const Key& right) {
    for (std::size_t i = 0; i < Words; ++i) {
      if (left[i] != right[i]) return false;
    }
    return true;
  }

  // A sum of products, which a processor computes side by side, with its high bits folded into the
  // low ones.
  static std::uint64_t hash(const Key& key) {
    std::uint64_t sum = 0;
    std::uint64_t factor = 0x9e3779b97f4a7c15u;
    for (const std::uint64_t word : key) {
      sum += (word ^ (word >> 32)) * factor;
      factor += 0xbf58476d1ce4e5b8u;  // even, so that every factor is odd
    }
    return sum ^ (sum >> 32);
  }

  void grow() {
    std::vector<Slot> old(2 * slots_.size());
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.round != 0) slots_[place(slot.key)] = slot;
    }
  }

  std::vector<Slot> slots_ = std::vector<Slot>(16);  // a power of two, at most half of them used
  std::size_t size_ = 0;
};

}  // namespace heddle
