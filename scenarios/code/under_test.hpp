#pragma once
// What a class that is written once takes its types from in tests: `BoundedQueue<UnderTest, int,
// 8>` is explored. In production it is InProduction (scenarios/code/in_production.hpp).

#include "heddle/heddle.hpp"

namespace programs {

struct UnderTest {
  using mutex = heddle::mutex;
  using condition_variable = heddle::condition_variable;
  using thread = heddle::thread;
  template <typename T>
  using atomic = heddle::atomic<T>;
  template <typename T>
  using shared = heddle::shared<T>;
};

}  // namespace programs
