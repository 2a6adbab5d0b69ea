#include "tools/result_output.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

#include "tools/errors.hpp"

namespace heddle::tools {

void ResultOutput::write(const nlohmann::ordered_json& document) {
  // Whatever is not UTF-8 is replaced, so that the document always is.
  stream() << document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
           << '\n';
}

void ResultOutput::finish() {
  if (!options_.output.empty()) write_file(options_.output, buffer_.str());
}

void write_file(const std::filesystem::path& path, const std::string& text) {
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored) && !std::filesystem::is_regular_file(path, ignored)) {
    // A device or a pipe cannot be replaced by renaming.
    std::ofstream stream(path, std::ios::binary);
    stream << text << std::flush;
    if (!stream) throw OutputError("cannot write " + path.string() + ": " + std::strerror(errno));
    return;
  }
  std::filesystem::path temporary = path;
  temporary += "." + std::to_string(getpid()) + ".tmp";
  write_file(path, temporary, [&text](std::ostream& stream) { stream << text; });
}

void write_file(const std::filesystem::path& path, const std::filesystem::path& temporary,
                const std::function<void(std::ostream&)>& write) {
  std::error_code ignored;
  std::ofstream stream(temporary, std::ios::binary | std::ios::trunc);
  if (stream) write(stream);
  stream << std::flush;
  const bool written = static_cast<bool>(stream);
  const int reason = errno;
  stream.close();
  std::error_code failed;
  if (written) std::filesystem::rename(temporary, path, failed);
  if (written && !failed) return;
  std::filesystem::remove(temporary, ignored);
  throw OutputError("cannot write " + path.string() + ": " +
                    (written ? failed.message() : std::string(std::strerror(reason))));
}

}  // namespace heddle::tools
