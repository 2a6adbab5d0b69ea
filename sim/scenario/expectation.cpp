#include "sim/scenario/expectation.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace heddle::scenario {
namespace {

// More forbidden outcomes than these are counted, not listed.
constexpr std::size_t forbidden_listed = 5;
constexpr std::size_t lines_listed = 6;

std::string text_of(const Value& value, const Texts& texts) {
  switch (value.type) {
    case ValueType::integer:
      return std::to_string(value.bits);
    case ValueType::boolean:
      return value.is_true() ? "true" : "false";
    case ValueType::text:
      return fmt::format("\"{}\"", texts[value.text()]);
    case ValueType::nothing:
    case ValueType::thread:
    case ValueType::threads:
      break;
  }
  return "null";
}

std::size_t count_of(const Watch& watch) { return watch.whole != nullptr ? watch.whole->count : 1; }

// "1 distinct outcome", "2 distinct outcomes".
std::string distinct(std::uint64_t count) {
  return fmt::format("{} distinct outcome{}", count, count == 1 ? "" : "s");
}

}  // namespace

ExpectationJudge::ExpectationJudge(const Scenario& scenario)
    : scenario_(scenario), expectation_(*scenario.expect) {
  std::size_t next = 0;
  for (const Watch& watch : scenario.observe) {
    first_value_.push_back(next);
    next += count_of(watch);
  }
}

void ExpectationJudge::see(const Outcome& outcome) {
  if (expectation_.judges_outcomes) judge_outcome(outcome);
  ++distinct_outcomes_;
}

void ExpectationJudge::see_bug(std::string_view kind, std::string_view message) {
  const std::size_t bug = bugs_++;
  kinds_.emplace(kind);
  if (!expectation_.bugs || std::ranges::count(*expectation_.bugs, kind) != 0) return;
  unexpected_.push_back({.reason = fmt::format("unexpected {}: {}", kind, message), .bug = bug});
}

std::vector<Unmet> ExpectationJudge::judge(bool complete) const {
  std::vector<Unmet> unmet = unexpected_;
  judge_bugs(complete, unmet);
  unmet.insert(unmet.end(), forbidden_.begin(), forbidden_.end());
  if (const std::uint64_t more = forbidden_outcomes_ - forbidden_.size(); more > 0) {
    unmet.push_back({Unmet::Kind::contradicted,
                     more == 1
                         ? "1 more outcome is forbidden or matches no row"
                         : fmt::format("{} more outcomes are forbidden or match no row", more)});
  }
  judge_count(complete, unmet);
  return unmet;
}

void ExpectationJudge::judge_bugs(bool complete, std::vector<Unmet>& unmet) const {
  if (!expectation_.bugs) return;
  for (const std::string& kind : *expectation_.bugs) {
    if (kinds_.contains(kind)) continue;
    if (complete) {
      unmet.push_back({Unmet::Kind::contradicted,
                       fmt::format("expected a bug of kind {}, but there is none", kind)});
    } else {
      unmet.push_back(
          {Unmet::Kind::undecided,
           fmt::format("expected a bug of kind {}: none was found, and not everything was explored",
                       kind)});
    }
  }
}

void ExpectationJudge::judge_count(bool complete, std::vector<Unmet>& unmet) const {
  if (!expectation_.distinct_outcomes || *expectation_.distinct_outcomes == distinct_outcomes_) {
    return;
  }
  const std::uint64_t wanted = *expectation_.distinct_outcomes;
  if (complete || distinct_outcomes_ > wanted) {
    unmet.push_back({Unmet::Kind::contradicted,
                     fmt::format("expected {}, found {}{}", distinct(wanted), distinct_outcomes_,
                                 complete ? "" : " and not everything was explored")});
  } else {
    unmet.push_back({Unmet::Kind::undecided,
                     fmt::format("expected {}: {} found so far, and not everything was explored",
                                 distinct(wanted), distinct_outcomes_)});
  }
}

void ExpectationJudge::judge_outcome(const Outcome& outcome) {
  const ExpectedOutcome* forbidding = nullptr;
  bool matched = false;
  for (const ExpectedOutcome& row : expectation_.outcomes) {
    if (!matches(outcome, row)) continue;
    matched = true;
    // A row that forbids wins over those that allow.
    if (row.grade == ExpectedOutcome::Grade::forbidden) forbidding = &row;
  }
  if (matched && forbidding == nullptr) return;
  ++forbidden_outcomes_;
  if (forbidden_.size() == forbidden_listed) return;
  std::string reason =
      forbidding != nullptr ? "forbidden outcome: " : "outcome that no row allows: ";
  reason += describe(outcome);
  if (forbidding != nullptr && !forbidding->note.empty()) {
    reason += fmt::format(" ({})", forbidding->note);
  }
  forbidden_.push_back(
      {.reason = std::move(reason), .outcome = static_cast<std::size_t>(distinct_outcomes_)});
}

bool ExpectationJudge::matches(const Outcome& outcome, const ExpectedOutcome& row) const {
  if (row.status && *row.status != outcome.status) return false;
  if (row.output) {
    const Texts& texts = *scenario_.texts;
    const bool same =
        std::ranges::equal(*row.output, outcome.output,
                           [&](const std::string& line, TextId id) { return line == texts[id]; });
    if (!same) return false;
  }
  return std::ranges::all_of(row.values, [&](const ExpectedOutcome::Match& match) {
    const auto first =
        outcome.values.begin() + static_cast<std::ptrdiff_t>(first_value_[match.watch]);
    return std::equal(match.values.begin(), match.values.end(), first);
  });
}

std::string ExpectationJudge::describe(const Outcome& outcome) const {
  const Texts& texts = *scenario_.texts;
  std::string text(name(outcome.status));
  for (std::size_t watch = 0; watch < scenario_.observe.size(); ++watch) {
    const Watch& observed = scenario_.observe[watch];
    std::string value;
    for (std::size_t i = 0; i < count_of(observed); ++i) {
      value += (i == 0 ? "" : ", ") + text_of(outcome.values[first_value_[watch] + i], texts);
    }
    const bool is_list = observed.whole != nullptr && observed.whole->array;
    if (is_list) value = "[" + value + "]";
    text += fmt::format(", {} = {}", observed.text, value);
  }
  if (!scenario_.observes_output || outcome.output.empty()) return text;
  text += ", output";
  for (std::size_t line = 0; line < outcome.output.size(); ++line) {
    if (line == lines_listed) {
      text += fmt::format(" ... ({} lines)", outcome.output.size());
      break;
    }
    text += fmt::format("{}\"{}\"", line == 0 ? " " : ", ", texts[outcome.output[line]]);
  }
  return text;
}

}  // namespace heddle::scenario
