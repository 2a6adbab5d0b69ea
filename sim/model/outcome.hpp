#pragma once
// What an execution came to, as far as it is observed: two executions with equal outcomes count as
// one outcome seen twice.

#include <vector>

#include "sim/model/ids.hpp"
#include "sim/model/operation.hpp"
#include "sim/model/value.hpp"

namespace heddle {

struct Outcome {
  Status status = Status::completed;
  std::vector<TextId> output;  // lines; empty where the output is not observed
  std::vector<Value> values;   // as Program::observe gives them

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

}  // namespace heddle
