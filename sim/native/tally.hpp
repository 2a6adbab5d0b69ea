#pragma once
// How often each outcome was seen among many runs, and each bug. Results come in any order; it must
// not know where from.

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "sim/native/run_result.hpp"

namespace heddle::native {

// An outcome is the status with what is observed.
struct CountedOutcome {
  RunResult example;  // the first run that ended so; its output is empty if it is not observed
  std::uint64_t runs = 0;
  CutOffCounts cut_off{};  // of those runs
};

// A way to fail. Equal ones may belong to different outcomes, and one outcome may have several.
// Other values in a message do not make another bug.
struct CountedBug {
  Status status = Status::completed;
  std::string message;  // of the first of those runs
  std::string cause;
  std::string thread;
  SiteId site = no_site;
  std::uint64_t runs = 0;
};

struct KilledThread {
  std::string name;
  std::uint64_t runs = 0;  // in how many of them main's end cut it short
};

class Tally {
 public:
  explicit Tally(bool observes_output) : observes_output_(observes_output) {}

  void add(RunResult result);

  // The most frequent first; of equally frequent ones, the one seen first. The others in the order
  // of their first being seen.
  std::vector<CountedOutcome> outcomes() const;
  const std::vector<CountedBug>& bugs() const { return bugs_; }
  const std::vector<KilledThread>& killed() const { return killed_; }
  const CutOffCounts& cut_off() const { return cut_off_; }

 private:
  void add_bug(const RunResult& result);
  void add_killed(const RunResult& result);

  const bool observes_output_;
  std::vector<CountedOutcome> outcomes_;
  std::unordered_multimap<std::uint64_t, std::size_t> by_hash_;  // places in outcomes_
  std::vector<CountedBug> bugs_;
  std::vector<KilledThread> killed_;
  CutOffCounts cut_off_{};
};

}  // namespace heddle::native
