#pragma once
// Explorations of C++ code: a function, called again and again, in which threads, locks, atomics
// and the like are those of heddle/. What can happen in it, which bugs there are, and how to see
// them again.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "heddle/detail/place.hpp"

namespace heddle {

// How to explore. HEDDLE_STRATEGY, HEDDLE_BOUND, HEDDLE_BUDGET, HEDDLE_EXECUTIONS, HEDDLE_SEED,
// HEDDLE_JOBS and HEDDLE_TIME in the environment come before what is said here.
struct options {
  // "dpor", "random", "pct:depth=3", ...: docs/schedulers.md. Empty: everything, by dpor; where
  // that is too much, several in turns.
  std::string strategy{};
  // "preemptions=2": everything with so few, in place of a strategy.
  std::string bound{};
  std::chrono::nanoseconds budget = std::chrono::seconds(10);
  std::uint64_t executions = 0;  // at most; 0: as many as the budget allows
  std::uint64_t seed = 0;
  unsigned jobs = 1;  // OS threads; each calls the function
  // "unbounded", where every order of sleeps and time-outs is possible; "exact"; "jitter:2ms".
  std::string time = "unbounded";
  bool require_proved = false;  // check() fails if not everything was covered
  std::string checkpoint{};     // a file that a search is kept in, and goes on from
  std::string name{};           // for reports; empty: the place of the call
  std::size_t steps = 10'000;   // of one execution; it is cut off there
  bool stop_at_first_bug = false;
  unsigned spurious_wakeups = 0;  // of condition variables, in one execution
  bool races_are_bugs = true;
  std::size_t stack_bytes = std::size_t{512} << 10U;  // of each thread
};

struct bug {
  std::string kind{};     // "data-race", "deadlock", "assertion", "panic", "misuse", ...
  std::string message{};  // one line
  std::vector<std::string> threads{};
  std::vector<std::string> places{};  // "explore_test.cpp:12"
  std::string schedule{};             // brings it back: replay(), or HEDDLE_SCHEDULE
  std::optional<std::uint64_t> seed{};
  std::string trace{};  // the execution, a line for each step
};

// What an execution comes to: how it ended, and what was printed in it.
struct outcome {
  std::string status{};  // "completed", or how it failed
  std::vector<std::string> output{};
  std::uint64_t executions = 0;  // that had it
  std::string schedule{};        // of one of them

  bool is_same(const outcome& other) const {
    return status == other.status && output == other.output;
  }
};

class report {
 public:
  std::vector<bug> bugs{};
  std::vector<bug> warnings{};  // they fail nothing
  std::vector<outcome> outcomes{};
  bool complete = false;  // every behaviour was covered
  std::uint64_t executions = 0;
  std::uint64_t steps = 0;  // of all of them
  // Executions that were left before all threads had come to their ends: by a bug, or as one more
  // was needless. What their threads owned was not freed, unless the test links heddle::memory.
  std::uint64_t left_early = 0;
  std::string verdict{};  // "proved", "proved-up-to", "sampled", "incomplete"

  // What `heddle explore` prints, with the trace of each bug.
  std::string text() const { return text_; }
  // What `heddle explore --format json` prints.
  std::string json() const { return json_; }

 private:
  friend struct report_access;
  std::string text_{};
  std::string json_{};
};

// What check() throws. what(): the whole text of the report.
class bug_found : public std::runtime_error {
 public:
  explicit bug_found(report found);
  const report& what_was_found() const { return *report_; }

 private:
  std::shared_ptr<const report> report_;
};

// Explores `body`. It must do the same whenever the same happens to it, and leave nothing behind.
// Throws std::invalid_argument for options that mean nothing.
report explore(const std::function<void()>& body, const options& how = {},
               const detail::place_in_function& where = std::source_location::current());

// The same. Throws bug_found if there is a bug, or no proof although one was asked for.
void check(const std::function<void()>& body, const options& how = {},
           const detail::place_in_function& where = std::source_location::current());

// The one execution that the schedule, or a file whose name begins with '@', brings back. Throws
// std::invalid_argument if it is no schedule. If it does not fit, the report has a bug of kind
// "misfit".
report replay(const std::function<void()>& body, std::string_view schedule, const options& how = {},
              const detail::place_in_function& where = std::source_location::current());

// Real threads. Each run is one of a process of its own.
struct native_report {
  std::uint64_t runs = 0;
  std::vector<outcome> outcomes{};  // without schedules
  std::string text() const;
};
// Calls `body` so many times on OS threads. A run that takes longer than `limit` counts as hanging.
native_report native(const std::function<void()>& body, std::uint64_t runs = 1000,
                     std::chrono::nanoseconds limit = std::chrono::seconds(2));

struct comparison {
  report simulated;
  native_report real;
  // What real threads did and no execution that was explored; where everything was explored, that
  // is a fault of heddle.
  std::vector<outcome> only_real{};
  std::string text() const;
};
comparison compare(const std::function<void()>& body, const options& how = {},
                   std::uint64_t runs = 1000,
                   const detail::place_in_function& where = std::source_location::current());

// Ends the execution by a bug unless `holds`. Outside of an exploration it throws.
class expectation_failed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
namespace detail {
[[noreturn]] void expectation_fails(std::string_view text, const detail::place& where);
}
inline void expect(bool holds, std::string_view text = "an expectation",
                   const detail::place& where = std::source_location::current()) {
  if (!holds) detail::expectation_fails(text, where);
}

// A number below `count`; each is tried. Outside of an exploration: by chance.
std::uint32_t choose(std::uint32_t count,
                     const detail::place& where = std::source_location::current());

// A line of output. What was printed, and in which order, is what tells outcomes apart.
void print(std::string_view line, const detail::place& where = std::source_location::current());

// Whether the caller runs in an exploration.
bool is_explored() noexcept;

}  // namespace heddle
