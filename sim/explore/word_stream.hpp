#pragma once
// Words that are written one after another and read in the same order, perhaps by another process.
// It must not know where they are kept.

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>

namespace heddle {

class WordSink {
 public:
  virtual ~WordSink() = default;
  virtual void put(std::span<const std::uint64_t> words) = 0;
  void put(std::uint64_t word) { put(std::span(&word, 1)); }
};

// The words that were read cannot be words that were written.
class BadWords : public std::runtime_error {
 public:
  BadWords() : std::runtime_error("what was saved of a search over states is damaged") {}
};

class WordSource {
 public:
  virtual ~WordSource() = default;
  // The next words. Throws BadWords if there are fewer.
  virtual void take(std::span<std::uint64_t> words) = 0;
  // How many words are left.
  virtual std::size_t left() const = 0;
  // The next word. Throws BadWords also if it is more than `most`.
  std::uint64_t take(std::uint64_t most = UINT64_MAX) {
    std::uint64_t word = 0;
    take(std::span(&word, 1));
    if (word > most) throw BadWords();
    return word;
  }
  std::uint32_t take_number() { return static_cast<std::uint32_t>(take(UINT32_MAX)); }
  // A count of things that take at least a word each.
  std::size_t take_count() { return static_cast<std::size_t>(take(left())); }
};

}  // namespace heddle
