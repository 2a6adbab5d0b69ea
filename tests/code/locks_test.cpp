// Shared mutexes, the other mutexes with time-outs, and condition variables at a thread's exit.

#include <chrono>
#include <mutex>
#include <shared_mutex>
#include <utility>

#include "heddle/heddle.hpp"
#include "tests/code/exploring.hpp"

namespace heddle::testing {
namespace {

using std::chrono::milliseconds;

TEST_CASE("readers share a lock, and a writer has it alone") {
  const auto body = [] {
    shared_mutex m;
    shared<int> value = 0;
    thread writer([&] {
      std::unique_lock lock(m);
      value = 1;
      value = 2;
    });
    const auto read = [&] {
      std::shared_lock lock(m);
      expect(value != 1, "nothing half done is seen");
    };
    thread reader(read);
    read();
    writer.join();
    reader.join();
  };
  check_proved(body);
  check_native(body);
}

TEST_CASE("a shared lock is not enough to write") {
  check_finds(
      [] {
        shared_mutex m;
        shared<int> value = 0;
        const auto write = [&] {
          std::shared_lock lock(m);
          value = 1;
        };
        thread a(write);
        write();
        a.join();
      },
      {"data-race"});
}

TEST_CASE("a reader cannot take the lock to write as well") {
  check_finds(
      [] {
        shared_mutex m;
        m.lock_shared();
        m.lock();
      },
      {"misuse"});
}

TEST_CASE("a reader and a writer who wait for each other are a deadlock") {
  check_finds(
      [] {
        shared_timed_mutex m;
        binary_semaphore go{0};
        thread a([&] {
          m.lock();
          go.release();
          m.unlock();
        });
        m.lock_shared();
        go.acquire();
        m.unlock_shared();
        a.join();
      },
      {"deadlock"});
}

TEST_CASE("a lock that is held is not to be had for a while") {
  const auto body = [] {
    shared_timed_mutex m;
    m.lock();
    thread a([&] {
      expect(!m.try_lock(), "it is held");
      expect(!m.try_lock_shared(), "it is held");
      expect(!m.try_lock_shared_for(milliseconds(1)), "it is held");
      expect(!m.try_lock_until(steady_clock::now() + milliseconds(1)), "it is held");
    });
    a.join();
    m.unlock();
    m.lock_shared();
    thread b([&] {
      expect(m.try_lock_shared(), "others read");
      m.unlock_shared();
      expect(m.try_lock_shared_until(system_clock::now() + milliseconds(1)), "others read");
      m.unlock_shared();
      expect(!m.try_lock_for(milliseconds(1)), "others read");
    });
    b.join();
    m.unlock_shared();
  };
  check_proved(body);
  check_native(body);
}

TEST_CASE("a timed mutex is had in time or not") {
  const auto body = [] {
    timed_mutex m;
    recursive_timed_mutex again;
    thread a([&] {
      std::lock_guard lock(m);
      std::lock_guard once(again);
      std::lock_guard twice(again);
    });
    const bool in_time = m.try_lock_for(milliseconds(1));
    print(in_time ? "in time" : "late");
    if (in_time) m.unlock();
    a.join();
    expect(again.try_lock_for(milliseconds(1)), "nobody holds it");
    again.unlock();
  };
  const report found = explore(body);
  INFO(found.text());
  CHECK(found.bugs.empty());
  CHECK(outputs(found) == Outputs{"in time", "late"});
  check_native(body);
}

TEST_CASE("locks that are taken together have no order") {
  const auto body = [] {
    shared_mutex one;
    timed_mutex other;
    thread a([&] { scoped_lock both(one, other); });
    {
      scoped_lock both(other, one);
      shared_lock late(one, defer_lock);
      expect(!late.owns_lock(), "it was put off");
    }
    a.join();
  };
  const report found = explore(body, {.bound = "preemptions=3"});
  INFO(found.text());
  CHECK(found.bugs.empty());
  CHECK(found.verdict == "proved-up-to");
  check_native(body, {.bound = "preemptions=3"});
}

TEST_CASE("an unlock of the wrong side, or by the wrong thread, is a misuse") {
  check_finds(
      [] {
        shared_mutex m;
        m.lock();
        m.unlock_shared();
      },
      {"misuse"});
  check_finds(
      [] {
        timed_mutex m;
        m.lock();
        thread a([&] { m.unlock(); });
        a.join();
      },
      {"misuse"});
}

TEST_CASE("who is notified at a thread's exit finds its own values destroyed") {
  const auto body = [](bool at_exit) {
    return [at_exit] {
      struct WritesAtEnd {
        explicit WritesAtEnd(shared<int>* value) : to(value) {}
        ~WritesAtEnd() { *to = 1; }
        shared<int>* to;
      };
      static shared<int>* target = nullptr;
      static const thread_specific<WritesAtEnd> writes([] { return WritesAtEnd(target); });
      shared<int> value = 0;
      target = &value;
      mutex m;
      condition_variable ended;
      bool has_ended = false;
      thread a([&] {
        writes.get();
        std::unique_lock lock(m);
        has_ended = true;
        if (at_exit) {
          notify_all_at_thread_exit(ended, std::move(lock));
        } else {
          ended.notify_all();
        }
      });
      {
        std::unique_lock lock(m);
        ended.wait(lock, [&] { return has_ended; });
        static_cast<void>(value.read());
      }
      a.join();
    };
  };
  check_proved(body(true));
  check_finds(body(false), {"data-race"});
  check_native(body(true));
}

}  // namespace
}  // namespace heddle::testing
