#pragma once
// From a scenario to code: one thread body, or one expression over shared memory. The only way in;
// the statement and expression compilers do the work.

#include <cstdint>
#include <string>
#include <vector>

#include "sim/scenario/code.hpp"
#include "sim/scenario/scenario.hpp"

namespace heddle::scenario {

// The code of bodies[body]. Its last operation is `end`.
Code compile_body(const Scenario& scenario, std::uint32_t body);

enum class Wanted : std::uint8_t { any_value, boolean };

// The code of an expression without locals, which leaves its value in `Code::result`. The only
// operations in it are reads and loads, at `site`, and `fail`.
Code compile_expression(const Scenario& scenario, const Expression& expression, SiteId site,
                        Wanted wanted);

// The same for an expression with locals, whose names are `locals`: they are the first registers,
// and reading one that holds nothing is a fault.
Code compile_expression(const Scenario& scenario, const Expression& expression,
                        const std::vector<std::string>& locals);

}  // namespace heddle::scenario
