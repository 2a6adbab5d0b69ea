#include "sim/explore/report_merge.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>

namespace heddle {
namespace {

std::size_t hash_of(const Outcome& outcome) {
  std::size_t hash = static_cast<std::size_t>(outcome.status);
  const auto mix = [&hash](std::size_t word) {
    hash = (hash ^ word) * std::size_t{0x100000001B3U};
    hash ^= hash >> 29;
  };
  for (const TextId line : outcome.output) mix(index(line) + 1);
  for (const Value& value : outcome.values) {
    mix(static_cast<std::size_t>(value.bits) + static_cast<std::size_t>(value.type));
  }
  return hash;
}

void merge_outcomes(std::vector<SeenOutcome>& first, std::vector<SeenOutcome> second,
                    std::uint64_t executions_before) {
  std::unordered_multimap<std::size_t, std::size_t> places;
  for (std::size_t place = 0; place < first.size(); ++place) {
    places.emplace(hash_of(first[place].outcome), place);
  }
  for (SeenOutcome& seen : second) {
    const auto [begin, end] = places.equal_range(hash_of(seen.outcome));
    const auto same = std::find_if(
        begin, end, [&](const auto& entry) { return first[entry.second].outcome == seen.outcome; });
    if (same != end) {
      first[same->second].executions += seen.executions;
      first[same->second].samples += seen.samples;
      continue;
    }
    seen.first_execution += executions_before;
    first.push_back(std::move(seen));
  }
}

// The places of a finding, in an order that does not depend on which thread came first.
std::string key_of(const Finding& finding) {
  std::vector<std::string> at = finding.at;
  std::sort(at.begin(), at.end());
  std::string key = finding.kind;
  for (const std::string& place : at) key += '\n' + place;
  // The text of a data race names its accesses in the order in which they happened.
  if (finding.kind != "data-race" && finding.kind != "lock-order") key += '\n' + finding.message;
  return key;
}

void merge_findings(std::vector<Finding>& first, std::vector<Finding> second,
                    std::uint64_t executions_before) {
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t place = 0; place < first.size(); ++place) {
    places.emplace(key_of(first[place]), place);
  }
  for (Finding& finding : second) {
    const auto [entry, is_new] = places.try_emplace(key_of(finding), first.size());
    if (!is_new) {
      first[entry->second].executions += finding.executions;
      continue;
    }
    finding.execution += executions_before;
    first.push_back(std::move(finding));
  }
}

}  // namespace

void merge(Report& first, Report second) {
  const std::uint64_t executions_before = first.executions + first.blocked;
  first.complete = first.complete || second.complete;
  first.ended = second.ended;
  first.executions += second.executions;
  first.blocked += second.blocked;
  first.truncated += second.truncated;
  first.steps += second.steps;
  first.seconds += second.seconds;
  if (!first.covered_bound) first.covered_bound = std::move(second.covered_bound);
  if (!first.estimate) first.estimate = second.estimate;
  merge_outcomes(first.outcomes, std::move(second.outcomes), executions_before);
  merge_findings(first.bugs, std::move(second.bugs), executions_before);
  merge_findings(first.warnings, std::move(second.warnings), executions_before);
  first.verdict = verdict_of(first);
}

}  // namespace heddle
