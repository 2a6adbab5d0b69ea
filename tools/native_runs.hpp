#pragma once
// Runs a scenario natively as the options ask for it: `native` and `compare` share it.

#include <string_view>
#include <vector>

#include "sim/explore/comparison.hpp"
#include "sim/native/runner.hpp"
#include "tools/console.hpp"
#include "tools/options.hpp"
#include "tools/progress_line.hpp"
#include "tools/subject.hpp"

namespace heddle::tools {

// Requires that this process has one thread. Throws what the runner throws.
native::RunnerReport run_subject_natively(Subject& subject, const Options& options,
                                          const Console& console, ProgressLine& line);

// "the limit on steps".
std::string_view name(native::CutOff cut_off);

// The outcomes of native runs in the terms of the model.
std::vector<NativeOutcome> native_outcomes(const native::RunnerReport& report);

}  // namespace heddle::tools
