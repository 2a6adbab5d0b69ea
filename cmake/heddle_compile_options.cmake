# What every target of ours is compiled with, as the target heddle_compile_options.
add_library(heddle_compile_options INTERFACE)
target_compile_features(heddle_compile_options INTERFACE cxx_std_20)
target_include_directories(heddle_compile_options INTERFACE "${PROJECT_SOURCE_DIR}" "${PROJECT_SOURCE_DIR}/include")
target_compile_options(heddle_compile_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror=switch-enum
  $<$<BOOL:${HEDDLE_WERROR}>:-Werror>)

if(HEDDLE_LTO_WORKS)
  target_compile_options(heddle_compile_options INTERFACE -flto=auto -ffat-lto-objects)
endif()

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# Colours even where ninja stands between compiler and terminal.
set(CMAKE_COLOR_DIAGNOSTICS ON)

# Checks that take time; those that do not are on in every build: see sim/model/assertion.hpp.
if(HEDDLE_SANITIZE OR CMAKE_BUILD_TYPE STREQUAL "Debug")
  target_compile_definitions(heddle_compile_options INTERFACE HEDDLE_FULL_ASSERTIONS)
endif()

if(HEDDLE_SANITIZE)
  list(JOIN HEDDLE_SANITIZE "," heddle_sanitizers)
  target_compile_options(heddle_compile_options INTERFACE
    -fsanitize=${heddle_sanitizers} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  # These checks take a third of the time to compile and find what the address sanitizer finds too.
  target_compile_options(heddle_compile_options INTERFACE -fno-sanitize=null,vptr,object-size)
  target_link_options(heddle_compile_options INTERFACE -fsanitize=${heddle_sanitizers})
endif()

# A fuzzer is guided by the code that an input reaches, so all code tells that it is reached.
if(HEDDLE_FUZZ)
  target_compile_options(heddle_compile_options INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(heddle_compile_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
