// Stop tokens, jthread, and condition_variable_any.

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "heddle/heddle.hpp"
#include "tests/code/exploring.hpp"

namespace heddle::testing {
namespace {

using std::chrono::milliseconds;

TEST_CASE("a stop is requested once, and what was done before is known to who sees it") {
  const auto body = [] {
    stop_source source;
    shared<int> value = 0;
    thread a([token = source.get_token(), &value] {
      if (token.stop_requested()) expect(value == 1, "it is there");
    });
    value = 1;
    expect(source.request_stop(), "it is the first");
    expect(!source.request_stop(), "it is not the first");
    a.join();
    expect(source.stop_requested(), "a stop was requested");
  };
  CHECK(check_proved(body) == 2);
  check_native(body);
}

TEST_CASE("who does not look at the token does not know") {
  check_finds(
      [] {
        stop_source source;
        shared<int> value = 0;
        thread a([token = source.get_token(), &value] {
          static_cast<void>(token.stop_requested());
          static_cast<void>(value.read());
        });
        value = 1;
        source.request_stop();
        a.join();
      },
      {"data-race"});
}

TEST_CASE("callbacks run on the thread that requests the stop, or at once") {
  const auto body = [] {
    stop_source source;
    const auto main = this_thread::get_id();
    int calls = 0;
    std::optional<thread::id> on;
    thread a([&, token = source.get_token()] {
      const stop_callback count(token, [&] {
        ++calls;
        on = this_thread::get_id();
      });
    });
    source.request_stop();
    a.join();
    expect(calls <= 1, "it is called once at most");
    print(calls == 0 ? "not called" : on == main ? "by main" : "at once");
  };
  const report found = explore(body);
  INFO(found.text());
  CHECK(found.bugs.empty());
  CHECK(found.verdict == "proved");
  CHECK(outputs(found) == Outputs{"at once", "by main", "not called"});
  check_native(body);
}

TEST_CASE("the end of a stop_callback waits for a call by another thread") {
  const auto body = [] {
    stop_source source;
    thread a([token = source.get_token()] {
      shared<int> value = 0;
      const stop_callback set(token, [&] {
        value = 1;
        this_thread::yield();
        value = 2;
      });
    });
    source.request_stop();
    a.join();
  };
  check_proved(body);
  check_native(body);
}

TEST_CASE("a callback may destroy itself, and one that was destroyed is not called") {
  const auto body = [] {
    stop_source source;
    using Callback = stop_callback<std::function<void()>>;
    std::unique_ptr<Callback> itself;
    itself = std::make_unique<Callback>(source.get_token(), [&] { itself.reset(); });
    auto other =
        std::make_unique<Callback>(source.get_token(), [] { expect(false, "not to be called"); });
    other.reset();
    source.request_stop();
    expect(itself == nullptr, "it was called");
  };
  check_proved(body);
  check_native(body);
}

TEST_CASE("a token without a source cannot be stopped") {
  const auto body = [] {
    expect(!stop_token().stop_possible(), "there is no source");
    expect(!stop_source(nostopstate).stop_possible(), "there is no state");
    stop_token token;
    {
      stop_source source;
      token = source.get_token();
      const stop_source copy = source;  // NOLINT: it is counted
      expect(token == copy.get_token() && source == copy, "they have the same state");
      expect(token.stop_possible(), "there are sources");
    }
    expect(!token.stop_possible(), "there are none any more");
    expect(!token.stop_requested(), "no stop was requested");
  };
  check_proved(body);
  check_native(body);
}

TEST_CASE("a stop source that was made outside is as it was in each execution") {
  // Executions that are left early keep parts of it, so it stays itself.
  static stop_source source;
  check_proved([&] {
    expect(!source.stop_requested(), "no stop was requested");
    thread a([&] { source.request_stop(); });
    a.join();
    expect(source.get_token().stop_requested(), "a stop was requested");
  });
}

TEST_CASE("a jthread is asked to stop, and joined") {
  const auto body = [] {
    shared<int> rounds = 0;
    {
      jthread worker(
          [&](const stop_token& token, int most) {
            for (int round = 0; round < most && !token.stop_requested(); ++round) rounds += 1;
          },
          2);
      jthread other([] {});
      expect(worker.joinable(), "it runs");
      jthread moved = std::move(other);
      expect(!other.joinable(), "it was moved");  // NOLINT: that is asked
    }
    print(std::to_string(rounds.read()));
  };
  const report found = explore(body);
  INFO(found.text());
  CHECK(found.bugs.empty());
  CHECK(found.verdict == "proved");
  CHECK(outputs(found) == Outputs{"0", "1", "2"});
  check_native(body);
}

TEST_CASE("a jthread that waits for something else than its token is never joined") {
  check_finds(
      [] {
        binary_semaphore work{0};
        const jthread worker([&](const stop_token&) { work.acquire(); });
      },
      {"deadlock"});
}

template <typename Mutex>
void hand_over(bool notifies) {
  Mutex m;
  condition_variable_any ready;
  bool is_ready = false;
  shared<int> value = 0;
  thread a([&] {
    std::unique_lock lock(m);
    ready.wait(lock, [&] { return is_ready; });
    expect(value == 1, "it is there");
  });
  value = 1;
  {
    std::lock_guard lock(m);
    is_ready = true;
  }
  if (notifies) ready.notify_one();
  a.join();
}

TEST_CASE("a condition_variable_any waits with any lock") {
  for (const auto& body : {hand_over<mutex>, hand_over<timed_mutex>, hand_over<recursive_mutex>,
                           hand_over<shared_mutex>}) {
    check_proved([&] { body(true); });
    check_finds([&] { body(false); }, {"deadlock"});
    check_native([&] { body(true); });
  }
}

TEST_CASE("a condition_variable_any waits with a shared lock, a mutex itself, and for a while") {
  const auto body = [] {
    shared_mutex m;
    mutex alone;
    condition_variable_any ready;
    bool is_ready = false;
    thread a([&] {
      std::shared_lock lock(m);
      ready.wait(lock, [&] { return is_ready; });
    });
    {
      std::lock_guard lock(m);
      is_ready = true;
    }
    ready.notify_all();
    a.join();
    alone.lock();
    expect(ready.wait_for(alone, milliseconds(1)) == cv_status::timeout, "nobody notifies");
    expect(!ready.wait_until(alone, steady_clock::now() + milliseconds(1), [] { return false; }),
           "nobody notifies");
    alone.unlock();
  };
  check_proved(body);
  check_native(body);
}

TEST_CASE("a stop wakes up who waits with the token") {
  const auto body = [] {
    mutex m;
    condition_variable_any work;
    jthread worker([&](const stop_token& token) {
      std::unique_lock lock(m);
      expect(!work.wait(lock, token, [] { return false; }), "there is no work");
    });
  };
  check_proved(body);
  check_native(body);
}

TEST_CASE("without the token the stop is not heard") {
  check_finds(
      [] {
        mutex m;
        condition_variable_any work;
        const jthread worker([&](const stop_token& token) {
          std::unique_lock lock(m);
          work.wait(lock, [&] { return token.stop_requested(); });
        });
      },
      {"deadlock"});
}

TEST_CASE("a wait with a token comes to its end by work, by a stop, or by the time") {
  const auto body = [] {
    mutex m;
    condition_variable_any changed;
    bool has_work = false;
    stop_source source;
    thread worker([&, token = source.get_token()] {
      std::unique_lock lock(m);
      const bool works = changed.wait_for(lock, token, milliseconds(1), [&] { return has_work; });
      print(works ? "works" : "does not");
    });
    {
      std::lock_guard lock(m);
      has_work = true;
    }
    changed.notify_one();
    source.request_stop();
    worker.join();
  };
  const report found = explore(body);
  INFO(found.text());
  CHECK(found.bugs.empty());
  CHECK(found.verdict == "proved");
  CHECK(outputs(found) == Outputs{"does not", "works"});
  check_native(body);
}

}  // namespace
}  // namespace heddle::testing
