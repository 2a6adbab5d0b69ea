#include <array>

#include "scenarios/code/counted_pointer.hpp"
#include "scenarios/code/hazard_stack.hpp"
#include "scenarios/code/seqlock.hpp"
#include "scenarios/code/slot_list.hpp"
#include "scenarios/code/swapped_pointer.hpp"
#include "scenarios/code/treiber_stack.hpp"
#include "scenarios/code/work_stealing_deque.hpp"
#include "tests/code/programs.hpp"

namespace heddle::programs_under_test {
namespace {

using namespace programs;

template <TreiberStackBug bug>
void use_treiber_stack() {
  TreiberStack<int, bug> stack;
  stack.push(1);
  heddle::shared<int> popped_by_a = 0;
  heddle::shared<int> popped_by_b = 0;
  heddle::thread a([&] { popped_by_a = stack.pop().value_or(0); });
  heddle::thread b([&] { popped_by_b = stack.pop().value_or(0); });
  stack.push(2);
  a.join();
  b.join();
  const int left = stack.pop().value_or(0);
  heddle::expect(popped_by_a + popped_by_b + left == 3, "each item is popped once");
}

template <HazardStackBug bug>
void use_hazard_stack() {
  HazardStack<int, 2, bug> stack;
  stack.push(1);
  heddle::shared<int> popped = 0;
  heddle::thread a([&] { popped = stack.pop(0).value_or(0); });
  stack.push(2);
  int sum = stack.pop(1).value_or(0);
  a.join();
  sum += popped + stack.pop(1).value_or(0);
  heddle::expect(sum == 3, "each item is popped once");
}

template <SlotListBug bug>
void use_slot_list() {
  SlotList<3, bug> free_slots;
  std::array<heddle::shared<int>, 3> owners{};
  const auto own = [&owners](std::uint32_t slot, int owner) {
    heddle::expect(owners[slot] == 0, "a slot has one owner");
    owners[slot] = owner;
  };
  heddle::thread a([&] { own(*free_slots.take(), 1); });
  const std::uint32_t first = *free_slots.take();
  own(*free_slots.take(), 2);
  free_slots.give_back(first);
  a.join();
  while (const auto slot = free_slots.take()) own(*slot, 3);
}

struct Task {
  heddle::shared<int> runs = 0;
};

template <WorkStealingDequeBug bug>
void use_work_stealing_deque() {
  std::array<Task, 2> tasks;
  WorkStealingDeque<Task, 4, bug> deque;
  const auto steal = [&deque] {
    if (Task* const task = deque.steal()) ++task->runs;
  };
  heddle::thread thief(steal);
  heddle::thread other_thief(steal);
  for (Task& task : tasks) {
    task.runs = 0;
    deque.push(&task);
  }
  while (Task* const task = deque.pop()) ++task->runs;
  thief.join();
  other_thief.join();
  for (const Task& task : tasks) heddle::expect(task.runs == 1, "each task is run once");
}

template <SeqlockBug bug>
void use_seqlock() {
  Seqlock<int, bug> lock(0, 0);
  const auto read = [&lock] {
    const auto values = lock.try_read();
    if (values) heddle::expect(values->first == values->second, "both are of one write");
  };
  heddle::thread a(read);
  heddle::thread b(read);
  lock.write(1, 1);
  lock.write(2, 2);
  a.join();
  b.join();
}

template <SwappedPointerBug bug>
void use_swapped_pointer() {
  SwappedPointer<int, bug> pointer(1);
  const auto read = [&pointer] {
    const int value = pointer.read([](int current) { return current; });
    heddle::expect(value == 1 || value == 2, "the value is one of those that were set");
  };
  heddle::thread a(read);
  heddle::thread b(read);
  pointer.replace(2);
  a.join();
  b.join();
}

template <CountedPointerBug bug>
void use_counted_pointer() {
  CountedPointer<int, bug> pointer(7);
  const auto look = [](const CountedPointer<int, bug>& mine) {
    heddle::expect(*mine == 7, "the object is alive");
  };
  heddle::thread a([&look, mine = pointer] { look(mine); });
  heddle::thread b([&look, mine = std::move(pointer)] { look(mine); });
  a.join();
  b.join();
}

}  // namespace

std::vector<ProgramUnderTest> lock_free_structures() {
  return {
      {.name = "treiber_stack",
       .right = use_treiber_stack<TreiberStackBug::none>,
       .flawed = {{.bug = "deletes_at_once",
                   .body = use_treiber_stack<TreiberStackBug::deletes_at_once>,
                   .kinds = {"data-race", "misuse"}}}},
      {.name = "hazard_stack",
       .right = use_hazard_stack<HazardStackBug::none>,
       .flawed = {{.bug = "does_not_look_again",
                   .body = use_hazard_stack<HazardStackBug::does_not_look_again>,
                   .kinds = {"data-race", "misuse"}}}},
      {.name = "slot_list",
       .right = use_slot_list<SlotListBug::none>,
       .flawed = {{.bug = "does_not_count",
                   .body = use_slot_list<SlotListBug::does_not_count>,
                   .kinds = {"assertion"}}}},
      {.name = "work_stealing_deque",
       .right = use_work_stealing_deque<WorkStealingDequeBug::none>,
       .flawed = {{.bug = "does_not_race_for_the_last",
                   .body =
                       use_work_stealing_deque<WorkStealingDequeBug::does_not_race_for_the_last>,
                   .kinds = {"assertion", "data-race"}},
                  {.bug = "publishes_relaxed",
                   .body = use_work_stealing_deque<WorkStealingDequeBug::publishes_relaxed>,
                   .kinds = {"data-race"}}}},
      {.name = "seqlock",
       .right = use_seqlock<SeqlockBug::none>,
       .flawed = {{.bug = "counts_once",
                   .body = use_seqlock<SeqlockBug::counts_once>,
                   .kinds = {"assertion"}},
                  {.bug = "plain_values",
                   .body = use_seqlock<SeqlockBug::plain_values>,
                   .kinds = {"data-race"}}}},
      {.name = "swapped_pointer",
       .right = use_swapped_pointer<SwappedPointerBug::none>,
       .flawed = {{.bug = "does_not_wait",
                   .body = use_swapped_pointer<SwappedPointerBug::does_not_wait>,
                   .kinds = {"data-race", "misuse"}},
                  {.bug = "publishes_relaxed",
                   .body = use_swapped_pointer<SwappedPointerBug::publishes_relaxed>,
                   .kinds = {"data-race"}}}},
      {.name = "counted_pointer",
       .right = use_counted_pointer<CountedPointerBug::none>,
       .flawed = {{.bug = "counts_in_two_steps",
                   .body = use_counted_pointer<CountedPointerBug::counts_in_two_steps>,
                   .kinds = {"data-race", "misuse"}},
                  {.bug = "releases_relaxed",
                   .body = use_counted_pointer<CountedPointerBug::releases_relaxed>,
                   .kinds = {"data-race"}}}},
  };
}

}  // namespace heddle::programs_under_test
