#pragma once
// A use of the bounded queue that is written once, as the queue is.

#include "scenarios/code/bounded_queue.hpp"

namespace heddle::programs_under_test {

// A producer of two items, two consumers of one. Returns the sum of what was consumed.
template <typename Sync, programs::BoundedQueueBug bug>
int sum_through_bounded_queue() {
  programs::BoundedQueue<Sync, int, 1, bug> queue;
  typename Sync::template shared<int> popped_by_a = 0;
  typename Sync::template shared<int> popped_by_b = 0;
  typename Sync::thread a([&] { popped_by_a = queue.pop(); });
  typename Sync::thread b([&] { popped_by_b = queue.pop(); });
  queue.push(1);
  queue.push(2);
  a.join();
  b.join();
  return popped_by_a + popped_by_b;
}

}  // namespace heddle::programs_under_test
