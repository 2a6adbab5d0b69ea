#pragma once
// How often outcomes were seen of which nothing is kept but a hash of 64 bits. There may be
// millions, and what is known of them is put together again and again: of several strategies, of
// parts of a search. So they lie in the order of their hashes, or nearly, and are neither sorted
// nor hashed anew for that. It must not know what was hashed.

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace heddle {

// An outcome that is counted only.
struct CountedOutcomeHash {
  std::uint64_t hash = 0;
  std::uint64_t executions = 0;
  std::uint64_t samples = 0;

  friend bool operator==(const CountedOutcomeHash&, const CountedOutcomeHash&) = default;
};

// A list of them: by hash, each hash once.
using HashCountList = std::vector<CountedOutcomeHash>;

// A table of the same, for counting. Its upper bits place a hash, and a place that is taken leads
// to the next one: so the table from its beginning to its end is nearly sorted. Hashes that are not
// spread evenly, as those of a file may be, find no place near their own; they are kept apart.
class HashCounts {
 public:
  // One more execution came to that hash. Takes constant time, and memory where it has to grow.
  void count(std::uint64_t hash) { add(hash, 1); }
  void add(std::uint64_t hash, std::uint64_t executions);
  std::size_t size() const { return size_; }
  void clear();
  // In time that is linear in their number.
  HashCountList list() const;

 private:
  struct Entry {
    std::uint64_t hash = 0;
    std::uint64_t executions = 0;  // 0: nothing is there
  };

  void grow();

  std::vector<Entry> entries_;                    // none, or a power of two, at most half full
  unsigned bits_ = 0;                             // of that power
  std::map<std::uint64_t, std::uint64_t> apart_;  // executions by hash
  std::size_t size_ = 0;                          // with those
};

// Lists as one list, in which what is known of a hash is added up. Every entry is moved once for
// each time that the number of lists doubles.
HashCountList merged(std::vector<HashCountList> lists);

}  // namespace heddle
