#include "sim/states/state_components.hpp"

#include <algorithm>

#include "sim/model/hash.hpp"

namespace heddle {
bool StateComponents::is(std::size_t part, std::uint32_t number,
                         std::span<const std::uint64_t> words) const {
  if (part == chunked_ && parts_[part].sequences[number] != whole) {
    return chunks_.is(parts_[part].sequences[number], words);
  }
  return std::ranges::equal(this->words(part, number), words);
}

std::uint32_t StateComponents::intern(std::size_t part, std::span<const std::uint64_t> words) {
  Part& found = parts_[part];
  const std::uint64_t hash = mix(words.size(), words);
  const auto known =
      found.numbers.find(hash, [&](std::uint32_t number) { return is(part, number, words); });
  if (known) return *known;
  const auto number = static_cast<std::uint32_t>(found.numbers.size());
  const bool is_whole = part != chunked_ || words.size() <= longest_whole;
  if (is_whole) found.words.insert(found.words.end(), words.begin(), words.end());
  if (part == chunked_) found.sequences.push_back(is_whole ? whole : chunks_.add(words));
  found.ends.push_back(found.words.size());
  bytes_ -= found.numbers.bytes();
  found.numbers.add(hash, number);
  bytes_ += found.numbers.bytes() + (is_whole ? 8 * words.size() : 4) + 8;
  return number;
}

std::vector<std::uint32_t> StateComponents::counts() const {
  std::vector<std::uint32_t> counts;
  for (const Part& part : parts_) counts.push_back(static_cast<std::uint32_t>(part.numbers.size()));
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

}  // namespace heddle
