#pragma once
// How one native run ended, and what was observed. The texts are those of the program in this
// process, so results of different runs can be compared.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/model/program.hpp"
#include "sim/native/child_process.hpp"
#include "sim/native/cut_off.hpp"
#include "sim/native/region.hpp"
#include "sim/native/watchdog.hpp"

namespace heddle::native {

struct RunResult {
  Status status = Status::completed;
  std::string message;  // of any status but `completed`; with values
  std::string cause;    // of a deadlock or a crash: tells it from others at the same place
  std::string thread;   // the name of the thread that the message is about; empty: it is about none
  SiteId site = no_site;
  std::vector<TextId> output;
  CutOff cut_off = CutOff::none;
  bool output_overflowed = false;   // it was longer than a run may print; the rest is missing
  std::vector<Value> values;        // as Program::observe gives them
  std::vector<std::string> killed;  // completed: the threads that main's end cut short
};

// Reads the result out of the region of a run whose process has ended. `verdict`: why the run was
// killed, if it was. A run that ended by itself just before it was killed has its own result.
// Evaluates `finally` and the invariants.
RunResult collect_result(Program& program, const Region& region, const ChildProcess::End& end,
                         const std::optional<Verdict>& verdict);

}  // namespace heddle::native
