#pragma once
// Programs of the literature and of the benchmarks as C++ code; as scenarios they are in
// scenarios/bench and scenarios/counts.

#include <array>
#include <mutex>
#include <vector>

#include "heddle/heddle.hpp"

namespace heddle::workloads {

// W1: two threads, each three times lock, add one, unlock.
inline void locked_counter() {
  shared<int> x = 0;
  mutex m;
  const auto add = [&] {
    for (int i = 0; i < 3; ++i) {
      std::lock_guard lock(m);
      x = x + 1;
    }
  };
  thread a(add);
  thread b(add);
  a.join();
  b.join();
}

// W2: three threads of three increments. W4: two of a hundred.
template <int threads, int increments>
void atomic_counter() {
  atomic<int> x{0};
  std::vector<thread> made;
  for (int i = 0; i < threads; ++i) {
    made.emplace_back([&] {
      for (int j = 0; j < increments; ++j) x.fetch_add(1);
    });
  }
  for (thread& each : made) each.join();
}

// W3: three philosophers, the left fork first.
inline void philosophers() {
  std::array<mutex, 3> fork;
  std::vector<thread> made;
  for (std::size_t i = 0; i < fork.size(); ++i) {
    made.emplace_back([&, i] {
      std::lock_guard left(fork[i]);
      std::lock_guard right(fork[(i + 1) % fork.size()]);
    });
  }
  for (thread& each : made) each.join();
}

// Flanagan and Godefroid, "Dynamic partial-order reduction for model checking software" (POPL
// 2005): threads put four messages each into a hash table; from the 12th thread on some collide.
template <int threads>
void indexer() {
  constexpr int size = 128;
  std::vector<atomic<int>> table(size);
  std::vector<thread> made;
  for (int id = 0; id < threads; ++id) {
    made.emplace_back([&, id] {
      for (int m = 1; m <= 4; ++m) {
        const int message = m * 11 + id;
        auto place = static_cast<std::size_t>(message * 7 % size);
        for (int none = 0; !table[place].compare_exchange_strong(none, message); none = 0) {
          place = (place + 1) % size;
        }
      }
    });
  }
  for (thread& each : made) each.join();
}

// Abdulla, Aronis, Jonsson and Sagonas, "Optimal dynamic partial order reduction" (POPL 2014): each
// writer sets an element to the one before plus one; a reader searches from the end for a zero.
template <int writers>
void last_zero() {
  std::vector<atomic<int>> array(writers + 1);
  std::vector<thread> made;
  made.emplace_back([&] {
    for (std::size_t i = writers; array[i] != 0; --i) {
    }
  });
  for (std::size_t j = 1; j <= writers; ++j) {
    made.emplace_back([&, j] { array[j] = array[j - 1] + 1; });
  }
  for (thread& each : made) each.join();
}

}  // namespace heddle::workloads
