#include "sim/report/verdict_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/report/words.hpp"

namespace heddle {

using nlohmann::ordered_json;

namespace {

// In larger numbers, digits say nothing.
std::string about(double count) {
  constexpr double largest_grouped = 1e15;
  if (!(count < largest_grouped)) return fmt::format("{:.0e}", count);
  const double digits = std::floor(std::log10(std::max(count, 1.0)));
  const double unit = std::pow(10, std::max(digits - 1, 0.0));
  return grouped(static_cast<std::uint64_t>(std::round(count / unit) * unit));
}

std::string percent(double part) {
  // Nearly all is not all.
  if (part >= 0.995 && part < 1) return "over 99 %";
  return part < 0.1 ? fmt::format("{:.2g} %", 100 * part) : fmt::format("{:.0f} %", 100 * part);
}

// While something is left, it takes some time.
std::string time_to_go(const Estimate& estimate) {
  constexpr double least_told = 1;
  constexpr double worth_telling = 2;  // times as long
  const double seconds = std::max(estimate.seconds_left(), least_told);
  const double most = estimate.most > 0 ? estimate.most_seconds_left() : seconds;
  if (most < worth_telling * seconds) return duration_words(seconds);
  return duration_words(seconds) + ", perhaps " + duration_words(most) + ",";
}

std::string sampled_text(const Verdict& verdict) {
  const std::string samples = counted(verdict.samples, "execution") + " by chance";
  if (!verdict.unseen) {
    return fmt::format("sampled: {}, until the first bug, so nothing is known of the rest",
                       samples);
  }
  const UnseenMass& unseen = *verdict.unseen;
  const std::string more = about(static_cast<double>(unseen.more_to_halve));
  if (unseen.has_too_few_samples()) {
    return fmt::format(
        "sampled: {}, too few to say how probable a new outcome is; about {} more would tell",
        samples, more);
  }
  return fmt::format(
      "sampled: {}; the next one shows a new outcome with a probability of at most {} ({:.0f} % "
      "confidence; estimate {}); about {} more would halve that",
      samples, percent(unseen.at_most), 100 * unseen.confidence, percent(unseen.estimate), more);
}

std::string proved_text(const Verdict& verdict) {
  return fmt::format("proved{} {}", verdict.assumes.empty() ? "" : assumptions_text(verdict) + ";",
                     verdict.count == 1
                         ? fmt::format("by the one {}", verdict.unit)
                         : fmt::format("by all {}", counted(verdict.count, verdict.unit)));
}

std::string bounded_text(const Report& report) {
  // A search that stopped at its first bug found that bug beyond the bound that it had covered.
  const bool is_free = report.bugs.empty() || report.ended == Ended::first_failure;
  std::string text =
      fmt::format("proved up to {0}{2}: {1} with at most {0}", bound_text(*report.verdict.bound),
                  is_free ? "no bug" : "no other bug", assumptions_text(report.verdict));
  if (report.estimate) text += "; the search is at " + estimate_text(*report.estimate);
  return text;
}

std::string incomplete_text(const Report& report) {
  const std::string so_far = counted(report.verdict.count, report.verdict.unit);
  if (!report.estimate) return fmt::format("incomplete: {}, of how many is not known", so_far);
  return fmt::format("incomplete: {}, {}", so_far, estimate_text(*report.estimate));
}

}  // namespace

std::string assumptions_text(const Verdict& verdict) {
  std::string text;
  std::string reasons;
  for (const Assumption& each : verdict.assumes) {
    text += (text.empty() ? " for " : " and ") + each.text;
    if (each.operations == 0) continue;
    reasons += fmt::format("; {} {} for less", counted(each.operations, "operation"),
                           each.operations == 1 ? "asks" : "ask");
  }
  return text + reasons;
}

std::string bound_text(const CoveredBound& bound) { return counted(bound.most, bound.noun); }

std::string estimate_text(const Estimate& estimate) {
  std::string text = fmt::format("{} of about {}", percent(estimate.part), about(estimate.all));
  const std::string least = about(estimate.least);
  const std::string most = about(estimate.most);
  if (estimate.most > 0 && least != most) text += fmt::format(" ({} to {})", least, most);
  return text + "; " + time_to_go(estimate) + " to go";
}

std::string verdict_text(const Report& report) {
  const Verdict& verdict = report.verdict;
  switch (verdict.kind) {
    case VerdictKind::proved:
      return proved_text(verdict);
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
  document["assumes"] = ordered_json::array();
  for (const Assumption& each : verdict.assumes) document["assumes"].push_back(each.text);
  if (verdict.kind == VerdictKind::sampled) document["samples"] = verdict.samples;
  if (verdict.bound) document["bound"] = {{verdict.bound->noun + "s", verdict.bound->most}};
  if (verdict.unseen) {
    const UnseenMass& unseen = *verdict.unseen;
    document["unseen"] = {{"at_most", unseen.at_most},     {"confidence", unseen.confidence},
                          {"estimate", unseen.estimate},   {"samples", unseen.samples},
                          {"seen_once", unseen.seen_once}, {"more_to_halve", unseen.more_to_halve}};
    if (unseen.has_too_few_samples()) document["unseen"]["at_most"] = nullptr;
  }
  document["text"] = verdict_text(report);
  return document;
}

ordered_json estimate_json(const Report& report) {
  const Estimate& estimate = *report.estimate;
  return {{"part", estimate.part},
          {report.states > 0 ? "states" : "executions", std::round(estimate.all)},
          {"least", std::round(estimate.least)},
          {"most", std::round(estimate.most)},
          {"seconds", rounded_seconds(estimate.seconds)},
          {"seconds_left", rounded_seconds(estimate.seconds_left())},
          {"most_seconds_left", rounded_seconds(estimate.most_seconds_left())}};
}

}  // namespace heddle
