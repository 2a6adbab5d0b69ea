#pragma once
// An array that may become very large and is read in no order. It is put on huge pages if the
// system has them. On small ones the processor would spend more time on looking up where a page
// lies than on reading it. Holds plain values, which are not initialised: memory that is not used
// is not touched.

#include <cstddef>
#include <cstdlib>
#include <new>
#include <type_traits>
#include <utility>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace heddle {

template <typename Value>
class LargeArray {
  static_assert(std::is_trivially_copyable_v<Value>);

 public:
  LargeArray() = default;
  // `on_huge_pages`: it will be used as a whole. Throws std::bad_alloc.
  LargeArray(std::size_t size, bool on_huge_pages) : size_(size) {
    const std::size_t bytes = size * sizeof(Value);
#if defined(__linux__)
    if (on_huge_pages && bytes >= huge_page) {
      const std::size_t whole_pages = (bytes + huge_page - 1) / huge_page * huge_page;
      values_ = allocated([whole_pages] { return std::aligned_alloc(huge_page, whole_pages); });
      madvise(values_, whole_pages, MADV_HUGEPAGE);  // if it is refused, the pages stay small
      return;
    }
#endif
    values_ = allocated([bytes] { return std::malloc(bytes); });
  }
  ~LargeArray() { std::free(values_); }
  LargeArray(LargeArray&& other) noexcept
      : values_(std::exchange(other.values_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  LargeArray& operator=(LargeArray&& other) noexcept {
    std::swap(values_, other.values_);
    std::swap(size_, other.size_);
    return *this;
  }

  Value& operator[](std::size_t place) { return values_[place]; }
  const Value& operator[](std::size_t place) const { return values_[place]; }
  const Value* begin() const { return values_; }
  Value* begin() { return values_; }
  Value* end() { return values_ + size_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

 private:
  static constexpr std::size_t huge_page = std::size_t{2} << 20U;

  // Allocates. If there is no memory, the memory that was put aside may be given back, as for
  // `new`.
  template <typename Allocate>
  static Value* allocated(const Allocate& allocate) {
    while (true) {
      if (void* const bytes = allocate()) return static_cast<Value*>(bytes);
      const std::new_handler handler = std::get_new_handler();
      if (handler == nullptr) throw std::bad_alloc();
      handler();
    }
  }

  Value* values_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace heddle
