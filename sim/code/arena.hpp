#pragma once
// The memory that code under test allocates, where a test links heddle::memory: then everything
// that an execution allocates is in one region, and is gone when the next execution begins, also
// what threads own that never came to their end. Nothing is used twice within an execution, so what
// was freed keeps what was in it.
//
// Each program has a region of its own. Who asks for memory is known by the thread that runs.

#include <cstddef>
#include <cstdint>
#include <optional>

#include "sim/model/ids.hpp"

namespace heddle::code {

class Arena {
 public:
  Arena() = default;
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // Whether operators new and delete come here.
  static void link() { is_linked_ = true; }
  static bool is_linked() { return is_linked_; }
  // Whether the memory is of any arena of the process.
  static bool is_any_of(const void* memory);
  // It is free, in whichever arena it is.
  static void free(void* memory);

  // Nullptr: there is no more. `alignment`: a power of two. `site`: who asks.
  void* allocate(std::size_t bytes, std::size_t alignment, SiteId site);
  // Forgets everything.
  void clear();

  struct Block {
    std::size_t bytes = 0;
    SiteId site{};
  };
  // What was allocated and not freed since clear(): how many blocks, and the first one.
  struct Left {
    std::size_t blocks = 0;
    std::size_t bytes = 0;
    Block first{};
  };
  std::optional<Left> left() const;

 private:
  struct Head;

  bool map();

  static inline bool is_linked_ = false;

  char* begin_ = nullptr;
  std::size_t size_ = 0;
  std::size_t used_ = 0;
  Head* last_ = nullptr;
};

}  // namespace heddle::code
