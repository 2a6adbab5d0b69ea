#pragma once
// The source of every random choice: a small generator whose raw output is the same on every
// machine and compiler. The distributions of the standard library are not. It must not know what
// its numbers decide.
//
// SplitMix64: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators" (OOPSLA 2014).
// Its state is one word, so seeding one for each execution costs nothing. Neighbouring seeds give
// unrelated sequences.

#include <cstdint>

namespace heddle {

class Generator {
 public:
  explicit constexpr Generator(std::uint64_t seed) : state_(seed) {}

  constexpr std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15u;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    return mixed ^ (mixed >> 31);
  }

  // A number in [0, bound); `bound` is not 0. By multiplication, without a division: Lemire, "Fast
  // Random Integer Generation in an Interval" (2019), without the rejection: the bias is below
  // bound / 2^64.
  constexpr std::uint64_t below(std::uint64_t bound) {
    return static_cast<std::uint64_t>((static_cast<Wide>(next()) * bound) >> 64);
  }

 private:
  __extension__ using Wide = unsigned __int128;

  std::uint64_t state_;
};

}  // namespace heddle
