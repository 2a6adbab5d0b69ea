#pragma once
// What a process that directs a search and one that runs parts of it tell each other. Texts travel
// as texts: each process has numbers of its own for them. It must not know how messages travel.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/explore/execution_loop.hpp"
#include "sim/explore/report.hpp"
#include "sim/model/divisible_search.hpp"
#include "sim/model/systematic_search.hpp"
#include "sim/model/texts.hpp"

namespace heddle {

enum class PartMessage : std::uint64_t {
  // To whoever runs parts: run this one; stop between two executions; leave the one under way.
  run,
  stop,
  leave,
  // From there: so far it is; it is not run any more; the search cannot go on.
  progress,
  result,
  failure,
};

// A part that is to be run.
struct PartToRun {
  std::vector<std::uint64_t> words;  // see Strategy::save
  std::optional<std::uint64_t> executions_left;
  bool is_taken_back = false;  // by another part, once it has nothing left
  FoundBefore before;
};

struct PartProgress {
  std::uint64_t executions = 0;  // since it was told last
  std::uint64_t scheduler_bytes = 0;
  std::uint64_t process_bytes = 0;  // what the process takes more than when it began
};

// Why a part is not run any more.
enum class PartEnd : std::uint64_t {
  limit,    // see PartResult::ended
  asked,    // it was to stop
  message,  // it has called off others
  memory,   // none is left for another execution
  left,     // within an execution: nothing can go on after it
};

struct PartResult {
  PartEnd end = PartEnd::limit;
  Ended ended = Ended::nothing_left;  // where the end is `limit`
  std::optional<Headway> headway;     // of a part of which nothing is left, instead of words
  std::vector<std::uint64_t> words;   // the part as it is now; none where it was left
  std::vector<PartId> called_off;
  Report report;  // of what was run
};

std::string bytes_of(const PartToRun& part);
std::string bytes_of(const PartProgress& progress);
std::string bytes_of(const PartResult& result, const Texts& texts);
// Each throws ArchiveError.
PartToRun read_part_to_run(std::string_view bytes);
PartProgress read_part_progress(std::string_view bytes);
PartResult read_part_result(std::string_view bytes, Texts& texts);

}  // namespace heddle
