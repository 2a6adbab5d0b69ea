// native() and compare(): the same function on OS threads.

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <mutex>
#include <stdexcept>
#include <system_error>

#include "heddle/explore.hpp"
#include "sim/code/native_child.hpp"

namespace heddle {
namespace {

// Where a run writes what happened; -1: this process is none.
int to_parent = -1;
std::mutex telling;

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

void tell(char kind, std::string_view text) {
  const std::lock_guard lock(telling);
  const auto size = static_cast<std::uint32_t>(text.size());
  std::array<char, 1 + sizeof size> head{kind};
  std::memcpy(head.data() + 1, &size, sizeof size);
  write_all(to_parent, {head.data(), head.size()});
  write_all(to_parent, text);
}

// What a run said, whole messages only.
struct Heard {
  bool has_completed = false;
  std::string failure{};
  std::vector<std::string> output{};
};
Heard understood(std::string_view bytes) {
  Heard heard;
  std::uint32_t size = 0;
  while (bytes.size() > sizeof size) {
    const char kind = bytes.front();
    std::memcpy(&size, bytes.data() + 1, sizeof size);
    bytes.remove_prefix(1 + sizeof size);
    if (bytes.size() < size) break;
    const std::string text(bytes.substr(0, size));
    bytes.remove_prefix(size);
    if (kind == 'p') heard.output.push_back(text);
    if (kind == 'c') heard.has_completed = true;
    if (kind == 'f' && heard.failure.empty()) heard.failure = text;
  }
  return heard;
}

// Where an exception leaves a thread, or the body, of the run that this process is.
[[noreturn]] void end_by_exception() noexcept {
  try {
    if (std::current_exception()) throw;
    tell('f', "panic");
  } catch (const expectation_failed&) {
    tell('f', "assertion");
  } catch (...) {
    tell('f', "panic");
  }
  _exit(1);
}

[[noreturn]] void run_in_child(const std::function<void()>& body) {
  std::set_terminate(end_by_exception);
  try {
    body();
  } catch (...) {
    end_by_exception();
  }
  tell('c', {});
  _exit(0);
}

struct Run {
  pid_t process = 0;
  int answers = -1;
};

Run begin_run(const std::function<void()>& body) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  const pid_t process = fork();
  if (process < 0) {
    close(ends[0]);
    close(ends[1]);
    throw std::system_error(errno, std::generic_category(), "fork");
  }
  if (process == 0) {
    close(ends[0]);
    to_parent = ends[1];
    run_in_child(body);
  }
  close(ends[1]);
  return {process, ends[0]};
}

// Everything that the run says until it ends. False: it did not end within the limit.
bool listen(const Run& run, std::chrono::nanoseconds limit, std::string& bytes) {
  const auto end = std::chrono::steady_clock::now() + limit;
  std::array<char, 4096> part{};
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd wanted{.fd = run.answers, .events = POLLIN, .revents = 0};
    const int ready =
        poll(&wanted, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 1000)));
    if (ready < 0 && errno != EINTR) return true;
    if (ready <= 0) continue;
    const ssize_t got = read(run.answers, part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return true;
    bytes.append(part.data(), static_cast<std::size_t>(got));
  }
}

outcome outcome_of_run(const std::function<void()>& body, std::chrono::nanoseconds limit) {
  const Run run = begin_run(body);
  std::string bytes;
  const bool has_ended = listen(run, limit, bytes);
  if (!has_ended) kill(run.process, SIGKILL);
  close(run.answers);
  int status = 0;
  while (waitpid(run.process, &status, 0) < 0 && errno == EINTR) {
  }
  const Heard heard = understood(bytes);
  outcome seen{.output = heard.output};
  if (!has_ended) {
    seen.status = "hangs";
  } else if (!heard.failure.empty()) {
    seen.status = heard.failure;
  } else if (heard.has_completed) {
    seen.status = "completed";
  } else if (WIFSIGNALED(status)) {
    seen.status = std::string("crash (") + strsignal(WTERMSIG(status)) + ")";
  } else {
    seen.status = "exit";
  }
  return seen;
}

void count(std::vector<outcome>& outcomes, const outcome& seen) {
  const auto known =
      std::ranges::find_if(outcomes, [&](const outcome& each) { return each.is_same(seen); });
  outcome& entry = known == outcomes.end() ? outcomes.emplace_back(seen) : *known;
  ++entry.executions;
}

std::string text_of(const outcome& seen) {
  std::string text = std::to_string(seen.executions) + "  " + seen.status;
  for (const std::string& line : seen.output) text += " | " + line;
  return text;
}

// Whether a real thread that did this did what an execution did. What hangs for real is a deadlock
// or a livelock in an exploration, and what goes wrong there may crash for real.
bool is_explained(const outcome& real, const report& simulated) {
  return std::ranges::any_of(simulated.outcomes, [&](const outcome& each) {
    if (each.is_same(real)) return true;
    if (real.status == "hangs") return each.status == "deadlock" || each.status == "truncated";
    const bool has_crashed = real.status.starts_with("crash");
    return has_crashed && (each.status == "misuse" || each.status == "panic");
  });
}

}  // namespace

bool code::tell_parent(std::string_view line) {
  if (to_parent < 0) return false;
  tell('p', line);
  return true;
}

native_report native(const std::function<void()>& body, std::uint64_t runs,
                     std::chrono::nanoseconds limit) {
  if (!body) throw std::invalid_argument("a run of an empty function");
  if (is_explored()) throw std::invalid_argument("native runs inside of an exploration");
  native_report made;
  for (; made.runs < runs; ++made.runs) count(made.outcomes, outcome_of_run(body, limit));
  return made;
}

std::string native_report::text() const {
  std::string text = std::to_string(runs) + " runs on OS threads\n";
  for (const outcome& seen : outcomes) text += "  " + text_of(seen) + "\n";
  return text;
}

comparison compare(const std::function<void()>& body, const options& how, std::uint64_t runs,
                   const detail::place_in_function& where) {
  comparison made{.simulated = explore(body, how, where), .real = native(body, runs), .only_real{}};
  for (const outcome& real : made.real.outcomes) {
    if (!is_explained(real, made.simulated)) made.only_real.push_back(real);
  }
  return made;
}

std::string comparison::text() const {
  std::string text = simulated.text() + "\n" + real.text();
  if (only_real.empty()) return text + "Real threads did nothing that was not explored.\n";
  text += simulated.complete
              ? "Only real threads did this, although everything was explored: the code has a data "
                "race or\nbehaviour that explorations leave out, or heddle is wrong.\n"
              : "Only real threads did this; not everything was explored.\n";
  for (const outcome& seen : only_real) text += "  " + text_of(seen) + "\n";
  return text;
}

}  // namespace heddle
