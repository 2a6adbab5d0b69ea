#pragma once
// Compares what a scenario expects with what was seen of it. Outcomes and bugs are handed over one
// by one; it must not know who saw them, nor how.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/model/outcome.hpp"
#include "sim/scenario/scenario.hpp"

namespace heddle::scenario {

// An expectation that is not met, in words.
struct Unmet {
  enum class Kind : std::uint8_t {
    contradicted,  // whatever else there is to be seen
    undecided,     // nothing speaks against it, but not everything was seen
  };
  Kind kind = Kind::contradicted;
  std::string reason;
  // The outcome or the bug that contradicts it, counted from 0 in the order in which they were
  // seen.
  std::optional<std::size_t> outcome{};
  std::optional<std::size_t> bug{};

  friend bool operator==(const Unmet&, const Unmet&) = default;
};

class ExpectationJudge {
 public:
  // `scenario` must outlive this object, and must have an expectation.
  explicit ExpectationJudge(const Scenario& scenario);

  // Each distinct outcome, once.
  void see(const Outcome& outcome);
  // A bug of this kind; `message` says what it is, for people.
  void see_bug(std::string_view kind, std::string_view message);

  // The expectations that are not met by all that was seen. `complete`: nothing else can happen.
  std::vector<Unmet> judge(bool complete) const;

 private:
  bool matches(const Outcome& outcome, const ExpectedOutcome& row) const;
  void judge_outcome(const Outcome& outcome);
  std::string describe(const Outcome& outcome) const;
  void judge_bugs(bool complete, std::vector<Unmet>& unmet) const;
  void judge_count(bool complete, std::vector<Unmet>& unmet) const;

  const Scenario& scenario_;
  const Expectation& expectation_;
  std::vector<std::size_t> first_value_;  // by watch: the place of its first value in an outcome
  std::size_t bugs_ = 0;
  std::uint64_t distinct_outcomes_ = 0;
  std::uint64_t forbidden_outcomes_ = 0;
  std::vector<Unmet> forbidden_;  // the first few of them
  std::set<std::string, std::less<>> kinds_;
  std::vector<Unmet> unexpected_;
};

}  // namespace heddle::scenario
