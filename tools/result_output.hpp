#pragma once
// Where a command's result goes: standard output, or a file that appears whole or not at all. It is
// made before the work begins, as that is when a file that cannot be written should be noticed.

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <ostream>
#include <span>
#include <sstream>
#include <string>

#include "tools/console.hpp"
#include "tools/guarded_stream.hpp"
#include "tools/options.hpp"
#include "tools/output_file.hpp"

namespace heddle::tools {

class ResultOutput {
 public:
  // Both must outlive this object. Throws UsageError where the file cannot be written, or
  // is one of those that the command reads, or writes otherwise.
  ResultOutput(const Options& options, Console& console);

  std::ostream& stream() { return guarded_; }
  bool colours() const { return console_.colours && !file_; }
  // The result as one document; or as a text in pieces.
  void write(const nlohmann::ordered_json& document);
  void write_pieces(std::span<const std::string> pieces);
  // Forgets what a file was to be given, as there was not enough memory for it.
  void restart();
  // What the program of a scenario printed. It is shown as it is where no terminal would obey it.
  void write_program_output(const std::string& text);
  // Everything was written to stream(). Where a file fails after all, the result goes to standard
  // output, with a warning. Throws OutputError where nobody got it, std::bad_alloc where the
  // text for a file did not fit into memory.
  void finish();

 private:
  std::ostream& sink() { return file_ ? buffer_ : console_.out; }

  Console& console_;
  std::optional<OutputFile> file_;
  std::ostringstream buffer_;
  GuardedStream guarded_;
};

}  // namespace heddle::tools
