# Build types, and the compiler cache. Release is the default: a simulator that explores is no use unoptimised.
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  if(PROJECT_IS_TOP_LEVEL)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release or RelWithDebInfo" FORCE)
  else()
    set(CMAKE_BUILD_TYPE Release)  # of Heddle alone
  endif()
endif()

# Assertions are on in every build, so none of these defines NDEBUG. Debug is optimised a little: the tests explore
# thousands of interleavings.
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g")
set(CMAKE_CXX_FLAGS_RELEASE "-O2")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g")

find_program(HEDDLE_CCACHE ccache)
if(HEDDLE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Without this looseness it would not cache what uses a precompiled header (HEDDLE_PRECOMPILE).
  set(CMAKE_CXX_COMPILER_LAUNCHER
    "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${HEDDLE_CCACHE}")
endif()

# Optimisation across files: a quarter faster, and half a minute of linking. Objects carry both forms, so that only what
# users run pays for it (heddle_optimise_across_files); the tests link the plain form in no time (heddle_link_plainly).
if(HEDDLE_LTO AND CMAKE_BUILD_TYPE STREQUAL "Release" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT HEDDLE_SANITIZE)
  include(CheckIPOSupported)
  check_ipo_supported(RESULT HEDDLE_LTO_WORKS LANGUAGES CXX)
endif()
function(heddle_optimise_across_files program)
  if(HEDDLE_LTO_WORKS)
    target_link_options(${program} PRIVATE -flto=auto -O2)
  endif()
endfunction()
function(heddle_link_plainly program)
  if(HEDDLE_LTO_WORKS)
    target_link_options(${program} PRIVATE -fno-lto)
  endif()
endfunction()
