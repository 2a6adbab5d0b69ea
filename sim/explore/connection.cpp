#include "sim/explore/connection.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <system_error>
#include <utility>

namespace heddle {
namespace {

// What no message is as large as.
constexpr std::uint64_t most_bytes = std::uint64_t{1} << 48U;

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  for (const int end : ends) fcntl(end, F_SETFD, FD_CLOEXEC);
  return ends;
}

// While it lives, a write to a process that is gone fails, and sends this thread no signal.
class NoPipeSignal {
 public:
  NoPipeSignal() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoPipeSignal() {
    // The signal that is pending is taken; it would come later otherwise.
    if (sigismember(&before_, SIGPIPE) == 0) {
      sigset_t pending;
      sigpending(&pending);
      int signal = 0;
      if (sigismember(&pending, SIGPIPE) == 1) sigwait(&pipe_, &signal);
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoPipeSignal(const NoPipeSignal&) = delete;
  NoPipeSignal& operator=(const NoPipeSignal&) = delete;

 private:
  sigset_t pipe_{};
  sigset_t before_{};
};

}  // namespace

Connection::Ends Connection::make() {
  const auto [first_in, second_out] = make_pipe();
  Connection half(first_in, second_out);  // closes them where the second pipe cannot be made
  const auto [second_in, first_out] = make_pipe();
  half.in_ = half.out_ = -1;
  return {.one = Connection(first_in, first_out), .other = Connection(second_in, second_out)};
}

Connection::Connection(Connection&& other) noexcept
    : in_(std::exchange(other.in_, -1)), out_(std::exchange(other.out_, -1)) {}

void Connection::close() {
  for (int* const end : {&in_, &out_}) {
    if (*end >= 0) ::close(*end);
    *end = -1;
  }
}

void Connection::send(std::uint64_t kind, std::string_view bytes) {
  const NoPipeSignal no_signal;
  const std::array<std::uint64_t, 2> head{kind, bytes.size()};
  write({reinterpret_cast<const char*>(head.data()), sizeof(head)});
  write(bytes);
}

Connection::Message Connection::receive() {
  std::array<std::uint64_t, 2> head{};
  read(reinterpret_cast<char*>(head.data()), sizeof(head));
  if (head[1] > most_bytes) throw ConnectionLost();
  Message message{.kind = head[0], .bytes = std::string(static_cast<std::size_t>(head[1]), '\0')};
  read(message.bytes.data(), message.bytes.size());
  return message;
}

bool Connection::is_ready(std::chrono::milliseconds wait) const {
  pollfd end{.fd = in_, .events = POLLIN, .revents = 0};
  return poll(&end, 1, static_cast<int>(wait.count())) > 0;
}

void Connection::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(out_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) throw ConnectionLost();
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void Connection::read(char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t count = ::read(in_, bytes, size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw ConnectionLost();
    bytes += count;
    size -= static_cast<std::size_t>(count);
  }
}

}  // namespace heddle
