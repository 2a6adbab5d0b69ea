#pragma once
// A lock-free queue of limited length for several producers and consumers: D. Vyukov, "Bounded MPMC
// queue" (1024cores.net, 2010). Each cell has a number that tells whose turn it is: a producer's at
// position p where it is p, a consumer's where it is p + 1.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "heddle/heddle.hpp"

namespace programs {

enum class RingQueueBug {
  none,
  publishes_relaxed,  // the turn is seen, but the value need not be
};

template <typename T, std::size_t capacity, RingQueueBug bug = RingQueueBug::none>
class RingQueue {
  static_assert(capacity >= 2 && (capacity & (capacity - 1)) == 0, "a power of two");

 public:
  RingQueue() {
    for (std::size_t cell = 0; cell < capacity; ++cell) {
      cells_[cell].turn.store(cell, std::memory_order_relaxed);
    }
  }

  // False: the queue is full.
  bool try_push(T value) {
    const auto position = take_turn(next_push_, 0);
    if (!position) return false;
    Cell& cell = cells_[*position % capacity];
    cell.value = std::move(value);
    publish(cell, *position + 1);
    return true;
  }

  // Nothing: the queue is empty.
  std::optional<T> try_pop() {
    const auto position = take_turn(next_pop_, 1);
    if (!position) return std::nullopt;
    Cell& cell = cells_[*position % capacity];
    T value = cell.value;
    publish(cell, *position + capacity);
    return value;
  }

 private:
  struct Cell {
    heddle::atomic<std::size_t> turn{0};
    heddle::shared<T> value{};
  };

  // The position that is now the caller's, once the turn of its cell is `ahead` of it.
  std::optional<std::size_t> take_turn(heddle::atomic<std::size_t>& next, std::size_t ahead) {
    std::size_t position = next.load(std::memory_order_relaxed);
    for (;;) {
      const std::size_t turn = cells_[position % capacity].turn.load(std::memory_order_acquire);
      const auto difference = static_cast<std::ptrdiff_t>(turn - (position + ahead));
      if (difference < 0) return std::nullopt;
      if (difference > 0) {
        position = next.load(std::memory_order_relaxed);
      } else if (next.compare_exchange_weak(position, position + 1, std::memory_order_relaxed)) {
        return position;
      }
    }
  }
  static void publish(Cell& cell, std::size_t turn) {
    cell.turn.store(turn, bug == RingQueueBug::publishes_relaxed ? std::memory_order_relaxed
                                                                 : std::memory_order_release);
  }

  std::array<Cell, capacity> cells_{};
  heddle::atomic<std::size_t> next_push_{0};
  heddle::atomic<std::size_t> next_pop_{0};
};

}  // namespace programs
