#include "sim/model/outcome.hpp"

#include <algorithm>
#include <string_view>

#include "sim/model/hash.hpp"

namespace heddle {
namespace {

// `of_text` tells what stands for a text.
template <typename OfText>
std::uint64_t mixed(Status status, std::span<const TextId> output, std::span<const Value> values,
                    const OfText& of_text) {
  std::uint64_t hash = mix(output.size() + 1, static_cast<std::uint64_t>(status));
  for (const TextId line : output) hash = mix(hash, of_text(line));
  for (const Value& value : values) {
    const std::uint64_t bits = value.type == ValueType::text
                                   ? of_text(value.text())
                                   : static_cast<std::uint64_t>(value.bits);
    hash = mix(hash, bits ^ (static_cast<std::uint64_t>(value.type) << 60U));
  }
  hash = (hash ^ (hash >> 33U)) * 0xff51afd7ed558ccdU;
  return hash ^ (hash >> 33U);
}

}  // namespace

void TextHashes::add(TextId text) {
  const std::size_t place = index(text);
  if (place >= hashes_.size()) hashes_.resize(std::max(place + 1, 2 * hashes_.size()));
  const std::string_view bytes = texts_[text];
  std::uint64_t hash = mix(0, bytes.size());
  for (const char byte : bytes) hash = mix(hash, static_cast<unsigned char>(byte));
  hashes_[place] = hash | 1U;  // never 0
}

std::uint64_t hash_of(Status status, std::span<const TextId> output, std::span<const Value> values,
                      TextHashes& texts) {
  return mixed(status, output, values, [&texts](TextId text) { return texts[text]; });
}

std::uint64_t hash_of_ids(Status status, std::span<const TextId> output,
                          std::span<const Value> values) {
  return mixed(status, output, values, [](TextId text) { return std::uint64_t{index(text)}; });
}

}  // namespace heddle
