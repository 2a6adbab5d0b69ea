#pragma once
// A single execution as text and as JSON: what `run` and `replay` show.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "sim/explain/trace_text.hpp"
#include "sim/explore/single_execution.hpp"
#include "sim/model/program.hpp"
#include "tools/exit_code.hpp"
#include "tools/result_output.hpp"
#include "tools/schedule_files.hpp"
#include "tools/subject.hpp"

namespace heddle::tools {

// How the execution came about, for the JSON document.
struct ExecutionOrigin {
  std::string scheduler;  // "" if a schedule was followed
  std::uint64_t seed = 0;
};

// Shows the program's output, the trace if it is wanted, the status, then bugs and warnings.
void write_execution(ResultOutput& output, const Subject& subject, const SingleExecution& execution,
                     const std::string& trace, ScheduleFiles& schedules);
nlohmann::ordered_json execution_json(const Subject& subject, const SingleExecution& execution,
                                      const Settings& settings, const ExecutionOrigin& origin);
// The trace, and the same as a table.
std::vector<TraceLine> lines_of(Subject& subject, const SingleExecution& execution);
std::string trace_of(Subject& subject, const SingleExecution& execution);

ExitCode exit_code_of(const SingleExecution& execution);

}  // namespace heddle::tools
