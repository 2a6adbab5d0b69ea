# What users of C++ code link: one library, as the target heddle::heddle, here and in the installed package.
#
# It is made of the objects of the libraries that the front end for C++ code needs. One archive needs no order among
# them, and none of their names.
set(heddle_package_parts heddle_model heddle_world heddle_fiber heddle_trace heddle_analysis heddle_explain
    heddle_explore heddle_states heddle_search heddle_report heddle_files heddle_code
    heddle_scheduler)

add_library(heddle_library STATIC)
add_library(heddle::heddle ALIAS heddle_library)
set_target_properties(heddle_library PROPERTIES
  EXPORT_NAME heddle
  OUTPUT_NAME heddle
  ARCHIVE_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}"
  LINKER_LANGUAGE CXX)
foreach(part IN LISTS heddle_package_parts)
  target_sources(heddle_library PRIVATE $<TARGET_OBJECTS:${part}>)
  add_dependencies(heddle_library ${part})
endforeach()
target_compile_features(heddle_library INTERFACE cxx_std_20)
target_include_directories(heddle_library INTERFACE
  "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>" "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
target_link_libraries(heddle_library INTERFACE Boost::context fmt::fmt Threads::Threads)
if(HEDDLE_SANITIZE)
  target_compile_options(heddle_library INTERFACE -fsanitize=${heddle_sanitizers})
  target_link_options(heddle_library INTERFACE -fsanitize=${heddle_sanitizers})
endif()

# Operators new and delete for tests whose executions own what they allocate: heddle::memory, linked beside it.
add_library(heddle_memory_library STATIC $<TARGET_OBJECTS:heddle_memory>)
add_library(heddle::memory ALIAS heddle_memory_library)
set_target_properties(heddle_memory_library PROPERTIES
  EXPORT_NAME memory
  OUTPUT_NAME heddle_memory
  ARCHIVE_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}"
  LINKER_LANGUAGE CXX)
target_link_libraries(heddle_memory_library INTERFACE heddle_library)

# All that is installed for users of C++ code.
add_custom_target(heddle_development DEPENDS heddle_library heddle_memory_library)

if(NOT HEDDLE_ATOMICS_NEED_NO_LIBRARY)
  target_link_libraries(heddle_library INTERFACE atomic)
endif()

# Users link the plain form of the objects. The other one, for optimisation across files, is read by no other version of
# the compiler, and takes half a minute where it is read.
if(HEDDLE_LTO_WORKS)
  foreach(library IN ITEMS heddle_library heddle_memory_library)
    add_custom_command(TARGET ${library} POST_BUILD
      COMMAND "${CMAKE_OBJCOPY}" "--remove-section=.gnu.lto_*" "--remove-section=.gnu.debuglto_*"
              "$<TARGET_FILE:${library}>"
      VERBATIM)
  endforeach()
endif()

include(heddle_add_test)

if(HEDDLE_INSTALL)
  include(CMakePackageConfigHelpers)
  set(heddle_package_folder "${CMAKE_INSTALL_LIBDIR}/cmake/heddle")
  configure_package_config_file(cmake/heddle-config.cmake.in heddle-config.cmake
    INSTALL_DESTINATION "${heddle_package_folder}" NO_SET_AND_CHECK_MACRO)
  write_basic_package_version_file("${PROJECT_BINARY_DIR}/heddle-config-version.cmake"
    COMPATIBILITY SameMinorVersion)
  install(TARGETS heddle_library heddle_memory_library EXPORT heddle_targets
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT heddle_development)
  install(EXPORT heddle_targets FILE heddle-targets.cmake NAMESPACE heddle::
    DESTINATION "${heddle_package_folder}" COMPONENT heddle_development)
  install(FILES "${PROJECT_BINARY_DIR}/heddle-config.cmake" "${PROJECT_BINARY_DIR}/heddle-config-version.cmake"
                cmake/heddle_add_test.cmake
    DESTINATION "${heddle_package_folder}" COMPONENT heddle_development)
  install(DIRECTORY include/heddle DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT heddle_development
    FILES_MATCHING PATTERN "*.hpp")
endif()
