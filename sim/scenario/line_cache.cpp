#include "sim/scenario/line_cache.hpp"

#include <algorithm>
#include <string>

#include "sim/model/printable_text.hpp"
#include "sim/scenario/code.hpp"
#include "sim/scenario/fault_messages.hpp"

namespace heddle::scenario {
namespace {

constexpr std::size_t first_places = 16;
constexpr std::size_t most_places = 4096;
// The values of all places together: a line may have a million values.
constexpr std::size_t most_values = std::size_t{1} << 20U;
// A line that names long texts often could be longer than any memory.
constexpr std::size_t longest_line = 1'000'000;

std::uint64_t hash_of(const Value* values, std::size_t count) {
  // The multiplier is 2^64 divided by the golden ratio; the upper bits of the product are well
  // mixed.
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < count; ++i) {
    hash = (hash ^ static_cast<std::uint64_t>(values[i].bits) ^
            (static_cast<std::uint64_t>(values[i].type) << 56)) *
           0x9E3779B97F4A7C15u;
  }
  return hash ^ (hash >> 32);
}

}  // namespace

LineCache::Printed LineCache::text(const Scenario& scenario, const Line& line,
                                   const Value* values) {
  if (texts_.empty()) {
    const std::size_t places = first_places * line.values <= most_values ? first_places : 1;
    texts_.resize(places);
    filled_.resize(places);
    keys_.resize(places * line.values);
  }
  const std::size_t place = hash_of(values, line.values) & (texts_.size() - 1);
  if (filled_[place] && std::equal(values, values + line.values, &keys_[place * line.values])) {
    return texts_[place];
  }
  return build(scenario, line, values, place);
}

LineCache::Printed LineCache::build(const Scenario& scenario, const Line& line, const Value* values,
                                    std::size_t place) {
  std::string text;
  const Value* next = values;
  for (const std::optional<std::string>& piece : line.pieces) {
    text += piece ? *piece : printed_text(scenario, *next++);
    if (text.size() > longest_line) {
      text = shortened(text, longest_line);
      break;
    }
  }
  const Printed printed{scenario.texts->intern(text), static_cast<std::uint32_t>(text.size())};
  const std::size_t places = texts_.size() * 4;
  if (filled_[place] && places <= most_places && places * line.values <= most_values) {
    texts_.resize(places);
    filled_.assign(places, false);
    keys_.resize(places * line.values);
    place = hash_of(values, line.values) & (places - 1);
  }
  texts_[place] = printed;
  filled_[place] = true;
  std::copy(values, values + line.values, &keys_[place * line.values]);
  return printed;
}

}  // namespace heddle::scenario
