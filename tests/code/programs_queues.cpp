#include "scenarios/code/blocking_queue.hpp"
#include "scenarios/code/bounded_queue.hpp"
#include "scenarios/code/michael_scott_queue.hpp"
#include "scenarios/code/ring_queue.hpp"
#include "scenarios/code/under_test.hpp"
#include "tests/code/bounded_queue_use.hpp"
#include "tests/code/programs.hpp"

namespace heddle::programs_under_test {
namespace {

using namespace programs;

template <BoundedQueueBug bug>
void use_bounded_queue() {
  heddle::expect(sum_through_bounded_queue<UnderTest, bug>() == 3, "each item is popped once");
}

template <BlockingQueueBug bug>
void use_blocking_queue() {
  BlockingQueue<int, bug> queue(1);
  heddle::shared<int> sum_of_a = 0;
  heddle::shared<int> sum_of_b = 0;
  heddle::thread a([&] { sum_of_a += queue.pop(); });
  heddle::thread b([&] { sum_of_b += queue.pop(); });
  queue.push(1);
  queue.push(2);
  a.join();
  b.join();
  heddle::expect(sum_of_a + sum_of_b == 3, "each item is popped once");
}

template <MichaelScottQueueBug bug>
void use_michael_scott_queue() {
  MichaelScottQueue<int, bug> queue;
  heddle::thread a([&] { queue.push(1); });
  heddle::thread b([&] { queue.push(2); });
  int sum = queue.pop().value_or(0);
  a.join();
  b.join();
  while (const auto value = queue.pop()) sum += *value;
  heddle::expect(sum == 3, "each item is popped once");
}

// Two cells for four items: a producer may find the queue full, and cells are used again.
template <RingQueueBug bug>
void use_ring_queue() {
  RingQueue<int, 2, bug> queue;
  heddle::atomic<int> pushed{0};
  const auto push_two = [&](int item) {
    if (queue.try_push(item)) pushed += item;
    if (queue.try_push(item)) pushed += item;
  };
  heddle::thread a(push_two, 1);
  heddle::thread b(push_two, 10);
  int popped = queue.try_pop().value_or(0);
  a.join();
  b.join();
  while (const auto item = queue.try_pop()) popped += *item;
  heddle::expect(popped == pushed, "each item that was pushed is popped once");
}

}  // namespace

std::vector<ProgramUnderTest> queues() {
  return {
      {.name = "bounded_queue",
       .right = use_bounded_queue<BoundedQueueBug::none>,
       .flawed = {{.bug = "notifies_one",
                   .body = use_bounded_queue<BoundedQueueBug::notifies_one>,
                   .kinds = {"deadlock"}}}},
      {.name = "blocking_queue",
       .right = use_blocking_queue<BlockingQueueBug::none>,
       .flawed = {{.bug = "waits_once",
                   .body = use_blocking_queue<BlockingQueueBug::waits_once>,
                   .kinds = {"assertion"}}}},
      {.name = "michael_scott_queue",
       .right = use_michael_scott_queue<MichaelScottQueueBug::none>,
       .flawed = {{.bug = "stores_next",
                   .body = use_michael_scott_queue<MichaelScottQueueBug::stores_next>,
                   .kinds = {"assertion"}}}},
      {.name = "ring_queue",
       .right = use_ring_queue<RingQueueBug::none>,
       .flawed = {{.bug = "publishes_relaxed",
                   .body = use_ring_queue<RingQueueBug::publishes_relaxed>,
                   .kinds = {"data-race"}}}},
  };
}

}  // namespace heddle::programs_under_test
