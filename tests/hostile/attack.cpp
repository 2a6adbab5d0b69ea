#include "tests/hostile/attack.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <iterator>
#include <mutex>
#include <thread>

#include "sim/model/printable_text.hpp"
#include "tests/paths.hpp"

namespace heddle::hostile {
namespace {

using Steady = std::chrono::steady_clock;

// The time includes other processes: a machine under load is slow.
constexpr double most_seconds = 60;
constexpr std::size_t most_captured = std::size_t{8} << 20U;
constexpr std::size_t most_shown = std::size_t{2} << 20U;

void limit(int resource, rlim_t most) {
  const rlimit both{most, most};
  setrlimit(static_cast<__rlimit_resource_t>(resource), &both);
}

// Pipes of which one end is given to the program.
struct Pipe {
  int read_end = -1;
  int write_end = -1;

  Pipe() {
    int ends[2] = {-1, -1};
    if (pipe2(ends, O_CLOEXEC) == 0) {
      read_end = ends[0];
      write_end = ends[1];
    }
  }
  ~Pipe() {
    close_end(read_end);
    close_end(write_end);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  static void close_end(int& end) {
    if (end >= 0) close(end);
    end = -1;
  }
};

// Between fork and exec: nothing but system calls.
[[noreturn]] void become_program(const Attack& attack, char* const* arguments, int in, int out,
                                 int err) {
  dup2(in, STDIN_FILENO);
  if (!attack.out.empty()) out = open(attack.out.c_str(), O_WRONLY | O_CLOEXEC);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  limit(RLIMIT_AS, attack.address_space_kb * 1024);
  if (attack.descriptors > 0) limit(RLIMIT_NOFILE, attack.descriptors);
  limit(RLIMIT_CORE, 0);
  if (attack.file_bytes > 0) limit(RLIMIT_FSIZE, attack.file_bytes);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ}) signal(number, SIG_DFL);
  for (const int number : attack.ignored_signals) signal(number, SIG_IGN);
  execv(arguments[0], arguments);
  _exit(127);
}

double seconds_since(Steady::time_point begin) {
  return std::chrono::duration<double>(Steady::now() - begin).count();
}

// Takes the bytes that are there; closes the end if nothing will follow.
void take(int& end, std::string& text) {
  char part[64 * 1024];
  const ssize_t length = read(end, part, sizeof part);
  if (length > 0) {
    if (text.size() < most_captured) text.append(part, static_cast<std::size_t>(length));
  } else if (length == 0 || errno != EINTR) {
    Pipe::close_end(end);
  }
}

void feed(int& end, std::string_view& text) {
  if (!text.empty()) {
    const ssize_t length = write(end, text.data(), std::min<std::size_t>(4096, text.size()));
    if (length > 0) text.remove_prefix(static_cast<std::size_t>(length));
    if (length < 0 && errno != EINTR) text = {};
  }
  if (text.empty()) Pipe::close_end(end);
}

double cpu_of(const rusage& usage) {
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

bool is_raw_control(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return (byte < 0x20 && character != '\n' && character != '\t') || byte == 0x7f;
}

std::string first_line(const std::string& text) {
  return printable(shortened(text.substr(0, text.find('\n')), 200));
}

}  // namespace

Folder::Folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "heddle-hostile-XXXXXX").string();
  path_ = mkdtemp(pattern.data());
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string Folder::path(std::string_view name) const { return (path_ / name).string(); }

std::string Folder::write(std::string_view name, std::string_view text) const {
  std::ofstream(path_ / name, std::ios::binary) << text;
  return path(name);
}

std::string Folder::read(std::string_view name) const {
  std::ifstream stream(path_ / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::string Folder::names() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path_)) {
    names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : " ") + name;
  return text;
}

