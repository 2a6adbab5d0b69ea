#include "sim/explore/hash_counts.hpp"

#include <algorithm>
#include <utility>

namespace heddle {
namespace {

constexpr unsigned least_bits = 6;
constexpr unsigned bits_of_hash = 64;
// Runs of neighbours are short, as hashes are spread evenly; the last one ends within these.
constexpr std::size_t places_behind = 64;

HashCountList merged(const HashCountList& one, const HashCountList& other) {
  HashCountList both;
  both.reserve(one.size() + other.size());
  auto left = one.begin();
  auto right = other.begin();
  while (left != one.end() && right != other.end()) {
    if (left->hash != right->hash) {
      both.push_back(left->hash < right->hash ? *left++ : *right++);
      continue;
    }
    both.push_back(
        {left->hash, left->executions + right->executions, left->samples + right->samples});
    ++left;
    ++right;
  }
  both.insert(both.end(), left, one.end());
  both.insert(both.end(), right, other.end());
  return both;
}

}  // namespace

std::size_t HashCounts::place_of(std::uint64_t hash) const {
  std::size_t place = static_cast<std::size_t>(hash >> (bits_of_hash - bits_));
  while (place < entries_.size() && entries_[place].executions != 0 &&
         entries_[place].hash != hash) {
    ++place;
  }
  return place;
}

void HashCounts::add(std::uint64_t hash, std::uint64_t executions) {
  if (executions == 0) return;
  if (entries_.empty() || 2 * size_ >= (std::size_t{1} << bits_)) grow();
  std::size_t place = place_of(hash);
  while (place == entries_.size()) {
    grow();
    place = place_of(hash);
  }
  Entry& entry = entries_[place];
  if (entry.executions == 0) {
    entry.hash = hash;
    ++size_;
  }
  entry.executions += executions;
}

void HashCounts::grow() {
  HashCounts larger;
  larger.bits_ = std::max(bits_ + 1, least_bits);
  larger.entries_.resize((std::size_t{1} << larger.bits_) + places_behind);
  // In the order of the table, which is nearly that of the larger one: memory is gone through once.
  for (const Entry& entry : entries_) larger.add(entry.hash, entry.executions);
  *this = std::move(larger);
}

void HashCounts::clear() { *this = HashCounts(); }

HashCountList HashCounts::list() const {
  HashCountList sorted;
  sorted.reserve(size_);
  for (const Entry& entry : entries_) {
    if (entry.executions == 0) continue;
    // A few have come to lie behind others that are greater.
    auto place = sorted.end();
    while (place != sorted.begin() && std::prev(place)->hash > entry.hash) --place;
    sorted.insert(place, {.hash = entry.hash, .executions = entry.executions, .samples = 0});
  }
  return sorted;
}

HashCountList merged(std::vector<HashCountList> lists) {
  while (lists.size() > 1) {
    std::vector<HashCountList> pairs;
    for (std::size_t place = 0; place + 1 < lists.size(); place += 2) {
      pairs.push_back(merged(lists[place], lists[place + 1]));
      lists[place] = lists[place + 1] = {};
    }
    if (lists.size() % 2 == 1) pairs.push_back(std::move(lists.back()));
    lists = std::move(pairs);
  }
  return lists.empty() ? HashCountList{} : std::move(lists.front());
}

}  // namespace heddle
