#pragma once
// Reads a file that somebody else made. It may be a regular file, a pipe that nobody writes to, a
// device without an end, or a link to itself. Reading always ends: at the end of the file, at a
// limit on bytes, after a pause in which nothing came, or once somebody asked to stop. It must not
// know what is in the file.

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "sim/scenario/diagnostic.hpp"

namespace heddle::scenario {

// Reading was called off: nothing is wrong with the input.
class InputInterrupted : public InputError {
 public:
  explicit InputInterrupted(std::string file);
};

struct InputRequest {
  std::string_view expected;  // what the file should be: "a scenario file"
  std::size_t byte_limit = 0;
  const std::atomic<bool>* stop = nullptr;  // once set, reading ends; may be null
};

// The bytes of the file at `path`. If there are more than the limit, a few more than the limit.
// Throws InputError.
std::string read_input_file(const std::filesystem::path& path, const InputRequest& request);

// The rest of what an open file gives, by the same rules; `name` is what messages call it.
std::string read_input(int descriptor, const std::string& name, const InputRequest& request);

}  // namespace heddle::scenario
