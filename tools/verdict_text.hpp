#pragma once
// The verdict on an exploration, for people and for programs.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "sim/explore/report.hpp"

namespace heddle::tools {

// One line: "proved by all 2,002 executions".
std::string verdict_text(const Report& report);
nlohmann::ordered_json verdict_json(const Report& report);

// "3 % of about 160,000; about 5 s to go".
std::string estimate_text(const Estimate& estimate);
nlohmann::ordered_json estimate_json(const Report& report);

// "2 preemptions".
std::string bound_text(const CoveredBound& bound);

}  // namespace heddle::tools
