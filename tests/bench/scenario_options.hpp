#pragma once
// How a scenario is explored in benchmarks: by its own settings, with detection as it says.

#include "sim/explore/explorer.hpp"
#include "sim/scenario/scenario.hpp"

namespace heddle::bench {

inline ExploreOptions options_of(const scenario::Scenario& loaded) {
  ExploreOptions options;
  options.settings = loaded.settings;
  options.races_are_errors = loaded.races_are_errors;
  return options;
}

}  // namespace heddle::bench
