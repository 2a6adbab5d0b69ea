#include "sim/model/outcome.hpp"

#include "sim/model/hash.hpp"

namespace heddle {

std::uint64_t hash_of(Status status, std::span<const TextId> output,
                      std::span<const Value> values) {
  std::uint64_t hash = mix(output.size() + 1, static_cast<std::uint64_t>(status));
  for (const TextId line : output) hash = mix(hash, index(line));
  for (const Value& value : values) {
    hash = mix(hash, static_cast<std::uint64_t>(value.bits) ^
                         (static_cast<std::uint64_t>(value.type) << 60U));
  }
  hash = (hash ^ (hash >> 33U)) * 0xff51afd7ed558ccdU;
  return hash ^ (hash >> 33U);
}

}  // namespace heddle
