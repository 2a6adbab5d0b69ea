// Executions that own the memory that they allocate: leaks are found, and what threads own that
// never come to their end is there no more.

#include <doctest/doctest.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "heddle/heddle.hpp"
#include "sim/explore/memory_gauge.hpp"

namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("memory that no execution frees is a leak, with its place") {
  const heddle::report report = heddle::explore([] {
    heddle::atomic<bool> taken{false};
    heddle::thread other([&] { taken = true; });
    auto* const value = new std::string(100, 'x');
    if (taken) delete value;  // what is not taken is lost
    other.join();
  });
  INFO(report.text());
  REQUIRE(report.bugs.size() == 1);
  CHECK(report.bugs[0].kind == "leak");
  CHECK(has(report.bugs[0].message, "in 2 blocks"));
  CHECK(has(report.bugs[0].message, "memory_test.cpp:26"));
  CHECK(report.outcomes.size() == 2);
}

TEST_CASE("memory that is freed is no leak, whoever frees it") {
  const heddle::report report = heddle::explore([] {
    heddle::atomic<std::string*> mailbox{nullptr};
    heddle::thread sender(
        [&] { mailbox = new std::string("a text that is too long for its place"); });
    std::vector<int> numbers(1000);
    sender.join();
    const std::unique_ptr<std::string> received(mailbox.load());
    heddle::expect(received->size() > 20, "the text arrives");
  });
  INFO(report.text());
  CHECK(report.bugs.empty());
  CHECK(report.complete);
}

TEST_CASE("what threads own that are left for ever does not add up") {
  const auto leaves_much = [] {
    std::vector<char> much(1 << 20, 'x');
    heddle::mutex m;
    std::lock_guard first(m);
    heddle::thread other([&] { std::lock_guard second(m); });
    other.join();
  };
  heddle::explore(leaves_much, {.strategy = "random", .executions = 10});
  const std::size_t before = heddle::MemoryGauge::resident();
  const heddle::report report =
      heddle::explore(leaves_much, {.strategy = "random", .executions = 1000});
  CHECK(report.left_early >= 1000);
  CHECK(heddle::MemoryGauge::resident() < before + (std::size_t{100} << 20U));
}

TEST_CASE("an object in memory that was freed is used after its end, whatever came after it") {
  const heddle::report report = heddle::explore([] {
    auto counter = std::make_unique<heddle::atomic<int>>(0);
    heddle::atomic<int>* const left = counter.get();
    heddle::thread late([left] { left->store(1); });
    counter.reset();
    const auto other = std::make_unique<std::vector<char>>(sizeof(heddle::atomic<int>), '\0');
    late.join();
  });
  INFO(report.text());
  bool is_misused = false;
  for (const heddle::bug& bug : report.bugs) is_misused |= bug.kind == "misuse";
  CHECK(is_misused);
}
