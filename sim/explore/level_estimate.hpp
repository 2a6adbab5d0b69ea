#pragma once
// How many states a search that goes breadth first will meet, from the sizes of the levels that it
// has gone through.
//
// If threads take their steps in any order, the sizes by level are those of sums of independent
// numbers: nearly a bell curve, whose logarithm is a parabola. So a parabola is laid through the
// logarithms of the last third of the levels, by least squares, and followed to its end. Before the
// middle, a search sees too little of the bend, and the estimate is too small as a rule. From there
// on it becomes exact. Extrapolating sizes of levels: R. Pelanek, P. Simecek, "Estimating State
// Space Parameters" (2008); the parabola is ours.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace heddle {

// `sizes`: of the levels from the first one on, as far as they are known in full, none of them 0.
// `met`: how many states were met so far; at least those of `sizes`. nullopt: too little to go by.
std::optional<double> estimated_states(std::span<const std::uint32_t> sizes, std::size_t met);

}  // namespace heddle
