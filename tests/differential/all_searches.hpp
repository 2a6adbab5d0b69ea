#pragma once
// Every complete search on one program against exhaustive search: dpor, bounds that leave nothing
// out, two OS threads, and where the threads are plain data also all of these without fibers, and
// the search over states. Says by doctest where they differ.

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "sim/explore/report.hpp"
#include "sim/model/program.hpp"

namespace heddle::differential {

// The program, and how it is run; each call makes the same one.
struct Subject {
  std::function<std::unique_ptr<Program>()> make;
  Settings settings{};
};

struct Agreement {
  Report report;                 // of exhaustive search
  bool is_decided = false;       // it came to its end
  std::uint64_t traces = 0;      // different ones, by brute force
  std::uint64_t executions = 0;  // of dpor
  std::set<std::string> bugs;    // "data-race", "misuse, SITE", ...
  std::set<std::string> outcomes;
};

// Requires that the program, where its main kills threads, is not asked for the number of its
// traces. `most_interleavings`: with more of them, nothing is compared.
Agreement compare_all_searches(const Subject& subject, std::uint64_t most_interleavings = 2'000);

// How many random programs a test makes: the given number, or what HEDDLE_PROGRAMS in the
// environment says.
std::uint64_t programs_for_each_test(std::uint64_t usual);

// Whether dpor misses something without this row of the dependence relation.
bool is_row_needed(const Subject& subject, std::size_t row);

}  // namespace heddle::differential
