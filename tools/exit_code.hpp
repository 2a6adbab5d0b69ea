#pragma once
// What the program tells its caller, as docs/commands.md lists it.

namespace heddle::tools {

enum class ExitCode : int {
  success = 0,         // nothing found, or every expectation met
  failure = 1,         // a bug found, or an expectation not met
  bad_input = 2,       // bad usage, or a bad scenario
  undecided = 3,       // the budget ended before what was asked for could be said
  internal_error = 4,  // a bug in Heddle, or the result could not be written
};

}  // namespace heddle::tools
