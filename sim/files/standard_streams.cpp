#include "sim/files/standard_streams.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <string_view>

namespace heddle {
namespace {

constexpr int between_looks_ms = 50;
constexpr int pause_after_interruption_ms = 500;
constexpr std::size_t waiting_bytes = 64 * 1024;

// How many bytes a write may have so that it does not block once polling says that there is room.
// The room of a pipe is at least PIPE_BUF then, and a regular file always has room.
std::size_t bytes_without_blocking(int descriptor) {
  struct stat status {};
  const bool is_regular = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  return is_regular ? std::size_t{1} << 20U : std::size_t{PIPE_BUF};
}

}  // namespace

InterruptibleInput::int_type InterruptibleInput::underflow() {
  while (!interrupted_.load()) {
    pollfd wanted{.fd = descriptor_, .events = POLLIN, .revents = 0};
    const int found = poll(&wanted, 1, between_looks_ms);
    if (found == 0 || (found < 0 && errno == EINTR)) continue;
    const ssize_t length = read(descriptor_, bytes_.data(), bytes_.size());
    if (length < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (length <= 0) break;
    setg(bytes_.data(), bytes_.data(), bytes_.data() + length);
    return traits_type::to_int_type(bytes_.front());
  }
  return traits_type::eof();
}

int write_to(int descriptor, std::string_view text, int longest_pause_ms,
             const std::atomic<bool>* interrupted) {
  const std::size_t most = bytes_without_blocking(descriptor);
  int paused_ms = 0;
  while (!text.empty()) {
    pollfd wanted{.fd = descriptor, .events = POLLOUT, .revents = 0};
    const int found = poll(&wanted, 1, between_looks_ms);
    if (found < 0 && errno != EINTR) return errno;
    if (found <= 0) {
      paused_ms += between_looks_ms;
      const bool stops = interrupted != nullptr && interrupted->load();
      if (paused_ms >= (stops ? pause_after_interruption_ms : longest_pause_ms)) return ETIMEDOUT;
      continue;
    }
    const ssize_t length = write(descriptor, text.data(), std::min(most, text.size()));
    if (length < 0 && errno != EINTR && errno != EAGAIN) return errno;
    if (length <= 0) continue;
    paused_ms = 0;
    text.remove_prefix(static_cast<std::size_t>(length));
  }
  return 0;
}

InterruptibleOutput::InterruptibleOutput(int descriptor, const std::atomic<bool>& interrupted)
    : descriptor_(descriptor), interrupted_(interrupted) {}

InterruptibleOutput::~InterruptibleOutput() { write_all(); }

InterruptibleOutput::int_type InterruptibleOutput::overflow(int_type character) {
  if (traits_type::eq_int_type(character, traits_type::eof()))
    return traits_type::not_eof(character);
  const char byte = traits_type::to_char_type(character);
  return xsputn(&byte, 1) == 1 ? character : traits_type::eof();
}

std::streamsize InterruptibleOutput::xsputn(const char* text, std::streamsize length) {
  // In parts, so that a long text is not copied as a whole.
  std::string_view left(text, static_cast<std::size_t>(length));
  while (!left.empty()) {
    const std::string_view part = left.substr(0, waiting_bytes);
    waiting_ += part;
    if (waiting_.size() >= waiting_bytes && !write_all()) return 0;
    left.remove_prefix(part.size());
  }
  return length;
}

int InterruptibleOutput::sync() { return write_all() ? 0 : -1; }

bool InterruptibleOutput::write_all() {
  // A pager may be left open for hours: only a signal ends the wait for it.
  if (!failed_) failed_ = write_to(descriptor_, waiting_, INT_MAX, &interrupted_) != 0;
  waiting_.clear();
  return !failed_;
}

void open_closed_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF) continue;
    // The lowest free number is taken; and what is open for reading cannot be written to.
    if (open("/dev/null", O_RDONLY) != descriptor) return;
  }
}

}  // namespace heddle
