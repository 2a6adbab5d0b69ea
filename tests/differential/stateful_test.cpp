// The search over states against the search over interleavings, on random small scenarios.

#include <doctest/doctest.h>

#include <algorithm>
#include <utility>

#include "tests/differential/engine_outcomes.hpp"
#include "tests/differential/generator.hpp"
#include "tests/explore/comparable_report.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle::differential {
namespace {

using tests::Loaded;

constexpr std::uint64_t scenarios_for_each_profile = HEDDLE_LONG_TESTS ? 1250 : 40;
constexpr std::uint64_t execution_limit = 20'000;

std::vector<std::string> schedules(const Report& report) {
  std::vector<std::string> all;
  for (const SeenOutcome& outcome : report.outcomes) all.push_back(outcome.schedule);
  for (const Finding& bug : report.bugs) all.push_back(bug.message + bug.schedule);
  for (const Finding& warning : report.warnings) all.push_back(warning.message + warning.schedule);
  return all;
}

// The report is that of one thread, whatever several OS threads did at the same time.
void share_among(unsigned jobs, const Report& alone, Loaded& loaded) {
  CAPTURE(jobs);
  const Report shared =
      explore_states(loaded.program, loaded.options("stateful"), std::size_t{1} << 30U,
                     {.jobs = jobs, .states_in_stretch = 3, .fewest_shared_states = 2});
  REQUIRE(shared.complete == alone.complete);
  REQUIRE(shared.states == alone.states);
  REQUIRE(shared.transitions == alone.transitions);
  REQUIRE(shared.executions == alone.executions);
  REQUIRE(schedules(shared) == schedules(alone));
  REQUIRE(canonical_outcomes(shared, loaded.program) == canonical_outcomes(alone, loaded.program));
}

// The last checkpoint of a search, to be read from the beginning.
class Keeper final : public StateCheckpointTaker, public WordSink, public WordSource {
 public:
  void keep(const Report& found, const std::function<void(WordSink&)>& save) override {
    words_.clear();
    save(*this);
    found_ = found;
    next_ = 0;
  }
  using WordSink::put;
  void put(std::span<const std::uint64_t> words) override {
    words_.insert(words_.end(), words.begin(), words.end());
  }
  void take(std::span<std::uint64_t> words) override {
    if (words.size() > left()) throw BadWords();
    std::copy_n(words_.begin() + static_cast<std::ptrdiff_t>(next_), words.size(), words.begin());
    next_ += words.size();
  }
  std::size_t left() const override { return words_.size() - next_; }
  bool is_empty() const { return words_.empty(); }
  const Report& found() const { return found_; }

 private:
  std::vector<std::uint64_t> words_;
  std::size_t next_ = 0;
  Report found_;
};

// Gives the search up after one end, two, four, ... in all, mostly in the midst of a round. Then it
// goes on from the checkpoint, in small rounds.
void interrupt(const Report& alone, Loaded& loaded) {
  Keeper kept;
  ExploreOptions options = loaded.options("stateful");
  Report last;
  for (options.execution_limit = 1;; *options.execution_limit *= 2) {
    StateSearchWork work{.states_in_stretch = 1, .checkpoints = &kept};
    work.between_checkpoints = std::chrono::nanoseconds(0);
    if (!kept.is_empty()) work.kept.emplace(KeptStateSearch{kept.found(), kept});
    last = explore_states(loaded.program, options, std::size_t{1} << 30U, work);
    if (last.ended != Ended::executions) break;
    CHECK(last.executions == *options.execution_limit);
  }
  REQUIRE(last.transitions == alone.transitions);
  REQUIRE(last.states == alone.states);
  REQUIRE(tests::comparable(last, loaded.program.texts()) ==
          tests::comparable(alone, loaded.program.texts()));
}

void compare(Profile profile, std::uint64_t seed, std::size_t& compared) {
  const std::string text = generate_scenario(seed, profile);
  CAPTURE(name(profile));
  CAPTURE(seed);
  CAPTURE(text);
  Loaded exhaustive(text);
  const Report all = exhaustive.explore("exhaustive", 0, execution_limit);
  if (!all.complete) return;
  Loaded stateful(text);
  const Report found = stateful.explore("stateful");
  REQUIRE(found.complete);
  REQUIRE(canonical_outcomes(found, stateful.program) ==
          canonical_outcomes(all, exhaustive.program));
  REQUIRE(bug_kinds(found) == bug_kinds(all));
  share_among(2 + seed % 2, found, stateful);
  interrupt(found, stateful);
  ++compared;
}

TEST_CASE("stateful search finds the outcomes and kinds of bugs that exhaustive search finds") {
  std::size_t compared = 0;
  for (const Profile profile : all_profiles) {
    for (std::uint64_t seed = 0; seed < scenarios_for_each_profile; ++seed) {
      compare(profile, seed, compared);
    }
  }
  MESSAGE("compared " << compared << " scenarios");
  CHECK(10 * compared > 9 * all_profiles.size() * scenarios_for_each_profile);
}

TEST_CASE("no step is put first where a spurious wake-up needs others that can take a step") {
  // This comparison found them: the steps that were left out hid the completions of these.
  std::size_t compared = 0;
  for (const std::uint64_t seed : {4988U, 6515U, 7415U}) compare(Profile::condvars, seed, compared);
  for (const std::uint64_t seed : {2592U, 9713U, 10084U}) compare(Profile::mixed, seed, compared);
  CHECK(compared == 6);
}

}  // namespace
}  // namespace heddle::differential
