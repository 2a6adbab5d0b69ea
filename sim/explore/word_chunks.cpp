#include "sim/explore/word_chunks.hpp"

#include <algorithm>

#include "sim/model/hash.hpp"

namespace heddle {
std::uint32_t WordChunks::add(std::span<const std::uint64_t> words) {
  sequences_.push_back({chunks_.size(), words.size()});
  for (std::size_t first = 0; first < words.size(); first += words_in_chunk) {
    chunks_.push_back(chunk(words.subspan(first, std::min(words_in_chunk, words.size() - first))));
  }
  return static_cast<std::uint32_t>(sequences_.size() - 1);
}

void WordChunks::get(std::uint32_t number, std::vector<std::uint64_t>& words) const {
  const Sequence& sequence = sequences_[number];
  words.resize(sequence.words);
  for (std::size_t first = 0; first < words.size(); first += words_in_chunk) {
    const std::size_t chunk = chunks_[sequence.first + first / words_in_chunk];
    std::copy_n(words_.data() + chunk * words_in_chunk,
                std::min(words_in_chunk, words.size() - first), words.data() + first);
  }
}

bool WordChunks::is(std::uint32_t number, std::span<const std::uint64_t> words) const {
  const Sequence& sequence = sequences_[number];
  if (sequence.words != words.size()) return false;
  for (std::size_t first = 0; first < words.size(); first += words_in_chunk) {
    const std::size_t chunk = chunks_[sequence.first + first / words_in_chunk];
    const auto part = words.subspan(first, std::min(words_in_chunk, words.size() - first));
    if (!std::equal(part.begin(), part.end(), words_.data() + chunk * words_in_chunk)) return false;
  }
  return true;
}

// The number of the chunk that begins with these words, and has zeros after them.
std::uint32_t WordChunks::chunk(std::span<const std::uint64_t> words) {
  std::uint64_t padded[words_in_chunk] = {};
  std::copy(words.begin(), words.end(), padded);
  const std::uint64_t hash = mix(words_in_chunk, padded);
  const auto known = numbers_.find(hash, [&](std::uint32_t number) {
    return std::equal(padded, padded + words_in_chunk, words_.data() + number * words_in_chunk);
  });
  if (known) return *known;
  const auto number = static_cast<std::uint32_t>(numbers_.size());
  words_.insert(words_.end(), padded, padded + words_in_chunk);
  numbers_.add(hash, number);
  return number;
}

}  // namespace heddle
