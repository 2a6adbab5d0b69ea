# With HEDDLE_PRECOMPILE, headers of others that many files include are parsed once instead of once a file.
# Off by default, and in at least one build of every CI run: a precompiled header hides that a file forgot an include.
function(heddle_precompile target)
  if(HEDDLE_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM heddle_precompiled)
  endif()
endfunction()

if(HEDDLE_PRECOMPILE)
  file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/precompiled.cpp" CONTENT "// Only carries the precompiled header.\n")
  add_library(heddle_precompiled OBJECT "${PROJECT_BINARY_DIR}/precompiled.cpp")
  target_link_libraries(heddle_precompiled PRIVATE heddle_compile_options nlohmann_json::nlohmann_json)
  target_precompile_headers(heddle_precompiled PRIVATE
    <algorithm> <array> <cstdint> <filesystem> <functional> <map> <memory> <nlohmann/json.hpp> <optional> <span> <sstream> <string>
    <string_view> <unordered_map> <utility> <variant> <vector>)
endif()
