#include "sim/explore/hash_counts.hpp"

#include <algorithm>
#include <utility>

namespace heddle {
namespace {

constexpr unsigned least_bits = 6;
constexpr unsigned bits_of_hash = 64;
// Where hashes are spread evenly, a run of places that are taken is much shorter.
constexpr std::size_t longest_run = 64;

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

void HashCounts::add(std::uint64_t hash, std::uint64_t executions) {
  if (executions == 0) return;
  if (2 * size_ >= entries_.size()) grow();
  const auto home = static_cast<std::size_t>(hash >> (bits_of_hash - bits_));
  const std::size_t end = std::min(home + longest_run, entries_.size());
  for (std::size_t place = home; place < end; ++place) {
    Entry& entry = entries_[place];
    if (entry.executions != 0 && entry.hash != hash) continue;
    if (entry.executions == 0) ++size_;
    entry.hash = hash;
    entry.executions += executions;
    return;
  }
  const auto [entry, is_new] = apart_.try_emplace(hash, 0);
  if (is_new) ++size_;
  entry->second += executions;
}

void HashCounts::grow() {
  HashCounts larger;
  larger.bits_ = std::max(bits_ + 1, least_bits);
  larger.entries_.resize(std::size_t{1} << larger.bits_);
  // In the order of the table, which is nearly that of the larger one: memory is gone through once.
  for (const Entry& entry : entries_) larger.add(entry.hash, entry.executions);
  for (const auto& [hash, executions] : apart_) larger.add(hash, executions);
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
  HashCountList apart;
  for (const auto& [hash, executions] : apart_) apart.push_back({hash, executions, 0});
  return apart.empty() ? sorted : merged(sorted, apart);
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
