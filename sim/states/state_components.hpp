#pragma once
// The parts of states, each stored once and named by a small number: the states of one part (an
// object, a thread, ...) are numbered in the order in which they are first met, so that a state is
// a short vector of numbers. Of one part, whose states are long and have much in common, the words
// are stored in chunks. Source: G. Holzmann, "State Compression in SPIN: Recursive Indexing
// and Compression Training Runs" (SPIN 1997). Nothing is lost: words are compared, not hashes of
// them. It must not know what the words mean.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/explore/word_chunks.hpp"
#include "sim/explore/word_stream.hpp"
#include "sim/model/number_table.hpp"

namespace heddle {

class StateComponents {
 public:
  // Makes room for so many parts.
  void resize(std::size_t parts) {
    if (parts > parts_.size()) parts_.resize(parts);
  }
  std::size_t parts() const { return parts_.size(); }

  // Has the states of the part stored in chunks, where they are long. Before there are any.
  void store_in_chunks(std::size_t part) {
    resize(part + 1);
    chunked_ = part;
  }

  // The number of this state of the part.
  std::uint32_t intern(std::size_t part, std::span<const std::uint64_t> words);
  // Valid until the next call of intern() for the part; where that is stored in chunks, until the
  // next call of words() for it, and by one OS thread at a time.
  std::span<const std::uint64_t> words(std::size_t part, std::uint32_t number) const {
    const Part& found = parts_[part];
    if (part == chunked_) {
      const std::uint32_t sequence = found.sequences[number];
      if (sequence != whole) {
        chunks_.get(sequence, scratch_);
        return scratch_;
      }
    }
    const std::size_t first = found.ends[number];
    return std::span(found.words).subspan(first, found.ends[number + 1] - first);
  }
  // How many states of the part were met.
  std::size_t count(std::size_t part) const { return parts_[part].numbers.size(); }
  // The same of all parts.
  std::vector<std::uint32_t> counts() const;

  void save(WordSink& sink) const;
  // All that was saved, of so many parts at most: by the same numbers, so nothing else may be
  // there. Throws BadWords.
  void restore(WordSource& source, std::size_t most_parts);

  // Memory taken, roughly.
  std::size_t bytes() const { return bytes_ + chunks_.bytes(); }

 private:
  struct Part {
    std::vector<std::uint64_t> words;
    std::vector<std::size_t> ends{0};  // by number: where its words begin; and the end of all
    NumberTable numbers;
    // By number, of the part that is stored in chunks: its number there; or it is `whole`.
    std::vector<std::uint32_t> sequences;
  };

  static constexpr std::uint32_t whole = UINT32_MAX;
  static constexpr std::size_t longest_whole = 128;

  bool is(std::size_t part, std::uint32_t number, std::span<const std::uint64_t> words) const;

  std::vector<Part> parts_;
  std::size_t chunked_ = SIZE_MAX;  // the part that is
  WordChunks chunks_;
  mutable std::vector<std::uint64_t> scratch_;
  std::size_t bytes_ = 0;
};

}  // namespace heddle
