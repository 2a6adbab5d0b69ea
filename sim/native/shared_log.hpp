#pragma once
// An append-only list of texts, each with a number, in memory that several processes share. The
// output of a run is one. The list is bounded, and says so if something did not fit. A text that
// was appended stays readable, whenever the writing process dies. It must not know what the texts
// mean.

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

  // One caller at a time. A text that does not fit is dropped, and so are all that follow.
  void append(std::uint32_t number, std::string_view text);
  // In the order of appending. The views are valid as long as nobody changes the shared memory.
  std::vector<Entry> entries() const;
  bool has_overflowed() const { return extent_->overflowed.load(std::memory_order_acquire); }

 private:
  Extent* extent_;
  std::span<char> bytes_;
};

}  // namespace heddle::native
