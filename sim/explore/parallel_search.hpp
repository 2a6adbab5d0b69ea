#pragma once
// A search on several OS threads, or in as many processes, for searches that can be divided
// (DivisibleSearch) and for shares of samples. The result is that of one thread; where executions
// are counted by chance or by time, it is that of those that were run. A search can be kept while
// it goes on, to be taken up again by another process: see CheckpointTaker. It knows strategies by
// their interface only, makes programs by a function, and knows no files.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "sim/explore/explorer.hpp"
#include "sim/explore/part_server.hpp"
#include "sim/explore/report.hpp"
#include "sim/model/divisible_search.hpp"
#include "sim/model/program.hpp"
#include "sim/model/scheduler.hpp"
#include "sim/model/systematic_search.hpp"

namespace heddle {

// A part of a search: what was found in it so far, and what is left.
struct SearchPart {
  std::unique_ptr<Scheduler> scheduler;          // null: nothing is left
  std::optional<std::uint64_t> executions_left;  // none: until the scheduler has nothing left
  Report report{};
  std::optional<Headway> headway{};    // once nothing is left; none: another part counts it
  PartId id{};                         // of no other part of the search
  std::optional<PartId> returns_to{};  // the part that takes it back
  std::optional<PartId> given_by{};    // with that one it is called off
};

// A search between executions. Its parts in order; what is left of a part comes after its report.
struct SearchSnapshot {
  struct Part {
    const Scheduler* scheduler = nullptr;  // null: nothing is left
    std::optional<std::uint64_t> executions_left;
    Report report;
    std::optional<Headway> headway;  // where nothing is left
    PartId id{};
    std::optional<PartId> returns_to{};
    std::optional<PartId> given_by{};
  };
  std::vector<Part> parts;
  double seconds = 0;  // that it has taken so far
};

// Keeps what a search could be taken up from.
class CheckpointTaker {
 public:
  virtual ~CheckpointTaker() = default;
  // All threads wait meanwhile.
  virtual void take(SearchSnapshot snapshot) = 0;
  // Afterwards, while they go on; what was taken may be written now.
  virtual void write() = 0;
};

struct ParallelOptions {
  unsigned jobs = 1;    // OS threads
  bool splits = false;  // parts may be split; else they are what they are
  // Where parts are run in child processes, each directed by one of the threads: how a part is
  // written to go there. Null: they are run in this process.
  const PartWords* processes = nullptr;
  CheckpointTaker* checkpoints = nullptr;
  std::chrono::nanoseconds between_checkpoints = std::chrono::seconds(2);  // at least
  double seconds_before = 0;  // that earlier runs of this search took; they count
};

// Makes a program of its own for each thread; all must have the same Texts.
using MakeProgram = std::function<std::unique_ptr<Program>()>;

// Runs what is left of the parts, on several OS threads; the calling one waits. Where a child
// process ends of its own, another one runs its part again; where none is left, the search fails
// (std::runtime_error). Of `options`, the
// limit on executions does not count: each part has its own. The last checkpoint is taken when the
// search has ended. Throws what a scheduler or a thread body throws.
Report search_in_parallel(const MakeProgram& make_program, std::vector<SearchPart> parts,
                          const ExploreOptions& options, const ParallelOptions& parallel);

}  // namespace heddle
