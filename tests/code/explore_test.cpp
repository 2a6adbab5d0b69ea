// Explorations of C++ code: what users write first.

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "heddle/heddle.hpp"

namespace {

std::vector<std::string> kinds(const heddle::report& report) {
  std::vector<std::string> kinds;
  for (const heddle::bug& bug : report.bugs) kinds.push_back(bug.kind);
  std::ranges::sort(kinds);
  return kinds;
}

using Kinds = std::vector<std::string>;

}  // namespace

TEST_CASE("two deposits are not lost") {
  const heddle::report report = heddle::explore([] {
    heddle::shared<int> balance = 0;
    heddle::mutex m;
    auto deposit = [&] {
      std::lock_guard lock(m);
      balance = balance + 1;
    };
    heddle::thread a(deposit);
    heddle::thread b(deposit);
    a.join();
    b.join();
    heddle::expect(balance == 2, "both deposits arrive");
  });
  INFO(report.text());
  CHECK(report.bugs.empty());
  CHECK(report.complete);
  CHECK(report.verdict == "proved");
}

TEST_CASE("without the lock there is a race, and a deposit is lost") {
  const heddle::report report = heddle::explore([] {
    heddle::shared<int> balance = 0;
    auto deposit = [&] { balance = balance + 1; };
    heddle::thread a(deposit);
    heddle::thread b(deposit);
    a.join();
    b.join();
    heddle::expect(balance == 2, "both deposits arrive");
  });
  INFO(report.text());
  CHECK(kinds(report) == Kinds{"assertion", "data-race"});
}

TEST_CASE("check throws what it found, with the trace and the way to see it again") {
  const auto body = [] {
    heddle::mutex one;
    heddle::mutex other;
    heddle::thread a([&] {
      std::lock_guard first(one);
      std::lock_guard second(other);
    });
    heddle::thread b([&] {
      std::lock_guard first(other);
      std::lock_guard second(one);
    });
    a.join();
    b.join();
  };
  std::string schedule;
  try {
    heddle::check(body);
    FAIL("no deadlock was found");
  } catch (const heddle::bug_found& found) {
    const std::string text = found.what();
    INFO(text);
    CHECK(text.find("deadlock") != std::string::npos);
    CHECK(text.find("HEDDLE_SCHEDULE=") != std::string::npos);
    REQUIRE(found.what_was_found().bugs.size() == 1);
    schedule = found.what_was_found().bugs.front().schedule;
  }
  const heddle::report again = heddle::replay(body, schedule);
  CHECK(kinds(again) == Kinds{"deadlock"});
  CHECK(again.executions == 1);
}

TEST_CASE("a schedule of something else does not fit") {
  const heddle::report report = heddle::replay([] { heddle::thread([] {}).join(); },
                                               "heddle1:00000000:unbounded:main,other,main");
  CHECK(kinds(report) == Kinds{"misfit"});
  CHECK_THROWS_AS(heddle::replay([] {}, "nonsense"), std::invalid_argument);
}

TEST_CASE("what was made outside of the exploration is there in each execution, as it was") {
  heddle::atomic<int> counter{5};
  heddle::mutex m;
  heddle::shared<int> balance = 7;
  const heddle::report report = heddle::explore([&] {
    heddle::expect(counter == 5, "the counter is as it was");
    heddle::expect(balance == 7, "the balance is as it was");
    auto count = [&] {
      ++counter;
      std::lock_guard lock(m);
      balance += 1;
    };
    heddle::thread a(count);
    heddle::thread b(count);
    a.join();
    b.join();
    heddle::expect(counter == 7, "both count");
    heddle::expect(balance == 9, "both add");
  });
  INFO(report.text());
  CHECK(report.bugs.empty());
  CHECK(report.verdict == "proved");
}

TEST_CASE("an exception that leaves a thread is a panic with its text") {
  const heddle::report report = heddle::explore([] {
    heddle::thread a([] { throw std::runtime_error("no such account"); });
    a.join();
  });
  REQUIRE(kinds(report) == Kinds{"panic"});
  CHECK(report.bugs[0].message.find("no such account") != std::string::npos);
}

TEST_CASE("code that is not deterministic is told so") {
  int runs = 0;
  const heddle::report report = heddle::explore([&] {
    heddle::atomic<int> x{0};
    if (++runs % 2 == 0) x.store(1);
    x.load();
  });
  REQUIRE(!report.bugs.empty());
  CHECK(report.bugs[0].kind == "nondeterminism");
  CHECK(report.bugs[0].message.find("did a load of x before, and now does a store") !=
        std::string::npos);
  CHECK(report.bugs[0].trace.find("create x") != std::string::npos);
  CHECK(!report.complete);
}

