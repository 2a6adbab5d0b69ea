#include "sim/explore/comparison.hpp"

#include <algorithm>
#include <bitset>
#include <cstddef>
#include <tuple>

namespace heddle {
namespace {

constexpr std::size_t statuses = static_cast<std::size_t>(Status::crash) + 1;
using StatusSet = std::bitset<statuses>;

std::size_t number(Status status) { return static_cast<std::size_t>(status); }

Agreement agreement_of(Status native, const StatusSet& simulated, bool covers_everything) {
  if (native == Status::truncated) return Agreement::incomparable;
  if (simulated.test(number(Status::invariant))) return Agreement::incomparable;
  // Where nothing failed before the end, the values at the end are exact.
  const bool is_exact = native == Status::completed || native == Status::finally;
  if (!is_exact && simulated.test(number(native))) return Agreement::incomparable;
  return covers_everything ? Agreement::hole : Agreement::unexplored;
}

}  // namespace

std::string_view name(Agreement agreement) {
  switch (agreement) {
    case Agreement::both:
      return "both";
    case Agreement::latent:
      return "latent";
    case Agreement::hole:
      return "hole";
    case Agreement::unexplored:
      return "unexplored";
    case Agreement::incomparable:
      return "incomparable";
  }
  return {};
}

Comparison compare(std::span<const SeenOutcome> simulated, bool covers_everything,
                   std::span<const NativeOutcome> native) {
  Comparison comparison;
  StatusSet seen_statuses;
  for (const SeenOutcome& seen : simulated) {
    seen_statuses.set(number(seen.outcome.status));
    comparison.outcomes.push_back({.outcome = seen.outcome,
                                   .executions = seen.executions,
                                   .runs = 0,
                                   .agreement = Agreement::latent,
                                   .schedule = seen.schedule});
  }
  for (const NativeOutcome& each : native) {
    comparison.runs += each.runs;
    const auto end = comparison.outcomes.begin() + static_cast<std::ptrdiff_t>(simulated.size());
    const auto same = std::find_if(
        comparison.outcomes.begin(), end,
        [&](const ComparedOutcome& compared) { return compared.outcome == each.outcome; });
    if (same != end) {
      same->runs += each.runs;
      same->agreement = Agreement::both;
      continue;
    }
    const Agreement agreement = agreement_of(each.outcome.status, seen_statuses, covers_everything);
    comparison.has_holes = comparison.has_holes || agreement == Agreement::hole;
    comparison.outcomes.push_back({.outcome = each.outcome,
                                   .executions = 0,
                                   .runs = each.runs,
                                   .agreement = agreement,
                                   .schedule = {}});
  }
  if (comparison.runs > 0) {
    comparison.latent_rate_bound = std::min(1.0, 3.0 / static_cast<double>(comparison.runs));
  }
  std::ranges::stable_sort(comparison.outcomes, std::ranges::greater{},
                           [](const ComparedOutcome& compared) {
                             return std::tuple(compared.agreement == Agreement::hole, compared.runs,
                                               compared.executions);
                           });
  return comparison;
}

}  // namespace heddle
