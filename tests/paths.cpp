#include "tests/paths.hpp"

namespace heddle::tests {

std::string source_folder() { return HEDDLE_SOURCE_DIR; }

std::string program_file() {
#ifdef HEDDLE_PROGRAM
  return HEDDLE_PROGRAM;
#else
  return {};
#endif
}

}  // namespace heddle::tests
