#pragma once
// The hash by which programs and schedules are told apart in names that people copy. FNV-1a: G.
// Fowler, L. C. Noll, K.-P. Vo, "The FNV non-cryptographic hash algorithm" (IETF draft).

#include <cstdint>
#include <string_view>

namespace heddle {

constexpr std::uint32_t text_hash_of_nothing = 2166136261U;

// The hash of a text that goes on with `text`.
constexpr std::uint32_t text_hash(std::string_view text,
                                  std::uint32_t before = text_hash_of_nothing) {
  for (const char c : text) before = (before ^ static_cast<unsigned char>(c)) * 16777619U;
  return before;
}

}  // namespace heddle
