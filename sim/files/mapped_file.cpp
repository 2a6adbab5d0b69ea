#include "sim/files/mapped_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace heddle {

MappedFile::MappedFile(const std::filesystem::path& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  struct stat status {};
  void* bytes = MAP_FAILED;
  bool is_empty = false;
  if (file >= 0 && fstat(file, &status) == 0) {
    is_empty = S_ISREG(status.st_mode) && status.st_size == 0;
    if (!S_ISREG(status.st_mode)) {
      errno = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
    } else if (!is_empty) {
      bytes =
          mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_PRIVATE, file, 0);
    }
  }
  const int reason = errno;
  if (file >= 0) close(file);
  if (is_empty) return;
  if (bytes == MAP_FAILED) {
    throw std::system_error(reason, std::generic_category(), "cannot read " + path.string());
  }
  bytes_ = {static_cast<const char*>(bytes), static_cast<std::size_t>(status.st_size)};
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

}  // namespace heddle
