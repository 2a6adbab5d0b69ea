#pragma once
// Steps of executions that a bounded search comes back to. They lie in blocks that stay where they
// are, so that parts of a search can share steps that one of them has kept. It must not know what
// the steps are for.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace heddle {

// The choice and the dearest cost of a digit (see BoundedSearch), in one word.
struct KeptStep {
  static constexpr std::uint32_t bits_of_cost = 8;
  static constexpr std::uint32_t largest_choice = UINT32_MAX >> bits_of_cost;

  std::uint32_t word;
  std::uint32_t choice() const { return word >> bits_of_cost; }
  std::uint32_t dearest() const { return word & ((1U << bits_of_cost) - 1); }
};

class StepStore {
 public:
  // Room for the steps of one execution. It stays as long as any store that has its block.
  std::span<KeptStep> add(std::size_t steps) {
    if (steps > left_) {
      // Small where there is little, as there may be many parts.
      left_ = std::max(steps, std::clamp(own_steps_, smallest_block, largest_block));
      blocks_.push_back(std::make_shared_for_overwrite<KeptStep[]>(left_));
      next_ = blocks_.back().get();
    }
    const std::span<KeptStep> added(next_, steps);
    next_ += steps;
    left_ -= steps;
    own_steps_ += steps;
    return added;
  }
  // How many steps were added here.
  std::size_t own_steps() const { return own_steps_; }

  // Steps in `other` can be used here as well; nothing is copied.
  void borrow(const StepStore& other) {
    borrowed_.insert(borrowed_.end(), other.blocks_.begin(), other.blocks_.end());
    borrowed_.insert(borrowed_.end(), other.borrowed_.begin(), other.borrowed_.end());
  }
  // Steps that were added to `other` count as added here.
  void take_over(const StepStore& other) {
    // Before the block that is being filled.
    blocks_.insert(blocks_.begin(), other.blocks_.begin(), other.blocks_.end());
    own_steps_ += other.own_steps_;
  }

 private:
  static constexpr std::size_t smallest_block = 1U << 10U;
  static constexpr std::size_t largest_block = 1U << 18U;

  using Block = std::shared_ptr<KeptStep[]>;

  std::vector<Block> blocks_;
  std::vector<Block> borrowed_;
  KeptStep* next_ = nullptr;  // in the last block that was added here
  std::size_t left_ = 0;      // and how many steps it has room for
  std::size_t own_steps_ = 0;
};

}  // namespace heddle
