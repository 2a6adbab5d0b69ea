#pragma once
// An append-only list of texts, each with a number, in memory that several processes share: the
// output of a run, for one. It is bounded, and says so where something did not fit. What was
// appended stays readable after the writing process died at whatever moment. It must not know what
// the texts mean.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace heddle::native {

class SharedLog {
 public:
  // Lives in the shared memory beside the bytes.
  struct Extent {
    std::atomic<std::uint64_t> used{
        0};  // written last, so that a text counts only once it is complete
    std::atomic<bool> overflowed{false};
  };
  using Entry = std::pair<std::uint32_t, std::string_view>;

  SharedLog(Extent& extent, std::span<char> bytes) : extent_(&extent), bytes_(bytes) {}

  // One caller at a time. What does not fit is dropped, and so is all that follows.
  void append(std::uint32_t number, std::string_view text);
  // In the order of their appending; the views are as long-lived as the shared memory is left
  // alone.
  std::vector<Entry> entries() const;
  bool has_overflowed() const { return extent_->overflowed.load(std::memory_order_acquire); }

 private:
  Extent* extent_;
  std::span<char> bytes_;
};

}  // namespace heddle::native
