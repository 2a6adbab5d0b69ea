#pragma once
// Simulated outcomes against those of real threads: what both showed, what only the simulation
// showed, and what real threads alone showed. It must not know how either came about.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/explore/outcome_table.hpp"
#include "sim/explore/report.hpp"
#include "sim/model/outcome.hpp"

namespace heddle {

struct NativeOutcome {
  Outcome outcome;
  std::uint64_t runs = 0;
  std::string cut_off{};  // the limit, in words; empty: it was not cut off
};

enum class Agreement : std::uint8_t {
  both,
  latent,        // simulated only: possible, but rare on this machine
  hole,          // native only, although the simulation covered everything: Heddle is wrong
  unexplored,    // native only, and the simulation did not cover everything
  incomparable,  // native only, but a native run goes on where a simulated one ends, or was cut off
  livelock,      // native only, cut off; and the simulation goes round for ever
};
std::string_view name(Agreement agreement);

struct ComparedOutcome {
  Outcome outcome;
  std::uint64_t executions = 0;  // simulated
  std::uint64_t runs = 0;        // native
  Agreement agreement{};
  std::string reason;          // incomparable: why
  std::string schedule;        // of a simulated execution that shows it, or of a livelock
  std::optional<Draw> draw{};  // of that execution, if it was drawn by chance
};

struct Comparison {
  std::vector<ComparedOutcome> outcomes;  // holes first, then by native runs, then by executions
  std::uint64_t runs = 0;
  bool has_holes = false;
  std::uint64_t livelocks = 0;  // simulated
  // The chance of a latent outcome is below this, with 95 % confidence: the rule of three (J. A.
  // Hanley, A. Lippman-Hand, "If nothing goes wrong, is everything all right?", JAMA 1983).
  double latent_rate_bound = 1;
};

// `covers_everything`: the simulated outcomes are all that there are. Equal outcomes must be equal
// as values, that is, share their Texts. `bugs`: of the simulation.
//
// A native run in a livelock is cut off sooner or later, with whatever values it has by then. So
// all runs that were cut off are compared with a simulated livelock, if there is one.
//
// These native outcomes are incomparable:
// - Runs that were cut off (truncated).
// - Runs that end in a failure which was simulated with other values, because real threads run on a
//   little while one fails.
// - All runs of a program that can break an invariant, because the simulation ends there and a real
//   run does not.
Comparison compare(std::span<const SeenOutcome> simulated, std::span<const Finding> bugs,
                   bool covers_everything, std::span<const NativeOutcome> native);

}  // namespace heddle
