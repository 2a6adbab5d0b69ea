#pragma once
// What a class that is written once takes its types from in production, where there is no heddle:
// `BoundedQueue<InProduction, int, 8>`. In tests it is UnderTest (scenarios/code/under_test.hpp).

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace programs {

struct InProduction {
  using mutex = std::mutex;
  using condition_variable = std::condition_variable;
  using thread = std::thread;
  template <typename T>
  using atomic = std::atomic<T>;
  template <typename T>
  using shared = T;  // plain memory is just that
};

}  // namespace programs
