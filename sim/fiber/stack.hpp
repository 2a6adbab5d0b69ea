#pragma once
// The memory that a fiber runs on: mapped once, with a guard page below, given back when the owner
// goes.

#include <cstddef>

namespace heddle {

class Stack {
 public:
  // At least `bytes`, rounded up to pages. Throws std::bad_alloc where the system has none.
  explicit Stack(std::size_t bytes);
  ~Stack();
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  // One past the highest address: stacks grow downwards.
  void* top() const { return static_cast<char*>(bottom()) + size_; }
  // The lowest usable address.
  void* bottom() const { return static_cast<char*>(mapping_) + guard_; }
  std::size_t size() const { return size_; }

 private:
  void* mapping_ = nullptr;
  std::size_t guard_ = 0;
  std::size_t size_ = 0;
};

}  // namespace heddle
