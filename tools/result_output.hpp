#pragma once
// Where a command's result goes: standard output, or a file that appears whole or not at all.

#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <ostream>
#include <sstream>
#include <string>

#include "tools/console.hpp"
#include "tools/options.hpp"

namespace heddle::tools {

class ResultOutput {
 public:
  // Both must outlive this object.
  ResultOutput(const Options& options, Console& console) : options_(options), console_(console) {}

  std::ostream& stream() { return options_.output.empty() ? console_.out : buffer_; }
  bool colours() const { return console_.colours && options_.output.empty(); }
  // The result as one document.
  void write(const nlohmann::ordered_json& document);
  // Everything was written to stream(). Throws OutputError.
  void finish();

 private:
  const Options& options_;
  Console& console_;
  std::ostringstream buffer_;
};

// Writes a file beside its place and renames it, so that no reader sees half of it. Throws
// OutputError.
void write_file(const std::filesystem::path& path, const std::string& text);
// The same, by a temporary file of the caller's choice, beside the place; `write` puts everything
// into the stream.
void write_file(const std::filesystem::path& path, const std::filesystem::path& temporary,
                const std::function<void(std::ostream&)>& write);

}  // namespace heddle::tools
