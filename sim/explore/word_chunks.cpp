#include "sim/explore/word_chunks.hpp"

#include <algorithm>

namespace heddle {
namespace {

std::uint64_t hash_of(std::span<const std::uint64_t> words) {
  std::uint64_t hash = 0;
  for (const std::uint64_t word : words) {
    hash = ((hash + 1) ^ word) * 0x9E3779B97F4A7C15U;
    hash ^= hash >> 32;
  }
  return hash;
}

}  // namespace

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
  const std::size_t count = words_.size() / words_in_chunk;
  if (2 * (count + 1) > buckets_.size()) grow();
  const std::size_t mask = buckets_.size() - 1;
  std::uint64_t padded[words_in_chunk] = {};
  std::copy(words.begin(), words.end(), padded);
  std::size_t bucket = static_cast<std::size_t>(hash_of(padded)) & mask;
  for (; buckets_[bucket] != 0; bucket = (bucket + 1) & mask) {
    const std::uint32_t number = buckets_[bucket] - 1;
    if (std::equal(padded, padded + words_in_chunk, words_.data() + number * words_in_chunk)) {
      return number;
    }
  }
  words_.insert(words_.end(), padded, padded + words_in_chunk);
  buckets_[bucket] = static_cast<std::uint32_t>(count + 1);
  return static_cast<std::uint32_t>(count);
}

void WordChunks::grow() {
  const std::size_t size = std::max<std::size_t>(64, 2 * buckets_.size());
  buckets_.assign(size, 0);
  for (std::size_t number = 0; number < words_.size() / words_in_chunk; ++number) {
    const std::span words(words_.data() + number * words_in_chunk, words_in_chunk);
    std::size_t bucket = static_cast<std::size_t>(hash_of(words)) & (size - 1);
    while (buckets_[bucket] != 0) bucket = (bucket + 1) & (size - 1);
    buckets_[bucket] = static_cast<std::uint32_t>(number + 1);
  }
}

}  // namespace heddle
