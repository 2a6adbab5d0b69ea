#include "sim/explore/report.hpp"

namespace heddle {

std::string_view name(Ended ended) {
  switch (ended) {
    case Ended::nothing_left:
      return "nothing-left";
    case Ended::executions:
      return "executions";
    case Ended::time:
      return "time";
    case Ended::first_failure:
      return "first-bug";
    case Ended::interrupted:
      return "interrupted";
    case Ended::steps:
      return "steps";
    case Ended::memory:
      return "memory";
  }
  return {};
}

}  // namespace heddle
