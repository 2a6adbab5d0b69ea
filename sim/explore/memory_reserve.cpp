#include "sim/explore/memory_reserve.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <new>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include "sim/explore/memory_gauge.hpp"

namespace heddle {
namespace {

// This part of the address space that is left is put aside, within these bounds.
struct Share {
  std::size_t part;
  std::size_t least;
  std::size_t most;
};
constexpr Share for_search{
    .part = 16, .least = std::size_t{2} << 20U, .most = std::size_t{32} << 20U};
constexpr Share for_report{
    .part = 4, .least = std::size_t{4} << 20U, .most = std::size_t{128} << 20U};

// With this much address space left, none need be saved.
[[maybe_unused]] constexpr std::size_t plenty = std::size_t{1} << 31U;

struct Block {
  void* bytes = nullptr;
  std::size_t size = 0;
};

std::mutex mutex;  // of all that follows
Block search_block;
Block report_block;
// How often something was given back. A thread whose allocation failed before another thread gave
// something back tries again, too.
std::uint64_t releases = 0;
thread_local std::uint64_t releases_seen = 0;
std::atomic<bool> is_short{false};

bool release(Block& block) {
  if (block.bytes == nullptr) return false;
  munmap(block.bytes, block.size);
  block = {};
  ++releases;
  return true;
}

bool put_aside(Block& block, const Share& share, std::size_t left) {
  if (block.bytes != nullptr) return true;
  const std::size_t size = std::clamp(left / share.part, share.least, share.most);
  void* const bytes = mmap(nullptr, size, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (bytes == MAP_FAILED) return false;
  block = {bytes, size};
  return true;
}

// Returns if the allocation is to be tried again.
void give_back_or_throw() {
  is_short.store(true, std::memory_order_relaxed);
  const std::lock_guard lock(mutex);
  const bool is_released = release(search_block);
  if (!is_released && releases_seen == releases) throw std::bad_alloc();
  releases_seen = releases;
}

}  // namespace

void put_memory_aside() {
  const std::size_t left = MemoryGauge::address_space_left();
  const std::lock_guard lock(mutex);
  std::set_new_handler(give_back_or_throw);
#if defined(__GLIBC__)
  // Otherwise each thread would map 64 MB of its own.
  if (left < plenty) mallopt(M_ARENA_MAX, 1);
#endif
  const bool is_there = put_aside(report_block, for_report, left);
  if (is_there && put_aside(search_block, for_search, left)) {
    is_short.store(false, std::memory_order_relaxed);
  }
}

bool is_memory_short() { return is_short.load(std::memory_order_relaxed); }

void release_memory_for_report() {
  if (!is_memory_short()) return;
  const std::lock_guard lock(mutex);
  release(search_block);
  release(report_block);
}

bool has_room_for(std::size_t bytes) {
  void* volatile const room = std::malloc(bytes);  // or the compiler would leave it out
  const bool is_there = room != nullptr;
  std::free(room);
  return is_there;
}

bool has_room_for_thread() {
  constexpr std::size_t room = std::size_t{32} << 20U;
  return has_room_for(room);
}

}  // namespace heddle
