#include "sim/states/state_components.hpp"

#include <algorithm>

namespace heddle {
namespace {

std::uint64_t hash_of(std::span<const std::uint64_t> words) {
  std::uint64_t hash = words.size();
  for (const std::uint64_t word : words) {
    hash = (hash ^ word) * 0x9E3779B97F4A7C15U;
    hash ^= hash >> 32;
  }
  return hash;
}

}  // namespace

bool StateComponents::is(std::size_t part, std::uint32_t number,
                         std::span<const std::uint64_t> words) const {
  if (part == chunked_ && parts_[part].sequences[number] != whole) {
    return chunks_.is(parts_[part].sequences[number], words);
  }
  return std::ranges::equal(this->words(part, number), words);
}

std::uint32_t StateComponents::intern(std::size_t part, std::span<const std::uint64_t> words) {
  Part& found = parts_[part];
  if (2 * (found.hashes.size() + 1) > found.buckets.size()) grow(found);
  const std::uint64_t hash = hash_of(words);
  const std::size_t mask = found.buckets.size() - 1;
  std::size_t bucket = static_cast<std::size_t>(hash) & mask;
  while (found.buckets[bucket] != 0) {
    const std::uint32_t number = found.buckets[bucket] - 1;
    if (found.hashes[number] == hash && is(part, number, words)) return number;
    bucket = (bucket + 1) & mask;
  }
  const auto number = static_cast<std::uint32_t>(found.hashes.size());
  found.hashes.push_back(hash);
  const bool is_whole = part != chunked_ || words.size() <= longest_whole;
  if (is_whole) found.words.insert(found.words.end(), words.begin(), words.end());
  if (part == chunked_) found.sequences.push_back(is_whole ? whole : chunks_.add(words));
  found.ends.push_back(found.words.size());
  found.buckets[bucket] = number + 1;
  bytes_ += (is_whole ? 8 * words.size() : 4) + 16;
  return number;
}

std::vector<std::uint32_t> StateComponents::counts() const {
  std::vector<std::uint32_t> counts;
  for (const Part& part : parts_) counts.push_back(static_cast<std::uint32_t>(part.hashes.size()));
  return counts;
}

void StateComponents::save(WordSink& sink) const {
  sink.put(parts_.size());
  for (std::size_t part = 0; part < parts_.size(); ++part) {
    sink.put(count(part));
    for (std::uint32_t number = 0; number < count(part); ++number) {
      const auto words = this->words(part, number);
      sink.put(words.size());
      sink.put(words);
    }
  }
}

void StateComponents::restore(WordSource& source, std::size_t most_parts) {
  const std::size_t parts = source.take_count();
  if (parts < parts_.size() || parts > most_parts) throw BadWords();
  resize(parts);
  std::vector<std::uint64_t> words;
  for (std::size_t part = 0; part < parts_.size(); ++part) {
    const std::size_t count = source.take_count();
    for (std::uint32_t number = 0; number < count; ++number) {
      words.resize(source.take_count());
      source.take(words);
      if (intern(part, words) != number) throw BadWords();
    }
    if (this->count(part) != count) throw BadWords();
  }
}

void StateComponents::grow(Part& part) {
  const std::size_t size = std::max<std::size_t>(8, 2 * part.buckets.size());
  bytes_ += 4 * (size - part.buckets.size());
  part.buckets.assign(size, 0);
  for (std::size_t number = 0; number < part.hashes.size(); ++number) {
    std::size_t bucket = static_cast<std::size_t>(part.hashes[number]) & (size - 1);
    while (part.buckets[bucket] != 0) bucket = (bucket + 1) & (size - 1);
    part.buckets[bucket] = static_cast<std::uint32_t>(number + 1);
  }
}

}  // namespace heddle
