#include "sim/native/tally.hpp"

#include <algorithm>
#include <utility>

#include "sim/model/outcome.hpp"

namespace heddle::native {
namespace {

bool is_same_outcome(const RunResult& one, const RunResult& other) {
  return one.status == other.status && one.output == other.output &&
         one.output_overflowed == other.output_overflowed && one.values == other.values;
}

std::size_t place_of(CutOff cut_off) { return static_cast<std::size_t>(cut_off); }

}  // namespace

void Tally::add(RunResult result) {
  if (is_bug(result.status)) add_bug(result);
  add_killed(result);
  if (!observes_output_) {
    result.output.clear();
    result.output_overflowed = false;
    if (result.cut_off == CutOff::output) result.cut_off = CutOff::none;
  }
  const CutOff cut_off = result.cut_off;
  cut_off_[place_of(cut_off)] += cut_off != CutOff::none;
  const std::uint64_t hash = hash_of_ids(result.status, result.output, result.values);
  const auto [first, last] = by_hash_.equal_range(hash);
  const auto known = std::find_if(first, last, [&](const auto& entry) {
    return is_same_outcome(outcomes_[entry.second].example, result);
  });
  if (known != last) {
    CountedOutcome& outcome = outcomes_[known->second];
    ++outcome.runs;
    outcome.cut_off[place_of(cut_off)] += cut_off != CutOff::none;
    return;
  }
  by_hash_.emplace(hash, outcomes_.size());
  outcomes_.push_back({std::move(result), 1, {}});
  outcomes_.back().cut_off[place_of(cut_off)] += cut_off != CutOff::none;
}

void Tally::add_bug(const RunResult& result) {
  const auto known = std::find_if(bugs_.begin(), bugs_.end(), [&result](const CountedBug& bug) {
    return bug.status == result.status && bug.cause == result.cause &&
           bug.thread == result.thread && bug.site == result.site;
  });
  if (known != bugs_.end()) {
    ++known->runs;
  } else {
    bugs_.push_back({result.status, result.message, result.cause, result.thread, result.site, 1});
  }
}

void Tally::add_killed(const RunResult& result) {
  for (const std::string& name : result.killed) {
    const auto known = std::find_if(killed_.begin(), killed_.end(),
                                    [&name](const auto& thread) { return thread.name == name; });
    if (known != killed_.end()) {
      ++known->runs;
    } else {
      killed_.push_back({name, 1});
    }
  }
}

std::vector<CountedOutcome> Tally::outcomes() const {
  std::vector<CountedOutcome> sorted = outcomes_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& one, const auto& other) { return one.runs > other.runs; });
  return sorted;
}

}  // namespace heddle::native
