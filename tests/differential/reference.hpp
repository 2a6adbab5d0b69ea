#pragma once
// The independent reference for the differential tests: a second, slow and plain implementation of
// the scenario format, written from the format's page and docs/semantics.md alone. A mistake in the
// engine would hide in a test that shares it. So the reference must know nothing of sim/ or
// scheduler/, not even their headers.
//
// It compiles a scenario to a flat list of small instructions, runs them on a stack machine, copies
// the whole state at every step, and searches all states with a set of those already visited. Data
// races are looked for in a second search, whose states carry vector clocks as well. It does not
// know the time model `jitter` and the limits on steps and threads, so every scenario must
// terminate.

#include <cstddef>
#include <set>
#include <string>

namespace heddle::differential {

// An outcome is one text: STATUS|OUTPUT|VALUES.
// - STATUS: the format's word: completed, deadlock, assertion, invariant, finally, panic, fault,
//   misuse.
// - OUTPUT: the lines, with "\n" between them; empty if the output is not observed.
// - VALUES: name=value for every observed expression, in the order of `observe` and named as
//   written there, with ";" between them. By default every plain and atomic declaration in file
//   order. Values are written as compact JSON: 7, true, "text", null if the expression faults,
//   [1,2] for an array named as a whole.
//
// For example: completed|hi\nho|x=1;a=[0,2]
struct ReferenceResult {
  bool complete = false;           // no search hit the limit
  std::set<std::string> outcomes;  // see above
  std::set<std::string> bugs;      // kinds: the statuses that are bugs, data-race, guard
  std::size_t states = 0;          // different states seen, both searches together
};

// Explores a scenario. `json_text` must be a valid scenario: mistakes in it give exceptions without
// good messages. `state_limit` bounds each of the two searches. `time_model` is "unbounded",
// "exact", or "" for the file's model (unbounded if it has none). Throws std::invalid_argument if
// that is jitter.
ReferenceResult explore_reference(const std::string& json_text, std::size_t state_limit,
                                  const std::string& time_model);

}  // namespace heddle::differential
