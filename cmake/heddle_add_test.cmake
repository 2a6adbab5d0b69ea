# heddle_add_test(NAME SOURCES file... [LINK_LIBRARIES target...] [ARGUMENTS text...] [ENVIRONMENT NAME=value...]
#                 [LABELS label...] [TIMEOUT seconds] [WORKING_DIRECTORY folder])
#
# Makes the program NAME of tests that explore C++ code (docs/cpp.md), and has ctest run it. A package that
# LINK_LIBRARIES names (doctest::doctest, GTest::gtest_main) is looked for if nobody has done that yet.
#
# The program has line numbers and frame pointers whatever the build type. From these, reports tell the places of
# operators and of the standard's locks, to which no line can be passed.
function(heddle_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT;WORKING_DIRECTORY"
    "SOURCES;LINK_LIBRARIES;ARGUMENTS;ENVIRONMENT;LABELS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "heddle_add_test(${name}): no such option: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT arg_SOURCES)
    message(FATAL_ERROR "heddle_add_test(${name}): SOURCES are missing")
  endif()

  foreach(library IN LISTS arg_LINK_LIBRARIES)
    if(library MATCHES "^([^:$]+)::" AND NOT TARGET "${library}")
      find_package("${CMAKE_MATCH_1}" REQUIRED)
    endif()
  endforeach()

  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE heddle::heddle ${arg_LINK_LIBRARIES})
  # addr2line of binutils 2.40 misses some functions that clang has inlined, if clang tells of them in DWARF 5.
  target_compile_options(${name} PRIVATE -g $<$<CXX_COMPILER_ID:Clang>:-gdwarf-4> -fno-omit-frame-pointer)

  add_test(NAME ${name} COMMAND ${name} ${arg_ARGUMENTS})
  foreach(property IN ITEMS ENVIRONMENT LABELS TIMEOUT WORKING_DIRECTORY)
    if(DEFINED arg_${property})
      set_property(TEST ${name} PROPERTY ${property} "${arg_${property}}")
    endif()
  endforeach()
endfunction()
