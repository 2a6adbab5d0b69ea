#include "sim/model/cell_range.hpp"

#include <algorithm>

namespace heddle {
namespace {

std::size_t end_of(const CellRange& range) { return index(range.first) + range.count; }

CellRange between(std::size_t first, std::size_t end) {
  return {ObjectId{static_cast<std::uint32_t>(first)}, end - first};
}

}  // namespace

std::vector<CellRange> in_order(std::vector<CellRange> ranges) {
  std::sort(ranges.begin(), ranges.end(), [](const CellRange& one, const CellRange& other) {
    return index(one.first) < index(other.first);
  });
  std::vector<CellRange> apart;
  for (const CellRange& range : ranges) {
    if (apart.empty() || end_of(apart.back()) < index(range.first)) {
      apart.push_back(range);
    } else {
      CellRange& last = apart.back();
      last = between(index(last.first), std::max(end_of(last), end_of(range)));
    }
  }
  return apart;
}

std::vector<CellRange> without(std::span<const CellRange> ranges,
                               std::span<const CellRange> others) {
  std::vector<CellRange> left;
  std::size_t next = 0;  // of the others
  for (const CellRange& range : ranges) {
    std::size_t begin = index(range.first);
    while (next < others.size() && end_of(others[next]) <= begin) ++next;
    for (std::size_t place = next; place < others.size(); ++place) {
      if (index(others[place].first) >= end_of(range)) break;
      if (index(others[place].first) > begin) {
        left.push_back(between(begin, index(others[place].first)));
      }
      begin = std::max(begin, end_of(others[place]));
    }
    if (begin < end_of(range)) left.push_back(between(begin, end_of(range)));
  }
  return left;
}

}  // namespace heddle
