# With HEDDLE_COVERAGE, the target `coverage` runs the tests and prints which lines of ours they reach.
if(HEDDLE_COVERAGE AND HEDDLE_TESTS)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "HEDDLE_COVERAGE needs clang (preset: coverage)")
  endif()
  find_program(HEDDLE_LLVM_PROFDATA NAMES llvm-profdata llvm-profdata-14 REQUIRED)
  find_program(HEDDLE_LLVM_COV NAMES llvm-cov llvm-cov-14 REQUIRED)
  target_compile_options(heddle_compile_options INTERFACE -fprofile-instr-generate -fcoverage-mapping)
  target_link_options(heddle_compile_options INTERFACE -fprofile-instr-generate)
  set(profile "${PROJECT_BINARY_DIR}/coverage.profdata")
  add_custom_target(coverage
    COMMAND ${CMAKE_COMMAND} -E env "LLVM_PROFILE_FILE=${PROJECT_BINARY_DIR}/tests.profraw"
            $<TARGET_FILE:heddle_tests>
    COMMAND ${HEDDLE_LLVM_PROFDATA} merge -sparse "${PROJECT_BINARY_DIR}/tests.profraw" -o "${profile}"
    COMMAND ${HEDDLE_LLVM_COV} report $<TARGET_FILE:heddle_tests> "-instr-profile=${profile}"
            "${PROJECT_SOURCE_DIR}/sim" "${PROJECT_SOURCE_DIR}/scheduler" "${PROJECT_SOURCE_DIR}/tools"
    COMMAND ${HEDDLE_LLVM_COV} show -format=html "-output-dir=${PROJECT_BINARY_DIR}/coverage"
            $<TARGET_FILE:heddle_tests> "-instr-profile=${profile}"
            "${PROJECT_SOURCE_DIR}/sim" "${PROJECT_SOURCE_DIR}/scheduler" "${PROJECT_SOURCE_DIR}/tools"
    DEPENDS heddle_tests heddle
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
    USES_TERMINAL
    COMMENT "Coverage of the tests; line by line in coverage/index.html of the build folder")
endif()
