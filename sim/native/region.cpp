#include "sim/native/region.hpp"

#include <sys/mman.h>

#include <cerrno>
#include <memory>
#include <system_error>

namespace heddle::native {
namespace {

constexpr std::size_t output_bytes = std::size_t{1} << 20;
constexpr std::size_t texts_bytes = std::size_t{1} << 18;

static_assert(std::atomic<Holding>::is_always_lock_free, "processes cannot share a hidden lock");
static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

constexpr std::size_t rounded(std::size_t size) { return (size + 63) / 64 * 64; }

}  // namespace

Region::Region(std::size_t objects, std::size_t threads) {
  const std::size_t threads_offset = rounded(sizeof(RunRecord));
  const std::size_t cells_offset = threads_offset + threads * sizeof(ThreadRecord);
  const std::size_t output_offset = cells_offset + objects * sizeof(Cell);
  const std::size_t texts_offset = output_offset + output_bytes;
  size_ = texts_offset + texts_bytes;
  // The system provides a page when it is touched, so the room for many threads and much output
  // costs nothing.
  memory_ = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE,
                 -1, 0);
  if (memory_ == MAP_FAILED) {
    throw std::system_error(errno, std::generic_category(), "memory for a native run");
  }
  char* const first = static_cast<char*>(memory_);
  run_ = std::construct_at(reinterpret_cast<RunRecord*>(first));
  threads_ = {reinterpret_cast<ThreadRecord*>(first + threads_offset), threads};
  cells_ = {reinterpret_cast<Cell*>(first + cells_offset), objects};
  output_ = {first + output_offset, output_bytes};
  texts_ = {first + texts_offset, texts_bytes};
}

Region::~Region() { munmap(memory_, size_); }

void Region::reset(std::span<const ObjectDeclaration> declarations) {
  std::construct_at(run_);
  for (std::size_t id = 0; id < declarations.size(); ++id) {
    std::construct_at(&cells_[id])->bits.store(declarations[id].initial.bits);
  }
}

}  // namespace heddle::native
