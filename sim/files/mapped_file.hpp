#pragma once
// The bytes of a file, without a copy of them. A byte is read when somebody looks at it. The bytes
// stay the same when another file takes the place of this one.

#include <filesystem>
#include <string_view>

namespace heddle {

class MappedFile {
 public:
  MappedFile() = default;
  // Throws std::system_error.
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;

  std::string_view bytes() const { return bytes_; }

 private:
  std::string_view bytes_;
};

}  // namespace heddle
