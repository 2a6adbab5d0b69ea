#pragma once
// The verdict on an exploration, for people and for programs.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "sim/explore/report.hpp"

namespace heddle {

// One line: "proved by all 2,002 executions".
std::string verdict_text(const Report& report);
// " for sequentially consistent values; 2 operations ask for less", which follows "proved"; empty
// where the verdict assumes nothing.
std::string assumptions_text(const Verdict& verdict);
nlohmann::ordered_json verdict_json(const Report& report);

// "3 % of about 160,000 (90,000 to 300,000); about 5 s to go". Says neither that all is left nor
// that nothing is, as an estimate is only made while something is left.
std::string estimate_text(const Estimate& estimate);
nlohmann::ordered_json estimate_json(const Report& report);

// "2 preemptions".
std::string bound_text(const CoveredBound& bound);

}  // namespace heddle
