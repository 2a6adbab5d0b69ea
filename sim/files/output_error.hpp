#pragma once
// A file that cannot be written.

#include <stdexcept>

namespace heddle {

// Says which file, and why.
class OutputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace heddle
