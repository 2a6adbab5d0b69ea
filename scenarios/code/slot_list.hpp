#pragma once
// A lock-free list of free slots, as a pool of buffers keeps it: a Treiber stack of indices. A slot
// that was taken comes back, and this is what a compare_exchange of the bare index cannot tell from
// one that never left (the ABA problem).

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "heddle/heddle.hpp"

namespace programs {

enum class SlotListBug {
  none,
  does_not_count,  // the top is an index alone
};

template <std::uint32_t slots, SlotListBug bug = SlotListBug::none>
class SlotList {
 public:
  SlotList() {
    for (std::uint32_t slot = 0; slot < slots; ++slot) next_[slot] = slot + 1;
  }

  // Nothing: all are taken.
  std::optional<std::uint32_t> take() {
    Top top = top_;
    while (top.slot != slots) {
      const Top below{next_[top.slot].load(std::memory_order_relaxed), top.turn};
      if (top_.compare_exchange_weak(top, below)) return top.slot;
    }
    return std::nullopt;
  }

  void give_back(std::uint32_t slot) {
    constexpr std::uint32_t one = bug == SlotListBug::does_not_count ? 0 : 1;
    Top top = top_;
    do {
      next_[slot].store(top.slot, std::memory_order_relaxed);
    } while (!top_.compare_exchange_weak(top, Top{slot, top.turn + one}));
  }

 private:
  struct Top {
    std::uint32_t slot;
    std::uint32_t turn;  // how many slots have come back
  };

  heddle::atomic<Top> top_{Top{0, 0}};
  std::array<heddle::atomic<std::uint32_t>, slots> next_{};
};

}  // namespace programs
