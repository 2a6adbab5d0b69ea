#include "sim/model/cell_range.hpp"

#include <doctest/doctest.h>

#include <random>
#include <set>

namespace heddle {
namespace {

constexpr std::uint32_t cells = 24;

std::vector<CellRange> random_ranges(std::mt19937& random) {
  std::vector<CellRange> ranges(random() % 5);
  for (CellRange& range : ranges) {
    range.first = ObjectId{static_cast<std::uint32_t>(random() % cells)};
    range.count = 1 + random() % (cells - index(range.first));
  }
  return ranges;
}

std::set<std::size_t> cells_of(std::span<const CellRange> ranges) {
  std::set<std::size_t> found;
  for_each_cell(ranges, [&](ObjectId cell) { found.insert(index(cell)); });
  return found;
}

TEST_CASE("ranges of cells are put in order, and taken out of each other, without losing a cell") {
  std::mt19937 random(1);
  for (int round = 0; round < 5000; ++round) {
    CAPTURE(round);
    const std::vector<CellRange> ranges = random_ranges(random);
    const std::vector<CellRange> ordered = in_order(ranges);
    CHECK(cells_of(ordered) == cells_of(ranges));
    for (std::size_t place = 1; place < ordered.size(); ++place) {
      CHECK(index(ordered[place - 1].first) + ordered[place - 1].count <
            index(ordered[place].first));
    }
    const std::vector<CellRange> others = in_order(random_ranges(random));
    std::set<std::size_t> expected = cells_of(ordered);
    for (const std::size_t cell : cells_of(others)) expected.erase(cell);
    const std::vector<CellRange> left = without(ordered, others);
    CHECK(cells_of(left) == expected);
    std::size_t count = 0;
    for (const CellRange& range : left) count += range.count;
    CHECK(count == expected.size());
    for (std::uint32_t cell = 0; cell < cells; ++cell) {
      CHECK(has(left, ObjectId{cell}) == expected.contains(cell));
    }
  }
}

}  // namespace
}  // namespace heddle
