#pragma once
// The exceptions of a command that cannot do its work; caught in one place, command_line.cpp.

#include <stdexcept>

#include "sim/files/output_error.hpp"

namespace heddle::tools {

// The command line asks for something that does not exist or makes no sense.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace heddle::tools