Aftermath carry_out(const Attack& attack) {
  std::vector<std::string> words = {program()};
  words.insert(words.end(), attack.arguments.begin(), attack.arguments.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  // A program that reads nothing must not end the test.
  signal(SIGPIPE, SIG_IGN);
  Pipe in;
  Pipe out;
  Pipe err;
  Aftermath aftermath;
  const Steady::time_point begin = Steady::now();
  const pid_t child = fork();
  if (child == 0) {
    become_program(attack, arguments.data(), in.read_end, out.write_end, err.write_end);
  }
  if (child < 0) return aftermath;
  Pipe::close_end(in.read_end);
  Pipe::close_end(out.write_end);
  Pipe::close_end(err.write_end);

  std::string_view left = attack.input;
  std::optional<Steady::time_point> signalled;
  while (out.read_end >= 0 || err.read_end >= 0) {
    pollfd ends[] = {{.fd = out.read_end, .events = POLLIN, .revents = 0},
                     {.fd = err.read_end, .events = POLLIN, .revents = 0},
                     {.fd = in.write_end, .events = POLLOUT, .revents = 0}};
    poll(ends, 3, 20);
    if (ends[0].revents != 0) take(out.read_end, aftermath.out);
    if (ends[1].revents != 0) take(err.read_end, aftermath.err);
    if (ends[2].revents != 0) feed(in.write_end, left);
    if (attack.signal != 0 && !signalled && seconds_since(begin) >= attack.signal_after) {
      kill(child, attack.signal);
      signalled = Steady::now();
    }
    if (!aftermath.timed_out && seconds_since(begin) > most_seconds) {
      aftermath.timed_out = true;
      kill(child, SIGKILL);
    }
  }
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  aftermath.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  aftermath.seconds = seconds_since(begin);
  if (signalled) aftermath.seconds_after_signal = seconds_since(*signalled);
  aftermath.cpu_seconds = cpu_of(usage);
  aftermath.peak_kb = static_cast<std::size_t>(usage.ru_maxrss);
  return aftermath;
}

std::string complaint(const Attack& attack, const Aftermath& aftermath) {
  if (aftermath.timed_out) return "did not end";
  if (aftermath.exit_code < 0)
    return "was killed by signal " + std::to_string(-aftermath.exit_code);
  if (aftermath.err.find("internal error") != std::string::npos) return first_line(aftermath.err);
  if (std::ranges::find(attack.exit_codes, aftermath.exit_code) == attack.exit_codes.end()) {
    return "ended with " + std::to_string(aftermath.exit_code) + ": " + first_line(aftermath.err);
  }
  if (aftermath.cpu_seconds > attack.cpu_seconds) {
    return "took " + std::to_string(aftermath.cpu_seconds) + " s of processor time";
  }
  const bool shows_output = !attack.arguments.empty() && attack.arguments.front() == "run";
  if (aftermath.out.size() > most_shown && !shows_output) {
    return "wrote " + std::to_string(aftermath.out.size()) + " bytes or more";
  }
  if (aftermath.err.size() > 100'000) {
    return "complained in " + std::to_string(aftermath.err.size()) + " bytes or more";
  }
  if (aftermath.exit_code == 2 && aftermath.err.empty() && aftermath.out.empty()) {
    return "ended with 2 and did not say why";
  }
  if (std::ranges::any_of(aftermath.err, is_raw_control)) return "wrote control characters to err";
  return {};
}

std::string complaints(const std::vector<Attack>& attacks) {
  return complaints(attacks, complaint);
}

std::string complaints(
    const std::vector<Attack>& attacks,
    const std::function<std::string(const Attack&, const Aftermath&)>& complain) {
  std::atomic<std::size_t> next{0};
  std::vector<std::string> found(attacks.size());
  {
    const unsigned at_a_time = std::clamp(std::thread::hardware_concurrency(), 2U, 8U);
    std::vector<std::jthread> workers;
    for (unsigned i = 0; i < at_a_time; ++i) {
      workers.emplace_back([&] {
        for (std::size_t place = next++; place < attacks.size(); place = next++) {
          found[place] = complain(attacks[place], carry_out(attacks[place]));
          if (!found[place].empty()) found[place].insert(0, attacks[place].name + ": ");
        }
      });
    }
  }
  std::string text;
  for (const std::string& each : found) text += each.empty() ? "" : each + "\n";
  return text;
}

std::string program() { return heddle::tests::program_file(); }

std::string harmless_scenario() {
  return R"({"name": "harmless", "shared": {"x": {"atomic": 0}}, "threads": {
    "one": [{"fetch_add": "x", "value": 1}], "two": [{"fetch_add": "x", "value": 1}]},
    "finally": ["x == 2"], "expect": {"bugs": []}})";
}

std::string failing_scenario() {
  return R"({"name": "failing", "shared": {"x": {"atomic": 0}}, "threads": {
    "one": [{"load": "x", "into": "old"}, {"store": "x", "value": "old + 1"}],
    "two": [{"load": "x", "into": "old"}, {"store": "x", "value": "old + 1"}]},
    "finally": ["x == 2"], "expect": {"bugs": ["finally"]}})";
}

std::string repeated(std::string_view text, std::size_t count) {
  std::string result;
  result.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) result += text;
  return result;
}

std::string listed(std::size_t count, const std::function<std::string(std::size_t)>& item) {
  std::string result;
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) result += ',';
    result += item(i);
  }
  return result;
}

}  // namespace heddle::hostile
