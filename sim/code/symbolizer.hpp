#pragma once
// Source lines of code addresses, where a line could not be passed: operators, constructors that
// take anything, locks of the standard that call ours. It asks `addr2line`, which comes with every
// compiler; the program must have been built with -g. One for the process, as starting it takes a
// while.

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace heddle::code {

struct SourceLine {
  std::string file;
  unsigned line = 0;
};

// Whether the file is of the standard library or of heddle/, so that it is not what a user wrote.
bool is_of_library(std::string_view file);

class Symbolizer {
 public:
  static Symbolizer& of_process();

  // The innermost line that a user wrote, of all functions that were inlined at the address;
  // nullopt: there is none, or nobody knows. The same at every call; may be called from several OS
  // threads.
  std::optional<SourceLine> user_line(const void* address);
  // "my_tests+0x1234".
  static std::string name(const void* address);

  ~Symbolizer();
  Symbolizer(const Symbolizer&) = delete;
  Symbolizer& operator=(const Symbolizer&) = delete;

 private:
  // An `addr2line` that runs on a file.
  struct Process {
    int pid = 0;
    int requests = -1;  // file descriptors
    int answers = -1;
  };

  Symbolizer() = default;
  Process* process_of(const std::string& module);
  std::optional<SourceLine> look_up(const void* address);

  std::mutex mutex_;
  std::unordered_map<std::string, Process> processes_;  // by module
  std::unordered_map<const void*, std::optional<SourceLine>> known_;
};

}  // namespace heddle::code
