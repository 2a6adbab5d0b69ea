#include "tools/result_output.hpp"

#include <filesystem>
#include <new>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "sim/report/report_json.hpp"
#include "sim/report/words.hpp"
#include "tools/errors.hpp"

namespace heddle::tools {
namespace {

namespace fs = std::filesystem;

Guard guard_of(const Options& options, const Console& console) {
  if (options.format == Format::json) return Guard::json;
  return console.colours && options.output.empty() ? Guard::terminal : Guard::text;
}

bool is_same_file(const fs::path& one, const fs::path& other) {
  std::error_code none;
  if (fs::equivalent(one, other, none)) return true;
  return fs::weakly_canonical(one, none) == fs::weakly_canonical(other, none) && !none;
}

void check_differs(const OutputFile& file, const std::string& other, const std::string& what) {
  if (other.empty() || !file.is_regular() || !is_same_file(file.target(), other)) return;
  throw UsageError("--output " + shell_word(file.target().string()) + " is " + what);
}

}  // namespace

ResultOutput::ResultOutput(const Options& options, Console& console)
    : console_(console),
      guarded_(options.output.empty() ? console.out : buffer_, guard_of(options, console)) {
  if (options.output.empty()) return;
  try {
    file_.emplace(options.output, console.interrupted);
  } catch (const OutputError& error) {
    throw UsageError(std::string("--output: ") + error.what());
  }
  check_differs(*file_, options.file, "the scenario itself");
  for (const std::string& path : options.paths) check_differs(*file_, path, "a scenario itself");
  check_differs(*file_, options.checkpoint, "the checkpoint too");
  check_differs(*file_, options.schedule, "the schedule itself");
}

void ResultOutput::write(const nlohmann::ordered_json& document) {
  stream() << document_text(document) << '\n';
}

void ResultOutput::write_pieces(std::span<const std::string> pieces) {
  for (const std::string& piece : pieces) stream() << piece;
}

void ResultOutput::restart() {
  buffer_ = std::ostringstream();
  guarded_.clear();
}

void ResultOutput::write_program_output(const std::string& text) {
  if (!file_ && console_.out_is_terminal) {
    guarded_ << text;
  } else {
    sink() << text;
  }
}

void ResultOutput::finish() {
  guarded_.flush();
  // If the memory is too small for the text, a stream only says that it failed.
  if (file_ && (!guarded_ || !buffer_)) throw std::bad_alloc();
  std::string text;
  if (file_) {
    text = std::move(buffer_).str();
    try {
      return file_->write(text);
    } catch (const OutputError& error) {
      console_.err << "heddle: warning: " << error.what()
                   << "; the result goes to standard output instead\n";
    }
    if (console_.out_is_terminal) {
      GuardedStream(console_.out, Guard::text) << text;
    } else {
      console_.out << text;
    }
  }
  console_.out.flush();
  if (!console_.out) throw OutputError("the result could not be written to standard output");
}

}  // namespace heddle::tools
