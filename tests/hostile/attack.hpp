#pragma once
// One hostile invocation of the program, in a process of its own with limits on memory and time,
// and its result. Inputs are made when they are needed, so that none is kept in the sources.

#include <csignal>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::hostile {

// A folder that is gone afterwards.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string path(std::string_view name = {}) const;
  std::string write(std::string_view name, std::string_view text) const;
  std::string read(std::string_view name) const;
  // The names of the files in it, sorted, with spaces between.
  std::string names() const;

 private:
  std::filesystem::path path_;
};

struct Attack {
  std::string name;  // what is hostile in it
  std::vector<std::string> arguments;
  std::vector<int> exit_codes = {0, 1, 2, 3};  // those that are sound
  double cpu_seconds = 3;                      // that it may use in all
  std::string input{};                         // standard input
  std::string out = {};                        // where standard output goes; empty: it is captured
  std::size_t file_bytes = 0;                  // the limit on the size of files; 0: none
  std::size_t address_space_kb = 2'000'000;    // as `ulimit -v` has it
  std::size_t descriptors = 0;                 // how many files may be open; 0: as many as before
  int signal = 0;                              // sent while it runs
  double signal_after = 0.3;                   // seconds
  std::vector<int> ignored_signals{};          // as nohup does
};

struct Aftermath {
  int exit_code = -1;  // the negative number of the signal that killed it
  bool timed_out = false;
  double cpu_seconds = 0;
  double seconds = 0;
  double seconds_after_signal = 0;
  std::size_t peak_kb = 0;  // the most memory that it had in use
  std::string out;          // no more than a few MB of it
  std::string err;
};

Aftermath carry_out(const Attack& attack);

// How the program failed to stand the attack: a crash, an internal error, an exit code that does
// not fit, too much time, a flood of messages, control characters. Empty: it stood it.
std::string complaint(const Attack& attack, const Aftermath& aftermath);

// Carries out all of them, a few at a time. Returns the complaints, a line each, with the attack's
// name; empty where there are none.
std::string complaints(const std::vector<Attack>& attacks);
// The same with one more check: `complain` returns what is wrong with an aftermath, or nothing.
std::string complaints(const std::vector<Attack>& attacks,
                       const std::function<std::string(const Attack&, const Aftermath&)>& complain);

// The path of the program; empty if it is not built, as the suite cannot run then.
std::string program();

// A scenario without a mistake, and one that finds a bug.
std::string harmless_scenario();
std::string failing_scenario();

// `text`, `count` times.
std::string repeated(std::string_view text, std::size_t count);
// The texts of `item` from 0 to `count`, with commas between.
std::string listed(std::size_t count, const std::function<std::string(std::size_t)>& item);

}  // namespace heddle::hostile
