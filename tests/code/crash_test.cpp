// Code under test that does not come to an end as it should: crashes, endless loops,
// std::terminate, stacks that are too small. Each in a process of its own, as it is the process
// that ends.

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "heddle/heddle.hpp"

namespace {

struct Ended {
  std::string errors;  // what it said on standard error
  int signal = 0;      // by which it ended
};

// Runs the function in a child process.
Ended end_of(const std::function<void()>& function, std::chrono::milliseconds then_stop = {}) {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    for (const int signal : {SIGSEGV, SIGABRT, SIGTERM}) ::signal(signal, SIG_DFL);
    dup2(ends[1], STDERR_FILENO);
    close(ends[0]);
    close(ends[1]);
    function();
    _exit(0);
  }
  close(ends[1]);
  if (then_stop.count() > 0) {
    std::this_thread::sleep_for(then_stop);
    kill(child, SIGTERM);
  }
  Ended ended;
  std::array<char, 1024> part{};
  for (ssize_t got = 0; (got = read(ends[0], part.data(), part.size())) > 0;) {
    ended.errors.append(part.data(), static_cast<std::size_t>(got));
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) ended.signal = WTERMSIG(status);
  return ended;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// Goes wrong where the other thread was first.
void when_second(const std::function<void()>& goes_wrong) {
  heddle::atomic<int> first{0};
  heddle::thread other([&] { first = 1; });
  if (first == 1) goes_wrong();
  other.join();
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool has_sanitizer = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool has_sanitizer = true;
#else
constexpr bool has_sanitizer = false;
#endif
#else
constexpr bool has_sanitizer = false;
#endif

}  // namespace

TEST_CASE("a crash tells the schedule that led to it, and that schedule crashes again") {
  if (has_sanitizer) return;  // it reports such ends itself
  const auto body = [] {
    when_second([] {
      volatile int* nowhere = nullptr;
      *nowhere = 1;
    });
  };
  const Ended ended = end_of([&] { heddle::explore(body); });
  INFO(ended.errors);
  CHECK(ended.signal == SIGSEGV);
  CHECK(has(ended.errors, "Segmentation fault in the code under test"));
  const std::string mark = "schedule so far  ";
  const std::size_t begin = ended.errors.find(mark);
  REQUIRE(begin != std::string::npos);
  const std::size_t end = ended.errors.find('\n', begin);
  const std::string schedule = ended.errors.substr(begin + mark.size(), end - begin - mark.size());
  const Ended again = end_of([&] { heddle::replay(body, schedule); });
  CHECK(again.signal == SIGSEGV);
  CHECK(has(ended.errors, "crash_test.cpp"));
}

TEST_CASE("abort tells the schedule too") {
  if (has_sanitizer) return;
  const Ended ended = end_of([] { heddle::explore([] { when_second([] { std::abort(); }); }); });
  INFO(ended.errors);
  CHECK(ended.signal == SIGABRT);
  CHECK(has(ended.errors, "HEDDLE_SCHEDULE="));
}

TEST_CASE("a stack that is used up is a crash with its schedule") {
  if (has_sanitizer) return;
  const Ended ended = end_of([] {
    heddle::explore([] {
      std::function<int(int)> deeper = [&](int depth) {
        std::array<volatile char, 4096> much{};
        much[0] = static_cast<char>(depth);
        return depth < 0 ? 0 : deeper(depth + 1) + much[0];
      };
      deeper(0);
    });
  });
  INFO(ended.errors);
  CHECK(ended.signal == SIGSEGV);
  CHECK(has(ended.errors, "in the code under test"));
}

TEST_CASE("a loop without an operation ends the process with the schedule") {
  const Ended ended = end_of([] {
    setenv("HEDDLE_LOOP_LIMIT", "200ms", 1);
    heddle::explore([] {
      when_second([] {
        volatile bool for_ever = true;
        while (for_ever) {
        }
      });
    });
  });
  INFO(ended.errors);
  CHECK(ended.signal == SIGABRT);
  CHECK(has(ended.errors, "an endless loop"));
  CHECK(has(ended.errors, "HEDDLE_SCHEDULE="));
}

TEST_CASE("an exploration that is stopped in such a loop says where it was") {
  const Ended ended = end_of(
      [] {
        heddle::explore([] {
          when_second([] {
            volatile bool for_ever = true;
            while (for_ever) {
            }
          });
        });
      },
      std::chrono::milliseconds(500));
  INFO(ended.errors);
  CHECK(ended.signal == SIGTERM);
  CHECK(has(ended.errors, "HEDDLE_SCHEDULE="));
}

TEST_CASE("std::terminate ends the execution as a panic, and the exploration goes on") {
  const heddle::report report = heddle::explore([] {
    const auto throws = [](const char* text) { throw std::runtime_error(text); };
    when_second([&]() noexcept { throws("out of a noexcept function"); });
  });
  REQUIRE(report.bugs.size() == 1);
  CHECK(report.bugs[0].kind == "panic");
  CHECK(has(report.bugs[0].message, "out of a noexcept function"));
  CHECK(report.complete);
}

TEST_CASE("a deadlock inside of noexcept code is found as any other") {
  const heddle::report report = heddle::explore([] {
    heddle::mutex m;
    const auto locks_twice = [&]() noexcept {
      std::lock_guard first(m);
      heddle::thread other([&]() noexcept { std::lock_guard second(m); });
      other.join();
    };
    locks_twice();
  });
  REQUIRE(report.bugs.size() == 1);
  CHECK(report.bugs[0].kind == "deadlock");
  CHECK(report.left_early >= 1);
}
