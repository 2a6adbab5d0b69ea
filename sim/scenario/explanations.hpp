#pragma once
// Conditions and messages with the values that they read, in words for people. Used only once
// something was found, never in the hot loop: everything is compiled and computed anew.

#include <span>
#include <string>
#include <string_view>

#include "sim/model/event.hpp"
#include "sim/model/memory.hpp"
#include "sim/model/value.hpp"
#include "sim/scenario/code.hpp"
#include "sim/scenario/scenario.hpp"

namespace heddle::scenario {

// The locals that an expression may read: their names and their values. None: it reads none.
struct Locals {
  const std::vector<std::string>* names = nullptr;
  const Value* values = nullptr;  // by slot
};

// "ready >= wanted, where ready is 1 and wanted is 2"; just `text` where nothing is read.
std::string with_values(const Scenario& scenario, std::string_view text,
                        const Expression& expression, const Locals& locals, const Memory& memory);

// The text of a panic or a failed assertion of a thread. `events`: those of the execution; the last
// ones of `thread` are what the assertion has read. Without events, no values are shown.
std::string own_failure_text(const Scenario& scenario, const OwnFailure& failure, ThreadId thread,
                             const Locals& locals, const Memory& memory,
                             std::span<const Event> events);

}  // namespace heddle::scenario
