#pragma once
// How far the report of an exploration can be relied upon: whether there is nothing else, nothing
// else up to a bound, or how likely something else still is. It must not know what was found, nor
// how it is shown.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

struct Report;

enum class VerdictKind : std::uint8_t {
  proved,        // every behaviour was covered: there are no other outcomes and bugs
  proved_up_to,  // every behaviour within a bound was covered
  sampled,       // executions drawn by chance: they allow statistics
  incomplete,    // a search that did not end: what it saw is no sample, so nothing follows
};
// "proved", "proved-up-to", ...
std::string_view name(VerdictKind kind);

// The costs up to which everything was covered.
struct CoveredBound {
  std::uint64_t most = 0;
  std::string noun{};  // "preemption"
};

// How probable the outcomes are, taken together, that no sample has shown. The probability is that
// of the strategy that drew the samples. With another strategy, or on a real machine, the same
// outcomes may be more or less probable.
struct UnseenMass {
  // A larger bound on a probability says nothing.
  static constexpr double most_worth_telling = 0.995;

  std::uint64_t samples = 0;
  std::uint64_t seen_once = 0;  // outcomes that a single sample has shown
  double estimate = 0;          // Good and Turing's
  double at_most = 1;           // with the confidence below
  double confidence = 0;
  std::uint64_t more_to_halve = 0;  // samples after which at_most will have halved, about

  // Whether there are too few samples to say anything of the outcomes that were not seen.
  bool has_too_few_samples() const { return at_most >= most_worth_telling; }
};

// Sources: I. J. Good, "The population frequencies of species and the estimation of population
// parameters" (Biometrika 40, 1953): the estimate is the part of the samples whose outcome was seen
// once. D. McAllester, R. E. Schapire, "On the convergence rate of Good-Turing estimators" (COLT
// 2000): with confidence 1 - d, the mass is at most the estimate plus (2 sqrt 2 + sqrt 3) sqrt(ln(3
// / d) / samples), whatever the distribution.
//
// `more_to_halve` assumes that by then as many outcomes as now will have been seen once: new ones
// make up for those that are seen again. Requires samples > 0, seen_once <= samples.
UnseenMass unseen_mass(std::uint64_t samples, std::uint64_t seen_once, double confidence = 0.95);

// Something that is true of the executions that were run, and may not be true of a real machine.
struct Assumption {
  std::string text{};            // "sequentially consistent values"
  std::uint64_t operations = 0;  // of the program, that ask for less; 0: that is not the point
};

struct Verdict {
  VerdictKind kind = VerdictKind::incomplete;
  std::uint64_t count = 0;              // how many executions were run
  std::string unit = "execution";       // what one execution stands for: "trace"
  std::optional<CoveredBound> bound{};  // proved_up_to
  std::uint64_t samples = 0;            // sampled: how many of the executions were drawn by chance
  // Only for `sampled`. None if the sampling stopped at the first bug: when it stopped then depends
  // on what was seen, and the statistics do not hold.
  std::optional<UnseenMass> unseen{};
  // Filled in by code that knows the program.
  std::vector<Assumption> assumes{};
};

// The verdict that follows from the rest of the report. If a search came before the samples, the
// outcomes that it showed are not unseen; they count as one outcome of the samples.
Verdict verdict_of(const Report& report);

}  // namespace heddle
