#pragma once
// The parts of states. A part is an object, a thread, ... The states of one part are numbered in
// the order in which they are first met, and each is stored once. So a state of the program is a
// short vector of numbers. One part may have long states with much in common: its words are stored
// in chunks. Source: G. Holzmann, "State Compression in SPIN: Recursive Indexing and Compression
// Training Runs" (SPIN 1997). Nothing is lost: words are compared, not hashes of them. It must not
// know what the words mean.

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
  // Makes room for `parts` parts.
  void resize(std::size_t parts) {
    if (parts > parts_.size()) parts_.resize(parts);
  }
  std::size_t parts() const { return parts_.size(); }

  // Has long states of the part stored in chunks. To be called before it has any.
  void store_in_chunks(std::size_t part) {
    resize(part + 1);
    chunked_ = part;
  }

  // The number of this state of the part.
  std::uint32_t intern(std::size_t part, std::span<const std::uint64_t> words);
  // Valid until the next call of intern() for the part. For the part that is stored in chunks:
  // valid until the next call of words() for it, and for one OS thread at a time.
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
  // How many states of each part were met.
  std::vector<std::uint32_t> counts() const;

  void save(WordSink& sink) const;
  // Restores all that was saved, with the same numbers, so nothing may be there before. Throws
  // BadWords, also if there are more than `most_parts` parts.
  void restore(WordSource& source, std::size_t most_parts);

  // Memory taken, roughly.
  std::size_t bytes() const { return bytes_ + chunks_.bytes(); }

 private:
  struct Part {
    std::vector<std::uint64_t> words;
    std::vector<std::size_t> ends{0};  // by number: the beginning of its words; then the end of all
    NumberTable numbers;
    // By number, for the part that is stored in chunks: the number of its sequence, or `whole`.
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
