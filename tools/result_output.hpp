#pragma once
// Where a command's result goes: standard output, or a file that appears whole or not at all. It is
// made before the work begins, so that a file that cannot be written is noticed then.

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <ostream>
#include <span>
#include <sstream>
#include <string>

#include "sim/files/output_file.hpp"
#include "tools/console.hpp"
#include "tools/guarded_stream.hpp"
#include "tools/options.hpp"

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
  // Forgets the text that a file was to be given, as there was not enough memory for it.
  void restart();
  // The output of the scenario's program. It is shown as it is if no terminal would obey it.
  void write_program_output(const std::string& text);
  // To be called once everything was written to stream(). If a file fails after all, the result
  // goes to standard output, with a warning. Throws OutputError if nobody got the result,
  // std::bad_alloc if the text for a file did not fit into memory.
  void finish();

 private:
  std::ostream& sink() { return file_ ? buffer_ : console_.out; }

  Console& console_;
  std::optional<OutputFile> file_;
  std::ostringstream buffer_;
  GuardedStream guarded_;
};

}  // namespace heddle::tools
