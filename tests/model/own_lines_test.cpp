// Memory that shares no cache line with other memory.

#include "sim/model/own_lines.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

namespace heddle {
namespace {

std::uintptr_t line_of(const void* place) {
  return reinterpret_cast<std::uintptr_t>(place) / own_lines;
}

}  // namespace

TEST_CASE("vectors on lines of their own share none, however small they are") {
  std::vector<VectorOnOwnLines<std::uint32_t>> vectors(20);
  for (std::uint32_t size = 1; size <= 40; ++size) {  // up to more than one line
    for (auto& vector : vectors) {
      vector.push_back(size);
      vector.shrink_to_fit();
    }
    for (const auto& one : vectors) {
      CHECK(reinterpret_cast<std::uintptr_t>(one.data()) % own_lines == 0);
      for (const auto& other : vectors) {
        if (&one == &other) continue;
        CHECK(line_of(&one.back()) != line_of(&other.front()));
      }
    }
    CHECK(vectors.front().front() == 1);
    CHECK(vectors.back().back() == size);
  }
}

}  // namespace heddle
