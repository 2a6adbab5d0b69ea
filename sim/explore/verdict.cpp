#include "sim/explore/verdict.hpp"

#include <algorithm>
#include <cmath>

#include "sim/explore/report.hpp"

namespace heddle {
namespace {

// How many more samples halve `seen_once / n + width / sqrt(n)`, which for `samples` is `at_most`
// (at most 1): a quadratic equation for 1 / sqrt(n).
std::uint64_t samples_to_halve(std::uint64_t samples, std::uint64_t seen_once, double width,
                               double at_most) {
  const auto once = static_cast<double>(seen_once);
  const double half = at_most / 2;
  const double inverse_root =
      seen_once == 0 ? half / width
                     : (std::sqrt(width * width + 4 * once * half) - width) / (2 * once);
  const double needed = std::ceil(1 / (inverse_root * inverse_root));
  // More than anybody waits for, and still a number of 64 bits.
  constexpr double most = 1e18;
  return static_cast<std::uint64_t>(std::clamp(needed - static_cast<double>(samples), 1.0, most));
}

// Nothing where there are no samples.
std::optional<UnseenMass> unseen_mass_of(const Report& report) {
  std::uint64_t samples = 0;
  std::uint64_t seen_once = 0;
  std::uint64_t samples_of_known = 0;
  const auto add = [&](const auto& seen) {
    samples += seen.samples;
    if (seen.samples < seen.executions) {
      samples_of_known += seen.samples;
    } else if (seen.samples == 1) {
      ++seen_once;
    }
  };
  for (const SeenOutcome& seen : report.outcomes) add(seen);
  for (const CountedOutcomeHash& counted : report.counted_outcomes) add(counted);
  if (samples == 0) return std::nullopt;
  if (samples_of_known == 1) ++seen_once;
  return unseen_mass(samples, seen_once);
}

}  // namespace

std::string_view name(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::proved:
      return "proved";
    case VerdictKind::proved_up_to:
      return "proved-up-to";
    case VerdictKind::sampled:
      return "sampled";
    case VerdictKind::incomplete:
      return "incomplete";
  }
  return {};
}

UnseenMass unseen_mass(std::uint64_t samples, std::uint64_t seen_once, double confidence) {
  const auto n = static_cast<double>(samples);
  const double width =
      (2 * std::sqrt(2.0) + std::sqrt(3.0)) * std::sqrt(std::log(3 / (1 - confidence)));
  UnseenMass mass{.samples = samples, .seen_once = seen_once, .confidence = confidence};
  mass.estimate = static_cast<double>(seen_once) / n;
  mass.at_most = std::min(mass.estimate + width / std::sqrt(n), 1.0);
  mass.more_to_halve = samples_to_halve(samples, seen_once, width, mass.at_most);
  return mass;
}

Verdict verdict_of(const Report& report) {
  Verdict verdict{.count = report.executions, .unit = report.unit};
  if (report.states != 0) {
    verdict.count = report.states;
    verdict.unit = "state";
  }
  if (report.complete) {
    verdict.kind = VerdictKind::proved;
  } else if (const auto unseen = unseen_mass_of(report)) {
    verdict.kind = VerdictKind::sampled;
    verdict.samples = unseen->samples;
    if (report.ended != Ended::first_failure) verdict.unseen = unseen;
  } else if (report.covered_bound && report.truncated == 0) {
    verdict.kind = VerdictKind::proved_up_to;
    verdict.bound = report.covered_bound;
  }
  return verdict;
}

}  // namespace heddle
