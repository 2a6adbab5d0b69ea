#include "tools/verdict_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "tools/words.hpp"

namespace heddle::tools {

using nlohmann::ordered_json;

namespace {

// Beyond that, digits say nothing.
std::string about(double count) {
  constexpr double largest_grouped = 1e15;
  if (count >= largest_grouped) return fmt::format("{:.0e}", count);
  const double digits = std::floor(std::log10(std::max(count, 1.0)));
  const double unit = std::pow(10, std::max(digits - 1, 0.0));
  return grouped(static_cast<std::uint64_t>(std::round(count / unit) * unit));
}

std::string percent(double part) {
  return part < 0.1 ? fmt::format("{:.2g} %", 100 * part) : fmt::format("{:.0f} %", 100 * part);
}

std::string sampled_text(const Verdict& verdict) {
  if (!verdict.unseen) return "sampled until the first bug, so nothing is known of the rest";
  const UnseenMass& unseen = *verdict.unseen;
  return fmt::format(
      "sampled: the next execution shows a new outcome with a probability of at most {} ({:.0f} % "
      "confidence; estimate {}); about {} more would halve that",
      percent(unseen.at_most), 100 * unseen.confidence, percent(unseen.estimate),
      about(static_cast<double>(unseen.more_to_halve)));
}

std::string bounded_text(const Report& report) {
  // A search that stopped at the first bug found it beyond what it had covered.
  const bool is_free = report.bugs.empty() || report.ended == Ended::first_failure;
  std::string text =
      fmt::format("proved up to {0}: {1} with at most {0}", bound_text(*report.verdict.bound),
                  is_free ? "no bug" : "no other bug");
  if (report.estimate) text += "; the search is at " + estimate_text(*report.estimate);
  return text;
}

std::string incomplete_text(const Report& report) {
  const std::string so_far = counted(report.verdict.count, report.verdict.unit);
  if (!report.estimate) return fmt::format("incomplete: {}, of how many is not known", so_far);
  return fmt::format("incomplete: {}, {}", so_far, estimate_text(*report.estimate));
}

}  // namespace

std::string bound_text(const CoveredBound& bound) { return counted(bound.most, bound.noun); }

std::string estimate_text(const Estimate& estimate) {
  return fmt::format("{} of about {}; {} to go", percent(estimate.part), about(estimate.all),
                     duration_words(estimate.seconds_left()));
}

std::string verdict_text(const Report& report) {
  const Verdict& verdict = report.verdict;
  switch (verdict.kind) {
    case VerdictKind::proved:
      return verdict.count == 1
                 ? fmt::format("proved by the one {}", verdict.unit)
                 : fmt::format("proved by all {}", counted(verdict.count, verdict.unit));
    case VerdictKind::proved_up_to:
      return bounded_text(report);
    case VerdictKind::sampled:
      return sampled_text(verdict);
    case VerdictKind::incomplete:
      return incomplete_text(report);
  }
  return {};
}

ordered_json verdict_json(const Report& report) {
  const Verdict& verdict = report.verdict;
  ordered_json document{{"kind", name(verdict.kind)}, {verdict.unit + "s", verdict.count}};
  if (verdict.bound) document["bound"] = {{verdict.bound->noun + "s", verdict.bound->most}};
  if (verdict.unseen) {
    const UnseenMass& unseen = *verdict.unseen;
    document["unseen"] = {{"at_most", unseen.at_most},     {"confidence", unseen.confidence},
                          {"estimate", unseen.estimate},   {"samples", unseen.samples},
                          {"seen_once", unseen.seen_once}, {"more_to_halve", unseen.more_to_halve}};
  }
  document["text"] = verdict_text(report);
  return document;
}

ordered_json estimate_json(const Report& report) {
  const Estimate& estimate = *report.estimate;
  return {{"part", estimate.part},
          {report.states > 0 ? "states" : "executions", std::round(estimate.all)},
          {"seconds", rounded_seconds(estimate.seconds)},
          {"seconds_left", rounded_seconds(estimate.seconds_left())}};
}

}  // namespace heddle::tools
