#pragma once
// The door to the loader: the text of a scenario file to a typed scenario. What a scenario means
// when it runs is in the interpreter; the loader must not know how.

#include <atomic>
#include <filesystem>
#include <string>
#include <string_view>

#include "sim/scenario/diagnostic.hpp"
#include "sim/scenario/scenario.hpp"

namespace heddle::scenario {

// The scenario in `text`. `file` is what messages call it, and its stem names a scenario without a
// name. Throws InputError with as many errors as could be found.
Scenario load_scenario(std::string_view text, std::string file);

// The scenario in the file at `path`. Throws InputError, also where the file cannot be read;
// InputInterrupted where `stop` is set while it is read (null: it never is).
Scenario load_scenario_file(const std::filesystem::path& path,
                            const std::atomic<bool>* stop = nullptr);

}  // namespace heddle::scenario
