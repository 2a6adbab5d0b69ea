#include "scenarios/code/continued_future.hpp"
#include "scenarios/code/event_loop.hpp"
#include "scenarios/code/lazy_value.hpp"
#include "scenarios/code/thread_pool.hpp"
#include "tests/code/programs.hpp"

namespace heddle::programs_under_test {
namespace {

using namespace programs;

template <ThreadPoolBug bug>
void use_thread_pool() {
  heddle::atomic<int> runs{0};
  {
    ThreadPool<bug> pool(2);
    pool.submit([&] { ++runs; });
    pool.submit([&] { ++runs; });
  }
  heddle::expect(runs == 2, "what was submitted is run");
}

template <ContinuedFutureBug bug>
void use_continued_future() {
  ContinuedFuture<int, bug> future;
  heddle::atomic<int> calls{0};
  heddle::thread setter([&] { future.set_value(7); });
  future.then([&](int value) {
    heddle::expect(value == 7, "the value arrives");
    ++calls;
  });
  setter.join();
  heddle::expect(calls == 1, "the continuation is called once");
}

template <LazyValueBug bug>
void use_lazy_value() {
  LazyValue<int, bug> value;
  heddle::atomic<int> made{0};
  const auto get = [&] {
    const int seen = value.get([&] {
      ++made;
      return 7;
    });
    heddle::expect(seen == 7, "the value is there");
  };
  heddle::thread a(get);
  heddle::thread b(get);
  a.join();
  b.join();
  heddle::expect(made == 1, "the value is made once");
}

template <EventLoopBug bug>
void use_event_loop() {
  EventLoop<bug> loop;
  heddle::shared<int> runs = 0;
  heddle::thread runner([&] { loop.run(); });
  loop.post([&] { ++runs; });
  loop.stop();
  runner.join();
  heddle::expect(runs == 1, "what was posted before the stop is run");
}

}  // namespace

std::vector<ProgramUnderTest> tasks() {
  return {
      {.name = "thread_pool",
       .right = use_thread_pool<ThreadPoolBug::none>,
       .flawed = {{.bug = "stops_without_the_mutex",
                   .body = use_thread_pool<ThreadPoolBug::stops_without_the_mutex>,
                   .kinds = {"deadlock"}}}},
      {.name = "continued_future",
       .right = use_continued_future<ContinuedFutureBug::none>,
       .flawed = {{.bug = "looks_then_tells",
                   .body = use_continued_future<ContinuedFutureBug::looks_then_tells>,
                   .kinds = {"assertion"}},
                  {.bug = "tells_then_looks",
                   .body = use_continued_future<ContinuedFutureBug::tells_then_looks>,
                   .kinds = {"assertion"}}}},
      {.name = "lazy_value",
       .right = use_lazy_value<LazyValueBug::none>,
       .flawed = {{.bug = "publishes_relaxed",
                   .body = use_lazy_value<LazyValueBug::publishes_relaxed>,
                   .kinds = {"data-race"}},
                  {.bug = "checks_once",
                   .body = use_lazy_value<LazyValueBug::checks_once>,
                   .kinds = {"assertion", "data-race"}}}},
      {.name = "event_loop",
       .right = use_event_loop<EventLoopBug::none>,
       .flawed = {{.bug = "clears_too_late",
                   .body = use_event_loop<EventLoopBug::clears_too_late>,
                   .kinds = {"deadlock"}}}},
  };
}

}  // namespace heddle::programs_under_test
