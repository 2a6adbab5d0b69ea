#pragma once
// Words, added and taken off at the end. Memory of words that were taken off stays allocated. New
// words are not cleared, as a vector would do.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace heddle {

class WordStack {
 public:
  std::size_t size() const { return size_; }
  // More words at the end, for the caller to write. Valid until more are added.
  std::uint64_t* add(std::size_t count) {
    const std::size_t first = size_;
    size_ += count;
    if (size_ > words_.size()) [[unlikely]]
      words_.resize(std::max(size_, 2 * words_.size()));
    return words_.data() + first;
  }
  // Takes off all but the first `size`.
  void cut(std::size_t size) { size_ = size; }
  std::span<const std::uint64_t> from(std::size_t first) const {
    return std::span(words_).first(size_).subspan(first);
  }

 private:
  std::vector<std::uint64_t> words_;
  std::size_t size_ = 0;
};

}  // namespace heddle
