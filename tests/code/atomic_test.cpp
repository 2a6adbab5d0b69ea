// atomic_ref, the functions of <atomic>, and atomics of all kinds.

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "heddle/heddle.hpp"
#include "tests/code/exploring.hpp"

namespace heddle::testing {
namespace {

TEST_CASE("two references to one object do not lose what the other adds") {
  const auto body = [] {
    int balance = 0;
    const auto add = [&] {
      const atomic_ref<int> there(balance);
      there.fetch_add(1);
      ++atomic_ref(balance);
    };
    thread a(add);
    add();
    a.join();
    expect(balance == 4, "all arrive");
  };
  check_proved(body);
  check_native(body);
}

TEST_CASE("a load and a store by two references lose what is added in between") {
  for (const bool on_the_heap : {false, true}) {
    check_finds(
        [on_the_heap] {
          int on_stack = 0;
          const auto allocated = std::make_unique<int>(0);
          int& balance = on_the_heap ? *allocated : on_stack;
          const auto add = [&balance] {
            const atomic_ref<int> there(balance);
            there.store(there.load() + 1);
          };
          thread a(add);
          thread b(add);
          a.join();
          b.join();
          expect(balance == 2, "both arrive");
        },
        {"assertion"});
  }
}

TEST_CASE("references to different objects have nothing to do with each other") {
  const auto body = [] {
    std::vector<int> parts(3);
    for (int& part : parts) atomic_ref(part).store(0, std::memory_order_relaxed);
    const auto add = [&](std::size_t place) { atomic_ref(parts[place]).fetch_add(1); };
    thread a(add, 0);
    thread b(add, 1);
    add(2);
    a.join();
    b.join();
  };
  CHECK(check_proved(body) == 1);
  check_native(body);
}

TEST_CASE("a reference orders what its memory orders say") {
  const auto body = [](std::memory_order release) {
    return [release] {
      int is_ready = 0;
      shared<int> value = 0;
      thread a([&] {
        value = 1;
        atomic_ref(is_ready).store(1, release);
      });
      if (atomic_ref(is_ready).load(std::memory_order_acquire) == 1) {
        expect(value == 1, "it is there");
      }
      a.join();
    };
  };
  check_proved(body(std::memory_order_release));
  check_finds(body(std::memory_order_relaxed), {"data-race"});
  check_native(body(std::memory_order_release));
}

TEST_CASE("a reference to shared memory races with plain accesses to it") {
  check_finds(
      [] {
        shared<int> value = 0;
        thread a([&] { atomic_ref(value).fetch_add(1); });
        value = 2;
        a.join();
      },
      {"data-race"});
  check_proved([] {
    shared<int> value = 0;
    thread a([&] { atomic_ref(value).fetch_add(1); });
    ++atomic_ref<int>(value);
    a.join();
    expect(value == 2, "both arrive");
  });
}

TEST_CASE("what a reference refers to is waited for") {
  const auto body = [](bool notifies) {
    return [notifies] {
      int ready = 0;
      thread waiter([&] { atomic_ref(ready).wait(0); });
      const atomic_ref there(ready);
      there = 1;
      if (notifies) there.notify_all();
      waiter.join();
    };
  };
  check_proved(body(true));
  check_finds(body(false), {"deadlock"});
  check_native(body(true));
}

TEST_CASE("the functions of <atomic> do what the members do") {
  const auto body = [] {
    atomic<int> value{1};
    atomic<int*> place{nullptr};
    atomic_flag flag;
    int numbers[2] = {};
    thread a([&] { atomic_fetch_add(&value, 2); });
    atomic_fetch_sub_explicit(&value, 1, memory_order_relaxed);
    a.join();
    expect(atomic_load(&value) == 2, "both are done");
    expect(atomic_exchange(&value, 12) == 2, "the value before");
    expect(atomic_fetch_and(&value, 6) == 12 && atomic_fetch_or(&value, 3) == 4 &&
               atomic_fetch_xor(&value, 1) == 7 && value == 6,
           "bits");
    int expected = 5;
    expect(!atomic_compare_exchange_strong(&value, &expected, 7) && expected == 6, "it fails");
    expect(atomic_compare_exchange_weak(&value, &expected, 7) || !is_explored(), "it succeeds");
    atomic_store(&place, &numbers[0]);
    expect(atomic_fetch_add(&place, 1) == &numbers[0] && place == &numbers[1], "a pointer moves");
    expect(!atomic_flag_test_and_set(&flag) && atomic_flag_test(&flag), "it is set");
    atomic_flag_clear(&flag);
    thread b([&] {
      atomic_flag_test_and_set(&flag);
      atomic_flag_notify_all(&flag);
    });
    atomic_flag_wait(&flag, false);
    b.join();
  };
  check_proved(body);
  check_native(body);
}

struct Pair {
  int one = 0;
  int other = 0;
};

TEST_CASE("atomics of structs, pointers, numbers and flags are read whole") {
  const auto body = [] {
    atomic<Pair> pair{Pair{1, 1}};
    atomic<double> sum{0.5};
    atomic<unsigned char> small{255};
    thread a([&] {
      pair.store({2, 2});
      sum += 1.5;
      ++small;
    });
    const Pair seen = pair;
    expect(seen.one == seen.other, "it is whole");
    a.join();
    expect(sum == 2.0, "it is added");
    expect(small == 0, "it wraps round");
  };
  check_proved(body);
  check_native(body);
}

}  // namespace
}  // namespace heddle::testing
