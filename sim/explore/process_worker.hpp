#pragma once
// Works on parts of a search in another process, on behalf of one OS thread of the process that
// directs the search: sends a part there, waits, and hands over what comes back. Where that process
// ends of its own, the part is as it was before it was sent, and another worker runs it.

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>

#include "sim/explore/explorer.hpp"
#include "sim/explore/part_messages.hpp"
#include "sim/explore/part_process.hpp"
#include "sim/explore/search_parts.hpp"
#include "sim/model/texts.hpp"

namespace heddle {

// What the workers of one search have in common.
struct ProcessTeam {
  SearchParts& parts;
  const ExploreOptions& options;
  const PartWords& words;
  Texts& texts;                          // of all programs of this process
  std::atomic<std::size_t> working = 0;  // processes that have not ended
};

// What a search fails with that has lost all of them.
std::exception_ptr all_processes_ended();

class ProcessWorker {
 public:
  // All must outlive this object.
  ProcessWorker(std::size_t number, PartProcess& process, ProcessTeam& team)
      : number_(number), connection_(process.connection()), team_(team) {}

  // Works on parts until there are none, or the process is gone.
  void work();

 private:
  using Steady = std::chrono::steady_clock;

  void run(SearchParts::Part& part);
  void send(const SearchParts::Part& part);
  PartResult wait_for_result(SearchParts::Part& part);
  void take_progress(SearchParts::Part& part, const PartProgress& progress);
  // False: no more of the part is to be run here.
  bool take_result(SearchParts::Part& part, PartResult result);

  const std::size_t number_;
  Connection& connection_;
  ProcessTeam& team_;
  Steady::time_point may_stop_at_{};
  std::uint64_t process_bytes_ = 0;
};

}  // namespace heddle