TEST_CASE("real threads and explorations do the same") {
  const auto body = [] {
    heddle::mutex m;
    auto tell = [&](const char* line) {
      std::lock_guard lock(m);
      heddle::print(line);
    };
    heddle::thread a(tell, "a");
    heddle::thread b(tell, "b");
    a.join();
    b.join();
  };
  const heddle::comparison both = heddle::compare(body, {}, 50);
  INFO(both.text());
  CHECK(both.only_real.empty());
  CHECK(both.simulated.outcomes.size() == 2);
  CHECK(both.real.runs == 50);
}

TEST_CASE("a condition variable that is notified before anybody waits") {
  const heddle::report report = heddle::explore([] {
    heddle::mutex m;
    heddle::condition_variable ready;
    heddle::thread waiter([&] {
      std::unique_lock lock(m);
      ready.wait(lock);
    });
    ready.notify_one();
    waiter.join();
  });
  CHECK(kinds(report) == Kinds{"deadlock"});
}

TEST_CASE("an atomic that is waited for wakes up its waiter only if it is notified") {
  const auto with_notification = [](bool notifies) {
    return heddle::explore([notifies] {
      heddle::atomic<int> ready{0};
      heddle::thread waiter([&] { ready.wait(0); });
      ready = 1;
      if (notifies) ready.notify_one();
      waiter.join();
    });
  };
  CHECK(with_notification(true).verdict == "proved");
  CHECK(with_notification(true).bugs.empty());
  CHECK(kinds(with_notification(false)) == Kinds{"deadlock"});
}

TEST_CASE("what is used after its end, and a thread that nobody joins, are misuses") {
  const heddle::report report = heddle::explore([] {
    auto counter = std::make_unique<heddle::atomic<int>>(0);
    heddle::atomic<int>* const left = counter.get();
    heddle::thread a([left] { left->store(1); });
    counter.reset();
    a.join();
  });
  INFO(report.text());
  REQUIRE(kinds(report) == Kinds{"data-race", "misuse"});
  CHECK(report.bugs[1].message.find("destroyed") != std::string::npos);
  const heddle::report unjoined = heddle::explore([] { heddle::thread a([] {}); });
  REQUIRE(kinds(unjoined) == Kinds{"misuse"});
  CHECK(unjoined.bugs[0].message.find("joinable") != std::string::npos);
}

TEST_CASE("an object that is published too weakly is in a race with its use") {
  const auto published = [](std::memory_order order) {
    return heddle::explore([order] {
      heddle::atomic<heddle::mutex*> made{nullptr};
      heddle::thread maker([&] { made.store(new heddle::mutex, order); });
      heddle::thread user([&] {
        if (heddle::mutex* const lock = made.load(std::memory_order_acquire)) {
          lock->lock();
          lock->unlock();
        }
      });
      maker.join();
      user.join();
      delete made.load();
    });
  };
  CHECK(kinds(published(std::memory_order_release)).empty());
  const heddle::report relaxed = published(std::memory_order_relaxed);
  INFO(relaxed.text());
  CHECK(kinds(relaxed) == Kinds{"data-race", "data-race"});  // with lock() and unlock()
}

TEST_CASE("a plain access and an atomic one to the same memory race, in the first execution too") {
  for (const bool plain_first : {false, true}) {
    const heddle::report report = heddle::explore(
        [plain_first] {
          heddle::shared<int> x = 0;
          const auto plainly = [&] { x = 1; };
          const auto atomically = [&] { heddle::atomic_ref<int>(x).fetch_add(1); };
          heddle::thread a(plain_first ? std::function<void()>(plainly) : atomically);
          heddle::thread b(plain_first ? std::function<void()>(atomically) : plainly);
          a.join();
          b.join();
        },
        {.strategy = "round-robin", .executions = 1});
    CHECK(kinds(report) == Kinds{"data-race"});
  }
}

TEST_CASE("a wait that nobody ends is not put down to a notification that there was none of") {
  const heddle::report report = heddle::explore([] {
    heddle::mutex m;
    heddle::condition_variable c;
    std::unique_lock lock(m);
    c.wait(lock);
  });
  REQUIRE(kinds(report) == Kinds{"deadlock"});
  INFO(report.text());
  CHECK(report.bugs[0].message.find("found nobody") == std::string::npos);
}

