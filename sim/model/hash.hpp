#pragma once
// One way to mix words into a hash: of outcomes, findings, actions, states. Hashes are the same on
// every machine, and nothing that is shown depends on them.

#include <cstdint>
#include <span>

namespace heddle {

// Multiplication carries each bit upwards, and the shift brings the upper ones down again.
constexpr std::uint64_t mix(std::uint64_t hash, std::uint64_t word) {
  hash = (hash ^ word) * 0x9e3779b97f4a7c15U;
  return hash ^ (hash >> 32);
}

constexpr std::uint64_t mix(std::uint64_t hash, std::span<const std::uint64_t> words) {
  for (const std::uint64_t word : words) hash = mix(hash, word);
  return hash;
}

}  // namespace heddle
