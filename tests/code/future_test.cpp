// Promises, futures, packaged tasks and async.

#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "heddle/heddle.hpp"
#include "tests/code/exploring.hpp"

namespace heddle::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// The name of the error that the call ends by.
template <typename Call>
std::string error_of(const Call& call) {
  try {
    call();
    return "none";
  } catch (const future_error& error) {
    if (error.code() == future_errc::broken_promise) return "broken_promise";
    if (error.code() == future_errc::no_state) return "no_state";
    if (error.code() == future_errc::promise_already_satisfied) return "promise_already_satisfied";
    if (error.code() == future_errc::future_already_retrieved) return "future_already_retrieved";
    return "?";
  }
}

TEST_CASE("a value comes with what was done before it was set") {
  const auto body = [] {
    promise<std::string> to;
    future<std::string> from = to.get_future();
    shared<int> value = 0;
    thread a([&value, to = std::move(to)]() mutable {
      value = 1;
      to.set_value("done");
    });
    expect(from.get() == "done", "the value arrives");
    expect(!from.valid(), "it was taken");
    expect(value == 1, "it is there");
    a.join();
  };
  CHECK(check_proved(body) == 1);
  check_native(body);
}

TEST_CASE("what is done after the value was set is not known") {
  check_finds(
      [] {
        promise<void> to;
        shared<int> value = 0;
        thread a([&] {
          to.set_value();
          value = 1;
        });
        to.get_future().get();
        static_cast<void>(value.read());
        a.join();
      },
      {"data-race"});
}

TEST_CASE("an exception, a reference, and what can only be moved") {
  const auto body = [] {
    promise<int&> reference;
    promise<std::unique_ptr<int>> moved;
    promise<int> exception;
    int object = 7;
    thread a([&] {
      reference.set_value(object);
      moved.set_value(std::make_unique<int>(8));
      exception.set_exception(std::make_exception_ptr(std::runtime_error("no such account")));
    });
    future<int> failed = exception.get_future();
    bool has_thrown = false;
    try {
      failed.get();
    } catch (const std::runtime_error& error) {
      has_thrown = std::string(error.what()) == "no such account";
    }
    expect(has_thrown && !failed.valid(), "the exception arrives");
    expect(&reference.get_future().get() == &object, "the reference arrives");
    expect(*moved.get_future().get() == 8, "the pointer arrives");
    a.join();
  };
  check_proved(body);
  check_native(body);
}

TEST_CASE("a promise that nobody keeps is broken") {
  const auto body = [] {
    future<int> from;
    thread a;
    {
      promise<int> to;
      from = to.get_future();
      a = thread([to = std::move(to)] {});
    }
    expect(error_of([&] { from.get(); }) == "broken_promise", "it is broken");
    a.join();
    promise<int> again;
    future<int> lost = again.get_future();
    again = promise<int>();
    expect(error_of([&] { lost.get(); }) == "broken_promise", "it is broken");
  };
  check_proved(body);
  check_native(body);
  check_finds(
      [] {
        promise<int> to;
        to.get_future().get();
      },
      {"deadlock"});
}

TEST_CASE("of two who keep a promise one is told that it was kept") {
  const auto body = [] {
    promise<int> to;
    future<int> from = to.get_future();
    expect(error_of([&] { static_cast<void>(to.get_future()); }) == "future_already_retrieved",
           "there is one future");
    const auto keep = [&](int value) {
      if (error_of([&] { to.set_value(value); }) == "promise_already_satisfied") {
        print(std::to_string(value) + " is late");
      }
    };
    thread a(keep, 1);
    thread b(keep, 2);
    print("got " + std::to_string(from.get()));
    a.join();
    b.join();
    expect(error_of([&] { from.get(); }) == "no_state", "it was taken");
    expect(error_of([] { future<int>().wait(); }) == "no_state", "it is of no promise");
  };
  const report found = explore(body);
  INFO(found.text());
  CHECK(found.bugs.empty());
  CHECK(found.verdict == "proved");
  CHECK(outputs(found) ==
        Outputs{"1 is late got 2", "2 is late got 1", "got 1 2 is late", "got 2 1 is late"});
  check_native(body);
}

TEST_CASE("a future is waited for, for a while") {
  const auto body = [] {
    promise<int> to;
    const shared_future<int> from = to.get_future();
    thread a([&] { to.set_value(1); });
    const bool is_ready = from.wait_for(milliseconds(1)) == future_status::ready;
    print(is_ready ? "ready" : "not yet");
    a.join();
    expect(from.wait_until(steady_clock::now()) == future_status::ready, "it is ready");
    expect(from.get() == 1 && from.get() == 1, "it can be asked again");
  };
  const report found = explore(body);
  INFO(found.text());
  CHECK(found.bugs.empty());
  CHECK(outputs(found) == Outputs{"not yet", "ready"});
  check_native(body);
}

