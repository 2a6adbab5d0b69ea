#pragma once
// The set of states that a search has met. A state is a vector of small numbers, one for each of
// its parts, packed. It is found again by a hash, and then compared in full: no two states are ever
// taken for one. With each state goes its origin: the step by which it was first reached. The table
// must not know what the numbers mean.
//
// States come in batches. They are numbered in the order of the batches and of the states in them,
// however many OS threads do the work. Between two batches any number of threads may look states
// up. Putting in is divided by hash: the buckets fall into regions, and one thread fills each
// region, in the order of the batches. So nothing is locked, and the first of equal states is
// always the same.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/explore/word_stream.hpp"
#include "sim/model/assertion.hpp"
#include "sim/model/hash.hpp"
#include "sim/states/large_array.hpp"
#include "sim/states/state_layout.hpp"

namespace heddle {

// How a state was first reached.
struct StateOrigin {
  std::uint32_t from = 0;  // number of the state before
  std::uint32_t by = 0;    // number of the choice
};

// States that were not found in the table, in an order; some may be equal.
class StateBatch {
 public:
  void clear(std::uint32_t layout) {
    packed_.clear();
    hashes_.clear();
    origins_.clear();
    layout_ = layout;
  }
  void add(const std::uint64_t* packed, std::size_t words, std::uint32_t hash, StateOrigin origin) {
    // A word or two: faster than to insert a range.
    for (std::size_t word = 0; word < words; ++word) packed_.push_back(packed[word]);
    hashes_.push_back(hash);
    origins_.push_back(origin);
  }
  // Puts them in the order of the states from which they were reached.
  void sort_by_origin();
  std::size_t size() const { return hashes_.size(); }
  // Memory taken, roughly.
  std::size_t bytes() const {
    return 8 * packed_.size() + (sizeof(StateOrigin) + sizeof(std::size_t) + 4) * hashes_.size();
  }

 private:
  friend class StateTable;

  std::vector<std::uint64_t> packed_;
  std::vector<std::uint32_t> hashes_;
  std::vector<StateOrigin> origins_;
  std::uint32_t layout_ = 0;
  std::vector<std::size_t> buckets_;  // by place: the bucket that it was put in, or no_bucket
  std::vector<std::uint32_t> added_;  // by thread: how many it has put in
  std::size_t first_place_ = 0;       // of the places of all batches
  std::size_t first_number_ = 0;      // of its states that are new
};

class StateTable {
 public:
  static constexpr std::uint32_t none = UINT32_MAX;

  // `memory_limit`: bytes that the table may take.
  explicit StateTable(std::size_t memory_limit) : memory_limit_(memory_limit) {}

  const StateLayout& layout() const { return layouts_.back(); }
  // Raised whenever the layout of packed states changes.
  std::uint32_t layout_number() const { return static_cast<std::uint32_t>(layouts_.size()); }
  // Makes room for every number of `state`. It may have more parts than states had before; in older
  // states the new parts are 0. False: no memory is left.
  bool fit(std::span<const std::uint32_t> state) { return layout().fits(state) || widen(state); }
  const std::uint64_t* packed(std::size_t number) const {
    return &chunks_[number / states_in_chunk][number % states_in_chunk * layout().words()];
  }
  void unpack(std::uint32_t number, std::span<std::uint32_t> state) const {
    ensure(number < count_, "a state is asked for that is not in the table");
    layout().unpack(packed(number), state);
  }
  StateOrigin origin(std::size_t number) const {
    return origins_[number / states_in_chunk][number % states_in_chunk];
  }

