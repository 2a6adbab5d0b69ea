// The places of operations that cannot be passed one: they are lines of the test all the same.

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "heddle/heddle.hpp"
#include "tests/code/exploring.hpp"

namespace heddle::testing {
namespace {

// The steps of the one bug that are in no line of this file.
std::vector<std::string> steps_elsewhere(const std::function<void()>& body) {
  const report found = explore(body);
  INFO(found.text());
  REQUIRE(found.bugs.size() == 1);
  std::vector<std::string> elsewhere;
  const std::string& trace = found.bugs.front().trace;
  for (std::size_t begin = 0; begin < trace.size();) {
    const std::size_t end = trace.find('\n', begin);
    const std::string line = trace.substr(begin, end - begin);
    begin = end + 1;
    if (line.ends_with("  end") || line.ends_with("  the end of the call")) continue;
    if (line.find("places_test.cpp:") != std::string::npos) continue;
    elsewhere.push_back(line);
  }
  return elsewhere;
}

void check_here(const std::function<void()>& body) {
  for (const std::string& step : steps_elsewhere(body)) FAIL_CHECK(step);
}

TEST_CASE("the operations of call_once and async are where they are called") {
  check_here([] {
    once_flag flag;
    call_once(flag, [] {});
    async(launch::async, [] {}).get();
    shared_future<int> shared = async(launch::async, [] { return 1; });
    {
      const shared_future<int> copy = shared;  // NOLINT: it is counted
    }
    shared = {};
    expect(false, "the end");
  });
}

TEST_CASE("the operations of promises and tasks are where they are made, set, and broken") {
  check_here([] {
    promise<int> to;
    to.set_value(1);
    packaged_task<int(int)> task([](int value) { return value; });
    task(1);
    task.reset();
    { promise<void> broken; }
    to = promise<int>();
    expect(false, "the end");
  });
}

TEST_CASE("the operations of jthreads and stop sources are where they are used") {
  check_here([] {
    {
      jthread worker([](const stop_token& token) { static_cast<void>(token.stop_requested()); });
      const stop_callback callback(worker.get_stop_token(), [] {});
    }
    jthread assigned([] {});
    assigned = jthread();
    expect(false, "the end");
  });
}

TEST_CASE("the operations of condition_variable_any are where it waits") {
  check_here([] {
    shared_mutex m;
    condition_variable_any changed;
    {
      std::shared_lock lock(m);
      static_cast<void>(changed.wait_for(lock, std::chrono::seconds(1)));
    }
    std::unique_lock lock(m);
    static_cast<void>(changed.wait_for(lock, stop_source().get_token(), std::chrono::seconds(1),
                                       [] { return false; }));
    changed.notify_all();
    lock.unlock();
    expect(false, "the end");
  });
}

TEST_CASE("the operators of atomics and references are where they are written") {
  check_here([] {
    atomic<int> value{1};
    int object = 1;
    const atomic_ref there(object);
    value = value + 1;
    ++value;
    value |= 4;
    there = there + 1;
    ++there;
    there ^= 1;
    expect(false, "the end");
  });
}

TEST_CASE("latches, barriers and semaphores are used where they are called") {
  check_here([] {
    latch done(1);
    done.arrive_and_wait();
    barrier all(1);
    all.arrive_and_wait();
    all.arrive_and_drop();
    binary_semaphore free(1);
    free.acquire();
    free.release();
    expect(false, "the end");
  });
}

}  // namespace
}  // namespace heddle::testing
