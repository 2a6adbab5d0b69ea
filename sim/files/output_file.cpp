#include "sim/files/output_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

#include "sim/files/output_error.hpp"
#include "sim/files/standard_streams.hpp"
#include "sim/model/printable_text.hpp"

namespace heddle {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const std::string& reason) {
  throw OutputError("cannot write " + printable(path.native()) + ": " + reason);
}

[[noreturn]] void fail(const fs::path& path, int reason) {
  fail(path, std::generic_category().message(reason));
}

// Names by which a process reaches files that it has open: there is no folder to write a file in.
bool names_open_file(const fs::path& path) {
  static constexpr auto beginnings = std::to_array<std::string_view>(
      {"/dev/fd/", "/dev/stdout", "/dev/stderr", "/dev/stdin", "/proc/"});
  return std::ranges::any_of(beginnings, [&path](std::string_view beginning) {
    return std::string_view(path.native()).starts_with(beginning);
  });
}

// The place that `path` leads to, over symbolic links. The last link may lead to nothing.
fs::path end_of_links(const fs::path& path) {
  constexpr int most_links = 40;
  fs::path target = path;
  std::error_code failed;
  for (int links = 0; fs::is_symlink(fs::symlink_status(target, failed)); ++links) {
    if (links == most_links) fail(path, ELOOP);
    const fs::path next = fs::read_symlink(target, failed);
    if (failed) fail(path, failed.value());
    target = next.is_absolute() ? next : target.parent_path() / next;
  }
  return target;
}

// A new empty file beside `target`; removed again unless it is renamed.
class TemporaryFile {
 public:
  explicit TemporaryFile(const fs::path& target) {
    constexpr std::size_t longest_name = 200;  // of at most 255 bytes
    constexpr int most_attempts = 10'000;
    const std::string name =
        target.filename().native().substr(0, longest_name) + "." + std::to_string(getpid()) + ".";
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
      path_ = target.parent_path() / (name + std::to_string(attempt) + ".tmp");
      const int file =
          open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
      if (file >= 0) {
        struct stat status {};
        // The new file gets the permissions of the one that it replaces.
        if (stat(target.c_str(), &status) == 0) (void)fchmod(file, status.st_mode & 0777U);
        close(file);
        return;
      }
      if (errno != EEXIST) break;
    }
    const int reason = errno;
    path_.clear();
    fail(target, reason);
  }
  ~TemporaryFile() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove(path_, ignored);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const fs::path& path() const { return path_; }
  void rename_to(const fs::path& target) {
    std::error_code failed;
    fs::rename(path_, target, failed);
    if (failed) fail(target, failed.value());
    path_.clear();
  }

 private:
  fs::path path_;
};

}  // namespace

OutputFile::OutputFile(const fs::path& path, const std::atomic<bool>* interrupted)
    : path_(path), target_(path), interrupted_(interrupted) {
  if (path.empty()) fail("''", "the name is empty");
  struct stat status {};
  const bool exists = stat(path.c_str(), &status) == 0;
  if (!exists && errno != ENOENT) fail(path, errno);
  if (exists && S_ISDIR(status.st_mode)) fail(path, EISDIR);
  if (exists && (!S_ISREG(status.st_mode) || names_open_file(path))) {
    descriptor_ = open(path.c_str(), O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (descriptor_ >= 0) return;
    if (errno == ENXIO && S_ISFIFO(status.st_mode)) fail(path, "nobody reads from this pipe");
    fail(path, errno);
  }
  target_ = end_of_links(path);
  if (target_.filename().empty()) fail(path, EISDIR);
  if (exists && access(target_.c_str(), W_OK) != 0) fail(path, errno);
  const TemporaryFile trial(target_);
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

void OutputFile::write(std::string_view text) const {
  if (is_regular()) {
    return replace([text](std::ostream& stream) { stream << text; });
  }
  constexpr int longest_pause_ms = 10'000;
  const int reason = write_to(descriptor_, text, longest_pause_ms, interrupted_);
  if (reason != 0) fail(path_, reason);
}

void OutputFile::replace(const std::function<void(std::ostream&)>& put) const {
  TemporaryFile temporary(target_);
  errno = 0;
  std::ofstream stream(temporary.path(), std::ios::binary | std::ios::trunc);
  if (stream) put(stream);
  stream << std::flush;
  const int reason = errno == 0 ? EIO : errno;
  const bool written = static_cast<bool>(stream);
  stream.close();
  if (!written || !stream) fail(path_, reason);
  temporary.rename_to(target_);
}

}  // namespace heddle
