#pragma once
// The generator's own source of random numbers: the distributions of the standard library give
// different numbers with different libraries. SplitMix64, after Steele, Lea and Flood, "Fast
// Splittable Pseudorandom Number Generators" (2014).

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace heddle::differential {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  // In [0, bound). The bias of the remainder does not matter here.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }

  bool chance(std::size_t percent) { return below(100) < percent; }

  template <typename Element>
  Element one_of(std::initializer_list<Element> elements) {
    return *(elements.begin() + below(elements.size()));
  }

  template <typename Element>
  const Element& one_of(const std::vector<Element>& elements) {
    return elements[below(elements.size())];
  }

 private:
  std::uint64_t next() {
    std::uint64_t mixed = (state_ += 0x9e3779b97f4a7c15U);
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
    return mixed ^ (mixed >> 31U);
  }

  std::uint64_t state_;
};

}  // namespace heddle::differential
