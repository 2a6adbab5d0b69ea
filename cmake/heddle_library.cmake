# heddle_library(NAME FOLDER [DEPENDS target...])
#
# Makes the library NAME of every .cpp in FOLDER and below, so that adding a file touches no CMake code. A folder that
# has none (headers alone) becomes an interface library. What it may depend on is the include table of ARCHITECTURE.md;
# tests/structure holds the includes to it.
function(heddle_library name folder)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "DEPENDS")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${folder}/*.cpp")
  if(sources)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC heddle_compile_options ${arg_DEPENDS})
    heddle_precompile(${name})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE heddle_compile_options ${arg_DEPENDS})
  endif()
  add_library(heddle::${name} ALIAS ${name})
endfunction()