TEST_CASE("those who wait for one shared_future pass in one order") {
  const auto body = [] {
    promise<int> to;
    const shared_future<int> from(to.get_future());
    std::vector<thread> waiting;
    for (int i = 0; i < 4; ++i) {
      waiting.emplace_back([from] { expect(from.get() == 3, "it arrives"); });
    }
    to.set_value(3);
    for (thread& each : waiting) each.join();
  };
  CHECK(check_proved(body) == 1);
  check_native(body);
}

TEST_CASE("a value that is set at the thread's exit arrives after all else") {
  const auto body = [] {
    static const thread_specific<int> own(1);
    promise<int> to;
    promise<void> failed;
    thread a([&] {
      expect(own.get() == 1, "it has its own");
      to.set_value_at_thread_exit(own.get() + 1);
      failed.set_exception_at_thread_exit(std::make_exception_ptr(1));
      expect(error_of([&] { to.set_value(3); }) == "promise_already_satisfied", "it is set");
    });
    expect(to.get_future().get() == 2, "it arrives");
    bool has_thrown = false;
    try {
      failed.get_future().get();
    } catch (int) {
      has_thrown = true;
    }
    expect(has_thrown, "the exception arrives");
    a.join();
  };
  check_proved(body);
}

TEST_CASE("a task gives its result to its future, each time that it is reset") {
  const auto body = [] {
    packaged_task<int(int)> task([calls = std::make_unique<int>(0)](int by) {
      *calls += by;
      if (*calls > 2) throw std::runtime_error("too many");
      return *calls;
    });
    future<int> first = task.get_future();
    thread a([&task] { task(2); });
    expect(first.get() == 2, "it is called");
    a.join();
    expect(error_of([&] { task(1); }) == "promise_already_satisfied", "it was called");
    task.reset();
    future<int> second = task.get_future();
    task(1);
    bool has_thrown = false;
    try {
      second.get();
    } catch (const std::runtime_error&) {
      has_thrown = true;
    }
    expect(has_thrown, "the exception arrives");
    task.reset();
    future<int> third = task.get_future();
    packaged_task<int(int)> moved = std::move(task);
    expect(moved.valid() && !task.valid(), "it was moved");  // NOLINT: that is asked
    moved = packaged_task<int(int)>();
    expect(error_of([&] { third.get(); }) == "broken_promise", "it was never called");
    expect(error_of([&] { static_cast<void>(moved.get_future()); }) == "no_state", "it is empty");
  };
  check_proved(body);
  check_native(body);
}

TEST_CASE("async starts a thread, which is joined") {
  const auto body = [] {
    shared<int> value = 0;
    auto sum = [&](int one, const std::unique_ptr<int>& other) {
      value = 1;
      return one + *other;
    };
    future<int> result = async(launch::async, sum, 1, std::make_unique<int>(2));
    expect(result.get() == 3, "the sum arrives");
    expect(value == 1, "it is there");
    {
      const future<void> lost = async([&] { value = 2; });
    }
    expect(value == 2, "the end of the future waits");
  };
  check_proved(body);
  check_native(body);
}

TEST_CASE("two futures of async run at the same time") {
  check_finds(
      [] {
        shared<int> value = 0;
        const auto add = [&] { value += 1; };
        future<void> one = async(launch::async, add);
        future<void> other = async(launch::async, add);
        one.get();
        other.get();
        expect(value == 2, "both add");
      },
      {"assertion", "data-race"});
}

TEST_CASE("async that is deferred runs with the first who waits") {
  const auto body = [] {
    const auto main = this_thread::get_id();
    int calls = 0;
    future<bool> alone = async(launch::deferred, [&] {
      ++calls;
      return this_thread::get_id() == main;
    });
    expect(alone.wait_for(seconds(0)) == future_status::deferred, "nobody waited");
    expect(calls == 0, "it was not called");
    expect(alone.get() && calls == 1, "main has called it");
    const shared_future<bool> both = async(launch::deferred, [&] {
      ++calls;
      return this_thread::get_id() == main;
    });
    thread a([both] { static_cast<void>(both.get()); });
    print(both.get() ? "by main" : "by the other");
    a.join();
    expect(calls == 2, "one has called it");
    expect(both.wait_for(seconds(0)) == future_status::ready, "it was called");
  };
  const report found = explore(body);
  INFO(found.text());
  CHECK(found.bugs.empty());
  CHECK(found.verdict == "proved");
  CHECK(outputs(found) == Outputs{"by main", "by the other"});
  check_native(body);
}

TEST_CASE("the last of several futures of async waits for its thread") {
  const auto body = [] {
    shared<int> value = 0;
    {
      const shared_future<void> one = async(launch::async, [&] { value = 1; });
      thread a([copy = one] { copy.wait(); });
      thread b([copy = one] { static_cast<void>(copy.wait_for(milliseconds(1))); });
      a.join();
      b.join();
    }
    expect(value == 1, "it has ended");
  };
  check_proved(body);
  check_native(body);
}

}  // namespace
}  // namespace heddle::testing
