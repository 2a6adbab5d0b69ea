#include "sim/explore/comparison.hpp"

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

#include "sim/model/enum_set.hpp"

namespace heddle {
namespace {

using StatusSet = EnumSet<Status>;

// Why a native outcome that was not simulated cannot be compared; empty if it can.
std::string incomparable_reason(const NativeOutcome& native, const StatusSet& simulated) {
  const Status status = native.outcome.status;
  if (status == Status::truncated) {
    return "cut off" + (native.cut_off.empty() ? "" : " by " + native.cut_off);
  }
  if (simulated.contains(Status::invariant)) {
    return "a simulated execution ends where it breaks the invariant, a real run goes on";
  }
  // If nothing failed before the end, the values at the end are exact.
  const bool is_exact = status == Status::completed || status == Status::finally;
  if (!is_exact && simulated.contains(status)) {
    return "simulated with other values: real threads run on a little after a " +
           std::string(name(status));
  }
  return {};
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
    case Agreement::livelock:
      return "livelock";
  }
  return {};
}

Comparison compare(std::span<const SeenOutcome> simulated, std::span<const Finding> bugs,
                   bool covers_everything, std::span<const NativeOutcome> native) {
  Comparison comparison;
  comparison.livelocks =
      static_cast<std::uint64_t>(std::ranges::count(bugs, "livelock", &Finding::kind));
  const auto livelock = std::ranges::find(bugs, "livelock", &Finding::kind);
  StatusSet seen_statuses;
  for (const SeenOutcome& seen : simulated) {
    seen_statuses.insert(seen.outcome.status);
    comparison.outcomes.push_back({.outcome = seen.outcome,
                                   .executions = seen.executions,
                                   .runs = 0,
                                   .agreement = Agreement::latent,
                                   .reason = {},
                                   .schedule = seen.schedule,
                                   .draw = seen.draw});
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
    const bool goes_round = each.outcome.status == Status::truncated && livelock != bugs.end();
    std::string reason = goes_round ? std::string() : incomparable_reason(each, seen_statuses);
    const Agreement agreement = goes_round          ? Agreement::livelock
                                : !reason.empty()   ? Agreement::incomparable
                                : covers_everything ? Agreement::hole
                                                    : Agreement::unexplored;
    comparison.has_holes = comparison.has_holes || agreement == Agreement::hole;
    comparison.outcomes.push_back({.outcome = each.outcome,
                                   .executions = 0,
                                   .runs = each.runs,
                                   .agreement = agreement,
                                   .reason = std::move(reason),
                                   .schedule = goes_round ? livelock->schedule : std::string()});
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
