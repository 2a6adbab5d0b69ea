#include "sim/scenario/input_file.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace heddle::scenario {
namespace {

using Steady = std::chrono::steady_clock;

// A command in a pipeline may need a while until its first byte.
constexpr std::chrono::seconds longest_pause{10};
// The process that opens the other end of a named pipe may come a little later.
constexpr std::chrono::milliseconds wait_for_writer{500};
constexpr std::chrono::milliseconds between_looks{20};

std::vector<Diagnostic> of_file(std::string file, std::string message) {
  return {{.file = std::move(file),
           .line = 0,
           .column = 0,
           .pointer = {},
           .message = std::move(message),
           .suggestion = {}}};
}

[[noreturn]] void fail(const std::string& file, std::string message) {
  throw InputError(of_file(file, std::move(message)));
}

[[noreturn]] void fail_to_read(const std::string& file, int reason) {
  fail(file, "the file cannot be read: " + std::generic_category().message(reason));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  const int number_;
};

// Waits until a read would not block. Throws if nothing came for too long, or on a stop.
void wait_for_bytes(int descriptor, const std::string& name, const InputRequest& request) {
  const Steady::time_point end = Steady::now() + longest_pause;
  for (;;) {
    pollfd wanted{.fd = descriptor, .events = POLLIN, .revents = 0};
    const int found = poll(&wanted, 1, static_cast<int>(between_looks.count()));
    if (found > 0) return;
    if (request.stop != nullptr && request.stop->load()) throw InputInterrupted(name);
    if (found < 0 && errno != EINTR) fail_to_read(name, errno);
    if (Steady::now() >= end) {
      fail(name, "the file cannot be read: nothing came from it for " +
                     std::to_string(longest_pause.count()) + " seconds");
    }
  }
}

// A pipe that no process writes to looks as if it were at its end.
void wait_for_a_writer(int descriptor, const std::string& name, const InputRequest& request,
                       std::string& text) {
  const Steady::time_point end = Steady::now() + wait_for_writer;
  std::array<char, 4096> part{};
  while (Steady::now() < end) {
    if (request.stop != nullptr && request.stop->load()) throw InputInterrupted(name);
    const ssize_t length = read(descriptor, part.data(), part.size());
    if (length > 0) {
      text.append(part.data(), static_cast<std::size_t>(length));
      return;
    }
    if (length < 0) return;  // there is a writer, or reading will tell the error
    std::this_thread::sleep_for(between_looks);
  }
  fail(name, "the file cannot be read: it is a pipe that nobody writes to");
}

std::string read_to_end(int descriptor, const std::string& name, const InputRequest& request,
                        std::string text) {
  std::vector<char> part(64 * 1024);
  // A little more than the limit is enough to see that it is exceeded.
  while (text.size() <= request.byte_limit) {
    wait_for_bytes(descriptor, name, request);
    const ssize_t length = read(descriptor, part.data(), part.size());
    if (length == 0) break;
    if (length > 0) {
      text.append(part.data(), static_cast<std::size_t>(length));
    } else if (errno != EAGAIN && errno != EINTR) {
      fail_to_read(name, errno);
    }
  }
  return text;
}

}  // namespace

InputInterrupted::InputInterrupted(std::string file)
    : InputError(of_file(std::move(file), "interrupted while it was read")) {}

std::string read_input_file(const std::filesystem::path& path, const InputRequest& request) {
  const std::string& name = path.native();
  const std::string expected = "expected " + std::string(request.expected) + ", found ";
  if (path.empty()) fail("''", expected + "an empty name");
  // To open a pipe, or some devices, would block without O_NONBLOCK.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.number() < 0) {
    if (errno == ENOENT) fail(name, "there is no such file");
    if (errno == ENXIO) fail(name, expected + "a socket or a device that is not there");
    fail_to_read(name, errno);
  }
  struct stat status {};
  if (fstat(file.number(), &status) != 0) fail_to_read(name, errno);
  if (S_ISDIR(status.st_mode)) fail(name, expected + "a folder");
  std::string text;
  if (S_ISFIFO(status.st_mode)) wait_for_a_writer(file.number(), name, request, text);
  return read_to_end(file.number(), name, request, std::move(text));
}

std::string read_input(int descriptor, const std::string& name, const InputRequest& request) {
  return read_to_end(descriptor, name, request, {});
}

}  // namespace heddle::scenario
