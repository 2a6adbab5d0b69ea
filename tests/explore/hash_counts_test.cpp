#include "sim/explore/hash_counts.hpp"

#include <doctest/doctest.h>

#include <map>
#include <vector>

#include "scheduler/generator.hpp"

namespace heddle {
namespace {

using Counts = std::map<std::uint64_t, std::uint64_t>;

HashCountList list_of(const Counts& counts) {
  HashCountList list;
  for (const auto& [hash, executions] : counts) list.push_back({hash, executions, 0});
  return list;
}

// Counts hashes of which `upper_bits` bits differ.
void check_counts(unsigned upper_bits, std::size_t hashes) {
  CAPTURE(upper_bits);
  Generator random(upper_bits);
  Counts expected;
  HashCounts counts;
  for (std::size_t number = 0; number < hashes; ++number) {
    const std::uint64_t hash = ~(random.below(std::uint64_t{1} << upper_bits));
    const std::uint64_t times = 1 + random.below(3);
    for (std::uint64_t time = 0; time < times; ++time) counts.count(hash);
    expected[hash] += times;
  }
  CHECK(counts.size() == expected.size());
  CHECK(counts.list() == list_of(expected));
}

}  // namespace

TEST_CASE("hashes are counted, and listed in their order, however they are spread") {
  for (const unsigned upper_bits : {63U, 40U, 14U, 5U, 1U}) check_counts(upper_bits, 20'000);
  CHECK(HashCounts().list().empty());
}

TEST_CASE("counts that are taken up again go on from there") {
  HashCounts counts;
  counts.add(5, 7);
  counts.add(UINT64_MAX, 2);
  counts.count(5);
  counts.add(9, 0);  // nothing
  CHECK(counts.list() == HashCountList{{5, 8, 0}, {UINT64_MAX, 2, 0}});
  counts.clear();
  CHECK(counts.size() == 0);
  CHECK(counts.list().empty());
}

TEST_CASE("lists of counts are merged into one, whatever number of them there is") {
  for (std::size_t count = 0; count < 10; ++count) {
    CAPTURE(count);
    Generator random(count);
    std::vector<HashCountList> lists;
    Counts expected;
    for (std::size_t number = 0; number < count; ++number) {
      Counts counts;
      for (int time = 0; time < 100; ++time) ++counts[random.below(200)];
      for (const auto& [hash, executions] : counts) expected[hash] += executions;
      lists.push_back(list_of(counts));
    }
    CHECK(merged(std::move(lists)) == list_of(expected));
  }
}

TEST_CASE("samples are added up as executions are") {
  CHECK(merged({{{1, 2, 1}, {3, 4, 0}}, {{3, 5, 5}}}) == HashCountList{{1, 2, 1}, {3, 9, 5}});
}

}  // namespace heddle
