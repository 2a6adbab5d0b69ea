#include "sim/code/arena.hpp"

#include <sys/mman.h>

#include <array>
#include <atomic>
#include <mutex>
#include <new>

namespace heddle::code {
namespace {

constexpr std::size_t gib = std::size_t{1} << 30U;
// Of address space; pages are only used once they are touched.
constexpr std::array<std::size_t, 3> sizes{16 * gib, gib, gib / 8};
// An execution that used more gives its pages back.
constexpr std::size_t most_kept = std::size_t{64} << 20U;

// The regions of all arenas of the process, also of those that are gone: their addresses stay
// reserved, so that whoever frees what was in them is not mistaken for somebody else.
struct Region {
  std::atomic<const char*> begin{nullptr};
  std::atomic<const char*> end{nullptr};
  std::atomic<bool> is_taken{false};
};
constexpr std::size_t most_regions = 256;
std::array<Region, most_regions> regions;
std::atomic<std::size_t> region_count{0};
std::mutex taking;

}  // namespace

// Before each block.
struct alignas(16) Arena::Head {
  Head* before = nullptr;  // of the block that was allocated before
  std::uint64_t bytes = 0;
  SiteId site{};
  bool is_free = false;
};

bool Arena::is_any_of(const void* memory) {
  const auto* const byte = static_cast<const char*>(memory);
  const std::size_t count = region_count.load(std::memory_order_acquire);
  for (std::size_t number = 0; number < count; ++number) {
    if (byte >= regions[number].begin.load(std::memory_order_relaxed) &&
        byte < regions[number].end.load(std::memory_order_relaxed)) {
      return true;
    }
  }
  return false;
}

void Arena::free(void* memory) { (static_cast<Head*>(memory) - 1)->is_free = true; }

Arena::~Arena() {
  if (begin_ == nullptr) return;
  madvise(begin_, size_, MADV_DONTNEED);
  for (Region& region : regions) {
    if (region.begin.load(std::memory_order_relaxed) == begin_) region.is_taken = false;
  }
}

bool Arena::map() {
  const std::lock_guard lock(taking);
  const std::size_t count = region_count.load(std::memory_order_relaxed);
  for (std::size_t number = 0; number < count; ++number) {
    if (regions[number].is_taken.exchange(true)) continue;
    begin_ = const_cast<char*>(regions[number].begin.load());
    size_ = static_cast<std::size_t>(regions[number].end.load() - begin_);
    return true;
  }
  if (count == most_regions) return false;
  for (const std::size_t size : sizes) {
    void* const mapped = mmap(nullptr, size, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED) continue;
    begin_ = static_cast<char*>(mapped);
    size_ = size;
    regions[count].begin = begin_;
    regions[count].end = begin_ + size;
    regions[count].is_taken = true;
    region_count.store(count + 1, std::memory_order_release);
    return true;
  }
  return false;
}

void* Arena::allocate(std::size_t bytes, std::size_t alignment, SiteId site) {
  if (begin_ == nullptr && !map()) return nullptr;
  alignment = alignment < alignof(Head) ? alignof(Head) : alignment;
  const std::size_t place = (used_ + sizeof(Head) + alignment - 1) / alignment * alignment;
  // So that two blocks of no bytes are two.
  const std::size_t taken = (bytes + alignof(Head)) / alignof(Head) * alignof(Head);
  if (place > size_ || taken > size_ - place) return nullptr;
  last_ = new (begin_ + place - sizeof(Head)) Head{last_, bytes, site, false};
  used_ = place + taken;
  return begin_ + place;
}

void Arena::clear() {
  if (used_ > most_kept) madvise(begin_, used_, MADV_DONTNEED);
  used_ = 0;
  last_ = nullptr;
}

std::optional<Arena::Left> Arena::left() const {
  Left left;
  for (const Head* head = last_; head != nullptr; head = head->before) {
    if (head->is_free) continue;
    ++left.blocks;
    left.bytes += head->bytes;
    left.first = {head->bytes, head->site};
  }
  return left.blocks == 0 ? std::nullopt : std::optional(left);
}

}  // namespace heddle::code
