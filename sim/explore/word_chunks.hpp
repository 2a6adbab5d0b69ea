#pragma once
// Sequences of words that have much in common with each other. For example, what is known of races
// differs little between a state and the next one. Sequences are cut into chunks, and each chunk is
// stored once. So a sequence of 20,000 words that differs little from a stored one takes a few
// hundred bytes more. It must not know what the words mean.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/model/number_table.hpp"

namespace heddle {

class WordChunks {
 public:
  // Returns the number of the sequence, which is new.
  std::uint32_t add(std::span<const std::uint64_t> words);
  // Replaces `words` by the sequence.
  void get(std::uint32_t number, std::vector<std::uint64_t>& words) const;
  bool is(std::uint32_t number, std::span<const std::uint64_t> words) const;
  std::size_t size(std::uint32_t number) const { return sequences_[number].words; }
  // Memory taken, roughly.
  std::size_t bytes() const {
    return 8 * words_.size() + 4 * chunks_.size() + numbers_.bytes() +
           sizeof(Sequence) * sequences_.size();
  }

 private:
  static constexpr std::size_t words_in_chunk = 32;

  struct Sequence {
    std::size_t first = 0;  // of chunks_
    std::size_t words = 0;
  };

  std::uint32_t chunk(std::span<const std::uint64_t> words);

  std::vector<std::uint64_t> words_;   // words_in_chunk of each chunk; the last ones may be 0
  NumberTable numbers_;                // of chunks
  std::vector<std::uint32_t> chunks_;  // of all sequences
  std::vector<Sequence> sequences_;
};

}  // namespace heddle
