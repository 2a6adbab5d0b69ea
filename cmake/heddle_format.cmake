# The targets `format` (rewrites the sources) and `format-check` (fails where that would change something).
find_program(HEDDLE_CLANG_FORMAT NAMES clang-format-14 clang-format)
if(HEDDLE_CLANG_FORMAT)
  file(GLOB_RECURSE heddle_sources CONFIGURE_DEPENDS
    include/*.hpp scenarios/*.hpp scenarios/*.cpp sim/*.hpp sim/*.cpp scheduler/*.hpp scheduler/*.cpp tools/*.hpp tools/*.cpp tests/*.hpp tests/*.cpp)
  if(heddle_sources)
    add_custom_target(format
      COMMAND ${HEDDLE_CLANG_FORMAT} -i ${heddle_sources}
      WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}" COMMENT "Formatting the sources" VERBATIM)
    add_custom_target(format-check
      COMMAND ${HEDDLE_CLANG_FORMAT} --dry-run -Werror ${heddle_sources}
      WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}" COMMENT "Checking the format of the sources" VERBATIM)
  endif()
endif()
