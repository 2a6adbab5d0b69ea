#pragma once
// Files that a command writes. A regular file appears whole or not at all: it is written beside its
// place, under a name that no other file has, and then renamed. Symbolic links are followed, and
// stay. Pipes and devices are written to as they are.

#include <atomic>
#include <filesystem>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>

namespace heddle {

class OutputFile {
 public:
  // Tries whether a file could be written at `path`, and leaves no trace of that. Throws
  // OutputError if it could not. A pipe stays open from now on. `interrupted` may be null.
  explicit OutputFile(const std::filesystem::path& path,
                      const std::atomic<bool>* interrupted = nullptr);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  // The path that the file has in the end.
  const std::filesystem::path& target() const { return target_; }
  // Pipes, devices, and what this process has open anyway, are no regular files.
  bool is_regular() const { return descriptor_ < 0; }

  // Throws OutputError; then a regular file is what it was before.
  void write(std::string_view text) const;
  // The same; requires a regular file. `put` puts everything into the stream.
  void replace(const std::function<void(std::ostream&)>& put) const;

 private:
  const std::filesystem::path path_;  // as it was given
  std::filesystem::path target_;
  const std::atomic<bool>* const interrupted_;
  int descriptor_ = -1;
};

}  // namespace heddle
