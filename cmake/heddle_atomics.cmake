# Atomics of 16 bytes are calls into a library of the compiler's on most machines.
include(CheckCXXSourceCompiles)
set(heddle_wide_atomic "
  #include <atomic>
  struct Wide { long long halves[2]; };
  std::atomic<Wide> wide;
  int main() { return static_cast<int>(wide.load().halves[0]); }")
check_cxx_source_compiles("${heddle_wide_atomic}" HEDDLE_ATOMICS_NEED_NO_LIBRARY)
