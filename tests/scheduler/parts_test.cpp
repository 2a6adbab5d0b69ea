// Searches in parts: split, saved and taken up again at any point, they run what one search runs,
// in its order.

#include <doctest/doctest.h>

#include <iterator>
#include <list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scheduler/generator.hpp"
#include "scheduler/registry.hpp"
#include "sim/model/divisible_search.hpp"
#include "sim/model/systematic_search.hpp"
#include "tests/scheduler/toy_program.hpp"

namespace heddle {
namespace {

using testing::ToyProgram;

constexpr std::string_view searches[] = {"exhaustive", "preemptions:bound=0", "preemptions:bound=3",
                                         "delays:bound=4"};

struct Part {
  std::unique_ptr<Scheduler> scheduler;  // null: over
  bool waits = false;
  std::vector<std::string> runs;
};

using Parts = std::list<Part>;

void save_and_restore(Parts& parts, std::string_view spec) {
  const Strategy& strategy = find_strategy(spec);
  for (Part& part : parts) {
    if (!part.scheduler) continue;
    std::vector<std::uint64_t> words;
    strategy.save(*part.scheduler, words);
    part.scheduler = strategy.restore(parameter_values(spec), 0, words);
  }
}

bool join(Parts& parts) {
  std::vector<std::unique_ptr<Scheduler>> waiting;
  for (Part& part : parts) {
    if (part.scheduler) waiting.push_back(std::move(part.scheduler));
  }
  if (waiting.empty()) return false;
  std::unique_ptr<Scheduler> first = std::move(waiting.front());
  waiting.erase(waiting.begin());
  first->divisible()->join(waiting);
  parts.push_back({.scheduler = std::move(first), .waits = false, .runs = {}});
  return true;
}

// One execution of a part drawn by chance; false where none is left.
bool run_one(Parts& parts, const ToyProgram& program, Generator& generator) {
  std::vector<Parts::iterator> ready;
  for (auto part = parts.begin(); part != parts.end(); ++part) {
    if (part->scheduler && !part->waits) ready.push_back(part);
  }
  if (ready.empty()) return join(parts);
  Part& part = *ready[generator.below(ready.size())];
  if (part.scheduler->begin()) {
    CHECK(part.scheduler->systematic()->shared_steps().value_or(0) < 100);
    part.runs.push_back(program.run(*part.scheduler).value());
  } else if (part.scheduler->divisible()->waits()) {
    part.waits = true;
  } else {
    part.scheduler.reset();
  }
  return true;
}

void split_any(Parts& parts, Generator& generator) {
  auto part = parts.begin();
  std::advance(part, generator.below(parts.size()));
  if (!part->scheduler || part->waits) return;
  // None of these searches knows its parts by their ids.
  if (auto given = part->scheduler->divisible()->split(PartId{})) {
    parts.insert(std::next(part),
                 {.scheduler = std::move(given->scheduler), .waits = false, .runs = {}});
  }
}

// `saves`, `splits`: before one execution out of so many; 0: never.
std::vector<std::string> run_in_parts(const ToyProgram& program, std::string_view spec,
                                      std::uint64_t seed, std::uint64_t saves,
                                      std::uint64_t splits) {
  Generator generator(seed);
  Parts parts;
  parts.push_back({.scheduler = make_scheduler(spec, 0), .waits = false, .runs = {}});
  do {
    if (splits != 0 && generator.below(splits) == 0) split_any(parts, generator);
    if (saves != 0 && generator.below(saves) == 0) save_and_restore(parts, spec);
  } while (run_one(parts, program, generator));
  std::vector<std::string> runs;
  for (const Part& part : parts) runs.insert(runs.end(), part.runs.begin(), part.runs.end());
  return runs;
}

ToyProgram small_program() {
  return ToyProgram({{{}, {OperationKind::choose, 2}, {}}, {{}, {}}, {{OperationKind::yield}, {}}});
}

}  // namespace

TEST_CASE("a search that is split by chance runs what one search runs, in its order") {
  const ToyProgram program = small_program();
  for (const std::string_view spec : searches) {
    CAPTURE(spec);
    const std::vector<std::string> whole = program.run_all(*make_scheduler(spec, 0));
    REQUIRE(whole.size() > 2);
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      CAPTURE(seed);
      CHECK(run_in_parts(program, spec, seed, 0, 1 + seed % 20) == whole);
    }
  }
}

