#pragma once
// The set of states that a search has met. A state is a vector of small numbers, one for each of
// its parts; they are packed side by side, each into as many bits as the numbers met so far need,
// and found again by a hash, then compared in full: no two states are ever taken for one. States
// are numbered in the order in which they come. It must not know what the numbers mean.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/explore/large_array.hpp"

namespace heddle {

class StateTable {
 public:
  // `memory_limit`: bytes that the table may take.
  explicit StateTable(std::size_t memory_limit) : memory_limit_(memory_limit) {}

  // Words of a packed state.
  std::size_t words() const { return words_; }
  // Makes room for every number of `state`, of which there may be more than before (0 stands for
  // those that were not there). True: packed states look different now. nullopt: no memory is left.
  std::optional<bool> fit(std::span<const std::uint32_t> state) {
    bool fits = state.size() == fields_.size();
    for (std::size_t part = 0; fits && part < state.size(); ++part) {
      fits = state[part] <= fields_[part].largest;
    }
    if (fits) return false;
    return widen(state);
  }
  bool fits(std::size_t part, std::uint32_t number) const {
    return part < fields_.size() && number <= fields_[part].largest;
  }
  void pack(std::span<const std::uint32_t> state, std::uint64_t* packed) const;
  // Changes one number of a packed state.
  void change(std::uint64_t* packed, std::size_t part, std::uint32_t number) const {
    const Field& field = fields_[part];
    std::uint64_t& word = packed[field.word];
    word = (word & ~(std::uint64_t{field.largest} << field.shift)) |
           (std::uint64_t{number} << field.shift);
  }
  void unpack(std::uint32_t number, std::span<std::uint32_t> state) const;

  std::uint32_t hash_of(const std::uint64_t* packed) const {
    std::uint64_t hash = 0;
    for (std::size_t word = 0; word < words_; ++word) {
      hash = (hash ^ packed[word]) * 0x9E3779B97F4A7C15U;
      hash ^= hash >> 29;
    }
    hash *= 0xBF58476D1CE4E5B9U;
    return static_cast<std::uint32_t>(hash >> 32);
  }

  enum class Found : std::uint8_t { known, added, full };
  struct Place {
    Found found = Found::full;
    std::uint32_t number = 0;
  };
  // Looks for a packed state, and adds it where it is new; unless no memory is left.
  Place add(const std::uint64_t* packed) { return add(packed, hash_of(packed)); }
  Place add(const std::uint64_t* packed, std::uint32_t hash) {
    if (4 * (count_ + 1) > 3 * buckets_.size() && !grow()) return {};
    std::size_t bucket = hash & mask_;
    while (buckets_[bucket].number != 0) {
      if (buckets_[bucket].hash == hash && equal(buckets_[bucket].number - 1, packed)) {
        return {Found::known, buckets_[bucket].number - 1};
      }
      bucket = (bucket + 1) & mask_;
    }
    if (!append(packed)) return {};
    buckets_[bucket] = {static_cast<std::uint32_t>(count_), hash};
    return {Found::added, static_cast<std::uint32_t>(count_ - 1)};
  }
  // The number of a packed state; nullopt where it was never added.
  std::optional<std::uint32_t> find(const std::uint64_t* packed) const;
  // The memory that add() will look at is far away: these have it fetched meanwhile, for several
  // states at the same time. First where a state of this hash would be found; then the state.
  void fetch_bucket(std::uint32_t hash) const {
    if (!buckets_.empty()) __builtin_prefetch(&buckets_[hash & mask_]);
  }
  void fetch_state(std::uint32_t hash) const {
    if (buckets_.empty()) return;
    const Bucket& bucket = buckets_[hash & mask_];
    if (bucket.hash == hash && bucket.number != 0) {
      __builtin_prefetch(packed_state(bucket.number - 1));
    }
  }
  // Raised whenever packed states look different from before.
  std::uint32_t layout() const { return layout_; }

  std::size_t count() const { return count_; }
  // Memory in use: what is reserved for states to come was never touched.
  std::size_t bytes() const { return count_ * words_ * 8 + buckets_.size() * sizeof(Bucket); }
  void set_memory_limit(std::size_t bytes) { memory_limit_ = bytes; }

 private:
  struct Field {
    std::uint32_t word = 0;
    std::uint32_t shift = 0;
    std::uint32_t largest = 0;  // number that fits: as many ones as it has bits
  };
  struct Bucket {
    std::uint32_t number = 0;  // 0: empty; else the state's, plus one
    std::uint32_t hash = 0;
  };

  static constexpr std::size_t states_in_chunk = 1U << 17U;

  const std::uint64_t* packed_state(std::size_t number) const {
    return &chunks_[number / states_in_chunk][number % states_in_chunk * words_];
  }
  bool equal(std::size_t number, const std::uint64_t* packed) const {
    const std::uint64_t* const stored = packed_state(number);
    for (std::size_t word = 0; word < words_; ++word) {
      if (stored[word] != packed[word]) return false;
    }
    return true;
  }
  std::optional<bool> widen(std::span<const std::uint32_t> state);
  bool append(const std::uint64_t* packed);
  bool grow();
  bool rebuild_buckets(std::size_t size);

  std::size_t memory_limit_;
  std::vector<Field> fields_;
  std::size_t words_ = 0;
  std::size_t count_ = 0;
  std::vector<LargeArray<std::uint64_t>> chunks_;
  LargeArray<Bucket> buckets_;  // open addressing, linear probing
  std::size_t mask_ = 0;
  std::uint32_t layout_ = 0;
};

}  // namespace heddle