  std::uint32_t hash_of(const std::uint64_t* packed) const {
    std::uint64_t hash = 0;
    for (std::size_t word = 0; word < layout().words(); ++word) {
      hash = mix(hash, packed[word]);
    }
    return static_cast<std::uint32_t>(mix(hash, 0) >> 32);
  }
  // The number of a packed state, or none.
  std::uint32_t find(const std::uint64_t* packed, std::uint32_t hash) const {
    for (std::size_t bucket = home(hash); buckets_[bucket].number != 0; bucket = after(bucket)) {
      if (buckets_[bucket].hash == hash && equal(buckets_[bucket].number - 1, packed)) {
        return buckets_[bucket].number - 1;
      }
    }
    return none;
  }
  // find() will look at memory that is far away. These two have it fetched meanwhile, for several
  // states at the same time: first the bucket where a state of this hash would be found, then the
  // state.
  void fetch_bucket(std::uint32_t hash) const { __builtin_prefetch(&buckets_[home(hash)]); }
  void fetch_state(std::uint32_t hash) const {
    const Bucket& bucket = buckets_[home(hash)];
    if (bucket.hash == hash && bucket.number != 0) __builtin_prefetch(packed(bucket.number - 1));
  }

  // Batches are put in in four steps. First, by one thread: makes room; `threads` is how many
  // threads will put in. False: no memory is left.
  bool make_room(std::span<StateBatch* const> batches, std::size_t threads);
  // Then, at the same time, each of the threads:
  void put_in(std::span<StateBatch* const> batches, std::size_t thread, std::size_t threads);
  // By one thread again: numbers what is new.
  void count(std::span<StateBatch* const> batches);
  // And, several at the same time, each batch:
  void store(const StateBatch& batch);

  std::size_t count() const { return count_; }
  // Ensures that each state from this number on is found again, under its own number: so it is in
  // the table once. Requires that nobody puts anything in meanwhile.
  void check(std::size_t first) const;
  // Memory in use. The memory that is reserved for further states does not count: it was never
  // touched.
  std::size_t bytes() const {
    return count_ * (layout().words() * 8 + sizeof(StateOrigin)) + buckets_.size() * sizeof(Bucket);
  }
  // Packs the states of the batch in the present layout.
  void bring_up_to_date(StateBatch& batch) const {
    if (batch.layout_ != layout_number()) pack_anew(batch);
  }
  void save(WordSink& sink) const;
  // Into a table that holds nothing yet. `counts` says how many numbers each part has, and
  // `choices` how many choices there are. Throws BadWords.
  void restore(WordSource& source, std::span<const std::uint32_t> counts, std::uint32_t choices);
  void set_memory_limit(std::size_t bytes) { memory_limit_ = bytes; }

 private:
  struct Bucket {
    std::uint32_t number = 0;  // 0: empty; else the state's, plus one
    std::uint32_t hash = 0;
  };

  static constexpr std::size_t states_in_chunk = 1U << 17U;

  // The bucket where a state of this hash is looked for first. Its upper bits are the region.
  std::size_t home(std::uint32_t hash) const { return hash >> home_shift_; }
  // The next bucket of the region.
  std::size_t after(std::size_t bucket) const {
    return (bucket & ~region_mask_) | ((bucket + 1) & region_mask_);
  }
  bool equal(std::size_t number, const std::uint64_t* other) const {
    const std::uint64_t* const stored = packed(number);
    for (std::size_t word = 0; word < layout().words(); ++word) {
      if (stored[word] != other[word]) return false;
    }
    return true;
  }
  void add_chunk() {
    // The first one is for small programs, which do not fill it.
    chunks_.emplace_back(states_in_chunk * layout().words(), !chunks_.empty());
    if (origins_.size() < chunks_.size()) {
      origins_.emplace_back(states_in_chunk, !origins_.empty());
    }
  }
  bool widen(std::span<const std::uint32_t> state);
  void pack_anew(StateBatch& batch) const;
  void make_buckets(std::size_t size);
  void refill(std::size_t first_region, std::size_t last_region);
  void put(Bucket bucket);

  std::size_t memory_limit_;
  std::vector<StateLayout> layouts_{{}};  // the last one is in use
  std::size_t count_ = 0;
  std::vector<LargeArray<std::uint64_t>> chunks_;
  std::vector<LargeArray<StateOrigin>> origins_;
  LargeArray<Bucket> buckets_;      // open addressing, linear probing within a region
  LargeArray<Bucket> old_buckets_;  // those before, until the regions are filled from them
  std::uint32_t home_shift_ = 0;
  std::uint32_t region_shift_ = 0;  // what is left of a hash is its region
  std::size_t regions_ = 0;
  std::size_t region_mask_ = 0;
};

}  // namespace heddle