TEST_CASE("a search that is saved by chance goes on where it was, split or not") {
  const ToyProgram program = small_program();
  for (const std::string_view spec : searches) {
    CAPTURE(spec);
    const std::vector<std::string> whole = program.run_all(*make_scheduler(spec, 0));
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      CAPTURE(seed);
      CHECK(run_in_parts(program, spec, seed, 1 + seed % 7, seed % 3 == 0 ? 0 : 1 + seed % 5) ==
            whole);
    }
  }
}

TEST_CASE("a search goes on wherever it was saved, from its beginning to its end") {
  const ToyProgram program = small_program();
  for (const std::string_view spec : searches) {
    CAPTURE(spec);
    const std::vector<std::string> whole = program.run_all(*make_scheduler(spec, 0));
    for (std::size_t count = 0; count <= whole.size(); ++count) {
      const auto scheduler = make_scheduler(spec, 0);
      std::vector<std::string> runs;
      if (count > 0) runs = program.run_all(*scheduler, count);
      Parts parts;
      parts.push_back({.scheduler = nullptr, .waits = false, .runs = {}});
      std::vector<std::uint64_t> words;
      find_strategy(spec).save(*scheduler, words);
      const auto restored = find_strategy(spec).restore(parameter_values(spec), 0, words);
      bool is_first = true;
      while (restored->begin()) {
        if (is_first) CHECK(restored->systematic()->shared_steps().value_or(0) == 0);
        is_first = false;
        runs.push_back(program.run(*restored).value());
      }
      CHECK(runs == whole);
    }
  }
}

TEST_CASE("samples go on with the next seed") {
  const ToyProgram program = small_program();
  for (const std::string_view spec : {"random", "pct:depth=4"}) {
    const std::vector<std::string> whole = program.run_all(*make_scheduler(spec, 5), 50);
    const auto scheduler = make_scheduler(spec, 5);
    std::vector<std::string> runs = program.run_all(*scheduler, 20);
    std::vector<std::uint64_t> words;
    find_strategy(spec).save(*scheduler, words);
    const auto restored = find_strategy(spec).restore(parameter_values(spec), 5, words);
    for (std::string& run : program.run_all(*restored, 30)) runs.push_back(std::move(run));
    CHECK(runs == whole);
  }
}

TEST_CASE("what was saved of a search is refused where it is cut short or too long") {
  const ToyProgram program = small_program();
  for (const std::string_view spec : searches) {
    CAPTURE(spec);
    const Strategy& strategy = find_strategy(spec);
    const auto scheduler = make_scheduler(spec, 0);
    program.run_all(*scheduler, 3);
    std::vector<std::uint64_t> words;
    strategy.save(*scheduler, words);
    for (std::size_t length = 0; length < words.size(); ++length) {
      CHECK_THROWS_AS(strategy.restore(parameter_values(spec), 0, std::span(words).first(length)),
                      SchedulerError);
    }
    words.push_back(0);
    CHECK_THROWS_AS(strategy.restore(parameter_values(spec), 0, words), SchedulerError);
    words.pop_back();
    // Whatever stands there is refused, or is some search; never more than that.
    for (std::uint64_t& word : words) {
      for (const std::uint64_t wrong :
           {UINT64_MAX, std::uint64_t{0}, word + 1, word ^ (word << 32)}) {
        const std::uint64_t right = std::exchange(word, wrong);
        try {
          strategy.restore(parameter_values(spec), 0, words);
        } catch (const SchedulerError& error) {
          CHECK(std::string(error.what()).find("damaged") != std::string::npos);
        }
        word = right;
      }
    }
  }
}

TEST_CASE("a strategy divides where its scheduler can be divided, and can be saved then") {
  for (const Strategy& strategy : strategies()) {
    CAPTURE(std::string(strategy.name));
    if (strategy.make == nullptr) continue;
    const auto scheduler = make_scheduler(strategy.name, 0);
    CHECK(strategy.divides == (scheduler->divisible() != nullptr));
    if (strategy.divides) CHECK((strategy.save != nullptr));
  }
}

}  // namespace heddle
