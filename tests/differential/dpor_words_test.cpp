// A search by traces that is saved and taken up again finds what it would have found, in the same
// order.

#include <doctest/doctest.h>

#include "scheduler/registry.hpp"
#include "tests/differential/generator.hpp"
#include "tests/explore/comparable_report.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle::differential {
namespace {

using tests::Loaded;

// Puts a search that was saved and restored in the place of another, before every so many
// executions.
class Interrupted final : public Scheduler {
 public:
  explicit Interrupted(std::uint64_t every) : every_(every) {}

  bool begin() override {
    if (executions_++ % every_ == 0) save_and_restore();
    return scheduler_->begin();
  }
  const SystematicSearch* systematic() const override { return scheduler_->systematic(); }
  std::optional<std::size_t> pick(const Point& point) override { return scheduler_->pick(point); }
  void end(const Execution& execution) override { scheduler_->end(execution); }

 private:
  void save_and_restore() {
    const Strategy& strategy = find_strategy("dpor");
    std::vector<std::uint64_t> words;
    strategy.save(*scheduler_, words);
    scheduler_ = strategy.restore({}, 0, words);
  }

  const std::uint64_t every_;
  std::uint64_t executions_ = 0;
  std::unique_ptr<Scheduler> scheduler_ = make_scheduler("dpor", 0);
};

std::string explore_with(const std::string& text, Scheduler& scheduler) {
  Loaded loaded(text);
  ExploreOptions options = loaded.options("dpor");
  options.execution_limit = 300;
  return tests::comparable(explore(loaded.program, scheduler, options), loaded.program.texts());
}

}  // namespace

TEST_CASE("dpor can be saved before any execution, and comes to the same end") {
  for (const Profile profile : all_profiles) {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      const std::string text = generate_scenario(seed, profile);
      CAPTURE(name(profile));
      CAPTURE(seed);
      const std::string whole = explore_with(text, *make_scheduler("dpor", 0));
      for (const std::uint64_t every : {1U, 2U, 7U}) {
        CAPTURE(every);
        Interrupted interrupted(every);
        CHECK(explore_with(text, interrupted) == whole);
      }
    }
  }
}

TEST_CASE("dpor is not taken up from words that it has not written") {
  const Strategy& strategy = find_strategy("dpor");
  Loaded loaded = Loaded::file("scenarios/counts/writers-6.json");
  const auto scheduler = make_scheduler("dpor", 0);
  ExploreOptions options = loaded.options("dpor");
  options.execution_limit = 3;
  explore(loaded.program, *scheduler, options);
  std::vector<std::uint64_t> words;
  strategy.save(*scheduler, words);
  REQUIRE(words.size() > 10);
  for (std::size_t size = 0; size < words.size(); ++size) {
    CAPTURE(size);
    CHECK_THROWS_AS(strategy.restore({}, 0, std::span(words).first(size)), SchedulerError);
  }
  words.push_back(0);
  CHECK_THROWS_AS(strategy.restore({}, 0, words), SchedulerError);
}

TEST_CASE("dpor reads words with any bit changed, or refuses them") {
  const Strategy& strategy = find_strategy("dpor");
  std::size_t refused = 0;
  for (const std::uint64_t executions : {0U, 3U}) {  // without places, and with some
    Loaded loaded = Loaded::file("scenarios/counts/writers-6.json");
    const auto scheduler = make_scheduler("dpor", 0);
    ExploreOptions options = loaded.options("dpor");
    options.execution_limit = executions;
    explore(loaded.program, *scheduler, options);
    std::vector<std::uint64_t> words;
    strategy.save(*scheduler, words);
    for (std::uint64_t& word : words) {
      for (unsigned bit = 0; bit < 64; ++bit) {
        word ^= std::uint64_t{1} << bit;
        try {
          strategy.restore({}, 0, words);
        } catch (const SchedulerError&) {
          ++refused;
        }
        word ^= std::uint64_t{1} << bit;
      }
    }
  }
  CHECK(refused > 1000);
}

}  // namespace heddle::differential
