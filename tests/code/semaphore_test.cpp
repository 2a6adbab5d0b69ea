// Semaphores, latches and barriers.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "heddle/heddle.hpp"
#include "tests/code/exploring.hpp"

namespace heddle::testing {
namespace {

using std::chrono::milliseconds;

TEST_CASE("a semaphore lets as many in as it has permits") {
  const auto with_permits = [](int permits) {
    return [permits] {
      counting_semaphore<3> free(permits);
      atomic<int> inside{0};
      const auto enter = [&] {
        free.acquire();
        expect(++inside <= 2, "two are inside at most");
        --inside;
        free.release();
      };
      thread a(enter);
      thread b(enter);
      enter();
      a.join();
      b.join();
    };
  };
  check_proved(with_permits(2));
  check_finds(with_permits(3), {"assertion"});
  check_native(with_permits(2));
}

TEST_CASE("what is done before a release is known after the acquire") {
  const auto body = [](bool waits) {
    return [waits] {
      binary_semaphore ready{0};
      shared<int> value = 0;
      thread a([&] {
        value = 1;
        ready.release();
      });
      if (waits) {
        ready.acquire();
      } else {
        static_cast<void>(ready.try_acquire());
      }
      expect(value >= 0, "it is there");
      a.join();
    };
  };
  check_proved(body(true));
  check_finds(body(false), {"data-race"});
  check_native(body(true));
}

TEST_CASE("a permit that is lost is a deadlock, and a time-out goes on") {
  check_finds(
      [] {
        binary_semaphore free{1};
        const auto forget = [&] {
          free.acquire();
          if (free.try_acquire()) free.release();
        };
        thread a(forget);
        forget();
        a.join();
      },
      {"deadlock"});
  const auto waits = [] {
    counting_semaphore<> free(0);
    thread a([&] { free.release(2); });
    const bool in_time = free.try_acquire_for(milliseconds(1));
    const bool again = free.try_acquire_until(steady_clock::now() + milliseconds(1));
    print(in_time ? (again ? "both" : "first") : (again ? "second" : "none"));
    a.join();
  };
  const report found = explore(waits);
  INFO(found.text());
  CHECK(outputs(found) == Outputs{"both", "none", "second"});
  check_native(waits);
}

TEST_CASE("a semaphore that is released too often is misused") {
  check_finds(
      [] {
        binary_semaphore free{0};
        thread a([&] { free.release(); });
        free.release();
        a.join();
      },
      {"misuse"});
}

TEST_CASE("a semaphore that was made outside has its permits in each execution") {
  counting_semaphore<5> free(1);
  check_proved([&] {
    thread a([&] { free.acquire(); });
    a.join();
    expect(!free.try_acquire(), "it was taken");
    free.release(4);
  });
}

TEST_CASE("a latch lets go once all have counted down, and knows what they did") {
  const auto body = [](std::ptrdiff_t expected) {
    return [expected] {
      shared<int> one = 0;
      shared<int> other = 0;
      latch done(expected);
      thread a([&] {
        one = 1;
        done.count_down();
      });
      thread b([&] {
        other = 1;
        done.count_down();
      });
      done.wait();
      expect(one + other == 2, "both are done");
      a.join();
      b.join();
    };
  };
  CHECK(check_proved(body(2)) == 2);
  check_finds(body(1), {"assertion", "data-race", "misuse"});
  check_finds(body(3), {"deadlock"});
  check_native(body(2));
}

TEST_CASE("those who wait for a latch pass in one order, as nobody can tell") {
  const auto body = [] {
    latch start(1);
    std::vector<thread> waiting;
    for (int i = 0; i < 4; ++i) waiting.emplace_back([&] { start.wait(); });
    start.count_down();
    for (thread& each : waiting) each.join();
  };
  CHECK(check_proved(body) == 1);
  check_native(body);
}

TEST_CASE("to count down orders nothing but those who wait") {
  check_finds(
      [] {
        shared<int> value = 0;
        latch done(2);
        thread a([&] {
          value = 1;
          done.count_down();
        });
        done.count_down();
        static_cast<void>(value.read());
        a.join();
      },
      {"data-race"});
  const auto waits = [] {
    shared<int> value = 0;
    latch done(2);
    thread a([&] {
      value = 1;
      done.arrive_and_wait();
    });
    done.arrive_and_wait();
    expect(value == 1, "it is there");
    a.join();
  };
  check_proved(waits);
  check_native(waits);
}

TEST_CASE("a latch can be tried") {
  const auto body = [] {
    latch done(2);
    latch none(0);
    none.wait();
    expect(none.try_wait(), "it is open from the beginning");
    thread a([&] { done.count_down(2); });
    print(done.try_wait() ? "open" : "closed");
    a.join();
    expect(done.try_wait(), "all have counted down");
  };
  const report found = explore(body);
  INFO(found.text());
  CHECK(found.bugs.empty());
  CHECK(outputs(found) == Outputs{"closed", "open"});
  check_native(body);
}

TEST_CASE("a barrier lets its threads go on round by round") {
  const auto body = [] {
    constexpr int rounds = 2;
    shared<int> one = 0;
    shared<int> other = 0;
    barrier all(2);
    thread a([&] {
      for (int round = 1; round <= rounds; ++round) {
        one = round;
        all.arrive_and_wait();
        expect(other == round, "the other one was here");
        all.arrive_and_wait();
      }
    });
    for (int round = 1; round <= rounds; ++round) {
      other = round;
      all.arrive_and_wait();
      expect(one == round, "the other one was here");
      all.arrive_and_wait();
    }
    a.join();
  };
  check_proved(body);
  check_native(body);
}

TEST_CASE("the second round of a barrier is needed") {
  check_finds(
      [] {
        shared<int> value = 0;
        barrier all(2);
        thread a([&] {
          for (int round = 1; round <= 2; ++round) {
            value = round;
            all.arrive_and_wait();
          }
        });
        for (int round = 1; round <= 2; ++round) {
          all.arrive_and_wait();
          static_cast<void>(value.read());
        }
        a.join();
      },
      {"data-race"});
}

TEST_CASE("the completion of a barrier comes after all arrivals and before all go on") {
  const auto body = [] {
    shared<int> sum = 0;
    shared<int> parts[2] = {0, 0};
    barrier all(2, [&]() noexcept { sum = parts[0] + parts[1]; });
    thread a([&] {
      parts[0] = 1;
      all.arrive_and_wait();
      expect(sum == 3, "both parts are in it");
    });
    parts[1] = 2;
    auto token = all.arrive();
    all.wait(std::move(token));
    expect(sum == 3, "both parts are in it");
    a.join();
  };
  check_proved(body);
  check_native(body);
}

TEST_CASE("who drops out of a barrier is not waited for") {
  const auto body = [](bool drops) {
    return [drops] {
      barrier all(2);
      thread a([&] {
        if (drops) {
          all.arrive_and_drop();
        } else {
          static_cast<void>(all.arrive());
        }
      });
      all.arrive_and_wait();
      all.arrive_and_wait();
      a.join();
    };
  };
  check_proved(body(true));
  check_finds(body(false), {"deadlock"});
  check_native(body(true));
}

TEST_CASE("a barrier that more threads arrive at than it expects is misused") {
  check_finds(
      [] {
        barrier all(1);
        static_cast<void>(all.arrive(2));
      },
      {"misuse"});
}

}  // namespace
}  // namespace heddle::testing
