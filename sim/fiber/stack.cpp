#include "sim/fiber/stack.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <new>

namespace heddle {

Stack::Stack(std::size_t bytes) {
  guard_ = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  size_ = (bytes + guard_ - 1) / guard_ * guard_;
  void* const mapping = mmap(nullptr, guard_ + size_, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (mapping == MAP_FAILED) throw std::bad_alloc();
  mapping_ = mapping;
  if (mprotect(mapping_, guard_, PROT_NONE) != 0) {
    munmap(mapping_, guard_ + size_);
    throw std::bad_alloc();
  }
}

Stack::~Stack() { munmap(mapping_, guard_ + size_); }

}  // namespace heddle
