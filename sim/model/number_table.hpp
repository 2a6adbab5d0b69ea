#pragma once
// Finds things again that are kept elsewhere under numbers. The table has only a hash and a number
// for each thing. The caller says whether the thing with a number is the one that is looked for.
// Open addressing with linear probing; nothing is ever taken out.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace heddle {

class NumberTable {
 public:
  // The number of the thing for which is_same(number) holds, among those of the hash.
  template <typename IsSame>
  std::optional<std::uint32_t> find(std::uint64_t hash, const IsSame& is_same) const {
    if (buckets_.empty()) return std::nullopt;
    for (std::size_t place = home(hash); buckets_[place].next != 0; place = after(place)) {
      const std::uint32_t number = buckets_[place].next - 1;
      if (buckets_[place].hash == short_hash(hash) && is_same(number)) return number;
    }
    return std::nullopt;
  }

  // Requires that find() does not find the thing.
  void add(std::uint64_t hash, std::uint32_t number) {
    if (2 * (size_ + 1) > buckets_.size()) grow();
    ++size_;
    put({short_hash(hash), number + 1});
  }

  std::size_t size() const { return size_; }
  // Memory taken.
  std::size_t bytes() const { return buckets_.capacity() * sizeof(Bucket); }

 private:
  struct Bucket {
    std::uint32_t hash = 0;
    std::uint32_t next = 0;  // the number, plus 1; 0: empty
  };

  static constexpr std::size_t fewest_buckets = 8;  // a power of two

  static std::uint32_t short_hash(std::uint64_t hash) { return static_cast<std::uint32_t>(hash); }
  std::size_t home(std::uint64_t hash) const { return short_hash(hash) & (buckets_.size() - 1); }
  std::size_t after(std::size_t place) const { return (place + 1) & (buckets_.size() - 1); }

  void put(const Bucket& bucket) {
    std::size_t place = home(bucket.hash);
    while (buckets_[place].next != 0) place = after(place);
    buckets_[place] = bucket;
  }
  void grow() {
    const std::size_t size = buckets_.empty() ? fewest_buckets : 2 * buckets_.size();
    const std::vector<Bucket> before = std::exchange(buckets_, std::vector<Bucket>(size));
    for (const Bucket& bucket : before) {
      if (bucket.next != 0) put(bucket);
    }
  }

  std::vector<Bucket> buckets_;  // none, or a power of two, at most half of them used
  std::size_t size_ = 0;
};

}  // namespace heddle