TEST_CASE("what was made outside is afterwards as it was before") {
  heddle::atomic<int> counter{0};
  const auto body = [&] {
    heddle::thread a([&] { counter.fetch_add(1); });
    heddle::expect(counter != 1, "main is first");
    a.join();
  };
  const heddle::report first = heddle::explore(body);
  REQUIRE(kinds(first) == Kinds{"assertion"});
  CHECK(counter.load() == 0);
  CHECK(kinds(heddle::replay(body, first.bugs[0].schedule)) == Kinds{"assertion"});
  CHECK(kinds(heddle::explore(body)) == Kinds{"assertion"});
  CHECK(counter.load() == 0);
}

TEST_CASE("a compare_exchange that fails orders as it asks for then") {
  const auto races = [](std::memory_order success, std::memory_order failure) {
    const heddle::report report = heddle::explore([=] {
      heddle::shared<int> x = 0;
      heddle::atomic<int> published{0};
      heddle::thread other([&] {
        x = 1;
        published.store(1, std::memory_order_release);
      });
      int none = 0;
      const bool succeeds = published.compare_exchange_strong(none, 2, success, failure);
      if (!succeeds) static_cast<void>(x.read());
      other.join();
    });
    INFO(report.text());
    CHECK(report.complete);
    return kinds(report) == Kinds{"data-race"};
  };
  CHECK(races(std::memory_order_acq_rel, std::memory_order_relaxed));
  CHECK(!races(std::memory_order_relaxed, std::memory_order_acquire));
  CHECK(!races(std::memory_order_seq_cst, std::memory_order_seq_cst));
}

TEST_CASE("waiting for an atomic and notifying it order no other memory") {
  const heddle::report report = heddle::explore([] {
    heddle::shared<int> x = 0;
    heddle::atomic<long> waited{1};
    heddle::atomic<int> published{0};
    waited.wait(0);  // which makes the place to wait in
    heddle::thread other([&] {
      x = 1;
      waited.notify_one();
      published.store(1, std::memory_order_relaxed);
    });
    if (published.load(std::memory_order_relaxed) == 1) {
      waited.notify_one();
      static_cast<void>(x.read());
    }
    other.join();
  });
  INFO(report.text());
  CHECK(kinds(report) == Kinds{"data-race"});
}

TEST_CASE("an exception that leaves main while a thread runs is told, and one that is caught not") {
  const auto explored = [](bool is_caught) {
    return heddle::explore([is_caught] {
      const auto throws = [] {
        heddle::thread other([] {});
        throw std::runtime_error("no such account");
      };
      if (!is_caught) throws();
      try {
        throws();
      } catch (const std::runtime_error&) {
      }
      heddle::this_thread::yield();
    });
  };
  const heddle::report left = explored(false);
  REQUIRE(kinds(left) == Kinds{"panic"});
  CHECK(left.bugs[0].message.find("no such account") != std::string::npos);
  const heddle::report caught = explored(true);
  REQUIRE(kinds(caught) == Kinds{"misuse"});
  CHECK(caught.bugs[0].message.find("joinable") != std::string::npos);
}

TEST_CASE("nobody is told of orders that only the types themselves ask for") {
  const heddle::report report = heddle::explore([] {
    heddle::barrier<> both(2);
    heddle::jthread other([&](const heddle::stop_token& token) {
      both.arrive_and_wait();
      static_cast<void>(token.stop_requested());
    });
    both.arrive_and_wait();
  });
  INFO(report.text());
  CHECK(report.warnings.empty());
  CHECK(report.verdict == "proved");
}

TEST_CASE("nothing is proved of code that turns out not to be deterministic at the end") {
  int runs = 0;
  const heddle::report report = heddle::explore([&] {
    heddle::atomic<int> x{0};
    heddle::thread other([&] { x = 1; });
    other.join();
    if (++runs == 4) x.store(2);  // after two executions before, and the one that there is
  });
  REQUIRE(kinds(report) == Kinds{"nondeterminism"});
  CHECK(report.verdict == "incomplete");
  CHECK(report.text().find("proved") == std::string::npos);
  CHECK(report.json().find("\"proved\"") == std::string::npos);
}

TEST_CASE("one line is one place, however it was found") {
  const heddle::report report = heddle::explore([] {
    heddle::shared<int> x = 0;
    const auto both = [&] { x = x.read() + 1; };
    heddle::thread a(both);
    heddle::thread b(both);
    a.join();
    b.join();
  });
  INFO(report.text());
  CHECK(kinds(report) == Kinds{"data-race"});
}
