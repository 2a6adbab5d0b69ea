#pragma once
// Two explorations of the same program, by different strategies or of different seeds, as one
// report. It must not know why there were two.

#include "sim/explore/report.hpp"

namespace heddle {

// Adds `second`, which came after `first`, to it: counts add up, and outcomes, bugs and warnings
// that both have are kept once. The result is complete where either was; it ended as `second` did;
// the verdict is made anew. Of bounds and estimates, those of `first` stand where it has any. Both
// must be of the same program, with the same Texts.
void merge(Report& first, Report second);

}  // namespace heddle
