#include "sim/explore/word_chunks.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "scheduler/generator.hpp"
#include "sim/states/state_components.hpp"

namespace heddle {
namespace {

std::vector<std::uint64_t> random_words(Generator& random, std::size_t count) {
  std::vector<std::uint64_t> words(count);
  for (std::uint64_t& word : words) word = random.below(4) == 0 ? random.next() : 0;
  return words;
}

}  // namespace

TEST_CASE("sequences that are stored in chunks come back as they were") {
  Generator random(1);
  WordChunks chunks;
  std::vector<std::vector<std::uint64_t>> all;
  for (std::size_t number = 0; number < 300; ++number) {
    all.push_back(random_words(random, random.below(200)));
    CHECK(chunks.add(all.back()) == number);
  }
  std::vector<std::uint64_t> words;
  for (std::size_t number = 0; number < all.size(); ++number) {
    const auto place = static_cast<std::uint32_t>(number);
    chunks.get(place, words);
    CHECK(words == all[number]);
    CHECK(chunks.is(place, all[number]));
    CHECK(chunks.size(place) == all[number].size());
    words.push_back(0);
    CHECK_FALSE(chunks.is(place, words));
  }
}

TEST_CASE("a long state that differs little from another takes little memory") {
  Generator random(2);
  StateComponents components;
  components.store_in_chunks(1);
  std::vector<std::uint64_t> words = random_words(random, 20'000);
  CHECK(components.intern(1, words) == 0);
  const std::size_t first = components.bytes();
  constexpr std::uint32_t states = 100;
  std::vector<std::vector<std::uint64_t>> all{words};
  for (std::uint32_t number = 1; number < states; ++number) {
    words[random.below(words.size())] = number;
    all.push_back(words);
    CHECK(components.intern(1, words) == number);
  }
  CHECK(components.bytes() - first < states * std::size_t{20'000} * 8 / 20);
  for (std::uint32_t number = 0; number < states; ++number) {
    const auto kept = components.words(1, number);
    CHECK(std::vector<std::uint64_t>(kept.begin(), kept.end()) == all[number]);
    CHECK(components.intern(1, all[number]) == number);
  }
  CHECK(components.intern(1, std::vector<std::uint64_t>{1, 2}) == states);
  CHECK(components.words(1, states).size() == 2);
}

}  // namespace heddle
