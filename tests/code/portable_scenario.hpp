#pragma once
// What C++ code can do of a random scenario of tests/differential: a scenario again, without the
// objects and statements that the types of heddle/ have no counterpart for. It prints the values of
// all cells at its end, as code has nothing else by which they could be seen.
//
// - Channels and `await` are left out; what would be received is a constant.
// - The statements of `atomically` are statements as any other. So are those of a `call_once` that
//   may panic: of calls that throw, code makes another attempt.
// - No invariants, guards, `finally` and observed cells; main waits for all threads at its end.
// - A thread is joined once: std::thread throws where a scenario has a misuse.
// - No operand by which an atomic could overflow: std::atomic wraps round.
// - Every fetch_add and the like has a result, unless it is asked for others: those without one may
//   commute in scenarios, and do not in code.

#include <cstdint>
#include <string>

namespace heddle::code_tests {

// Whether every thread is joined before the thread that spawned it ends.
enum class Joined { all, as_written };

// Whether something is made of the result of every fetch_add.
enum class Results { all_used, as_written };

std::string portable_scenario(const std::string& text, Joined joined,
                              Results results = Results::all_used);

// A thread writes plain memory and tells so by an atomic, another passes that on, and a third reads
// the memory if it was told: with memory orders, fences and read-modify-writes by chance. Whether
// there is a data race depends on them alone.
std::string random_publication(std::uint64_t seed);

// Two threads wait for the same thing, a notification or permits, and others let one or all of them
// go on. Who went on is printed.
std::string random_crowd(std::uint64_t seed);

}  // namespace heddle::code_tests
