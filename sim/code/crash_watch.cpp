#include "sim/code/crash_watch.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "sim/code/code_program.hpp"
#include "sim/code/environment.hpp"
#include "sim/report/time_name.hpp"

namespace heddle::code {
namespace {

constexpr std::array signals{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGINT, SIGTERM};
// A thread that goes round for so long without an operation will not come to one.
constexpr std::chrono::seconds default_patience{10};
constexpr unsigned seconds_for_report = 5;

constinit thread_local CodeProgram* program_here = nullptr;

void say(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

// What happened, and the schedule. It allocates, which a handler must not: if that is not possible
// any more, an alarm ends the process, and only the first line was said.
void report(std::string_view what, CodeProgram& program) {
  say("\nheddle: ");
  say(what);
  say(" in the code under test\n");
  alarm(seconds_for_report);
  say(program.so_far());
}

struct Stack {
  static constexpr std::size_t bytes = std::size_t{256} << 10U;
  Stack() {
    stack_t alternative{};
    sigaltstack(nullptr, &before);
    alternative.ss_sp = memory.data();
    alternative.ss_size = memory.size();
    sigaltstack(&alternative, nullptr);
  }
  ~Stack() { sigaltstack(&before, nullptr); }
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  std::vector<char> memory = std::vector<char>(bytes);
  stack_t before{};
};

// Everything that there is once in the process.
class Watch {
 public:
  static Watch& of_process() {
    static auto* const watch = new Watch();  // never destroyed: a signal may come at any time
    return *watch;
  }

  void begin() {
    const std::lock_guard lock(mutex_);
    if (users_++ != 0) return;
    for (std::size_t each = 0; each < signals.size(); ++each) {
      struct sigaction action {};
      action.sa_handler = &Watch::handle;
      action.sa_flags = SA_ONSTACK | SA_NODEFER;
      sigaction(signals[each], &action, &before_[each]);
    }
    terminate_before_ = std::set_terminate(&Watch::terminate);
    stops_ = false;
    looker_ = std::thread([this] { look(); });
  }

  void end() {
    std::thread looker;
    {
      const std::lock_guard lock(mutex_);
      if (--users_ != 0) return;
      for (std::size_t each = 0; each < signals.size(); ++each) {
        sigaction(signals[each], &before_[each], nullptr);
      }
      std::set_terminate(terminate_before_);
      stops_ = true;
      looker = std::move(looker_);
    }
    stop_.notify_all();
    looker.join();
  }

  void add(CodeProgram& program) {
    const std::lock_guard lock(mutex_);
    programs_.push_back({&program, 0, std::chrono::steady_clock::now()});
  }
  void remove(CodeProgram& program) {
    const std::lock_guard lock(mutex_);
    std::erase_if(programs_, [&](const Watched& each) { return each.program == &program; });
  }

 private:
  struct Watched {
    CodeProgram* program = nullptr;
    std::uint64_t operations = 0;
    std::chrono::steady_clock::time_point since{};
  };

  // What ends a thread of an exploration ends the execution only.
  [[noreturn]] static void terminate() {
    if (detail::is_simulated()) detail::fail(detail::failure::panic, text_of_terminate(), {});
    of_process().terminate_before_();
    std::abort();
  }

  static void handle(int signal) {
    // Whoever handled it before comes next.
    for (std::size_t each = 0; each < signals.size(); ++each) {
      if (signals[each] == signal) sigaction(signal, &of_process().before_[each], nullptr);
    }
    CodeProgram* const program = program_here;
    if (program != nullptr && program->is_in_code_under_test()) {
      report(strsignal(signal), *program);
    } else if (program != nullptr) {
      say("\nheddle: ");
      say(strsignal(signal));
      say(" during an exploration\n");
    }
    raise(signal);
  }

  std::chrono::nanoseconds patience() const {
    const auto text = variable("HEDDLE_LOOP_LIMIT");
    if (!text) return default_patience;
    try {
      return parse_duration(*text);
    } catch (const std::invalid_argument&) {
      return default_patience;
    }
  }

  void look() {
    const std::chrono::nanoseconds most = patience();
    std::unique_lock lock(mutex_);
    while (!stop_.wait_for(
        lock, std::min<std::chrono::nanoseconds>(most / 4, std::chrono::milliseconds(500)),
        [this] { return stops_; })) {
      const auto now = std::chrono::steady_clock::now();
      for (Watched& each : programs_) {
        const std::uint64_t operations = each.program->operations();
        if (operations != each.operations || !each.program->is_in_code_under_test()) {
          each.operations = operations;
          each.since = now;
        } else if (now - each.since > most) {
          end_as_looping(*each.program);
        }
      }
    }
  }

  [[noreturn]] static void end_as_looping(CodeProgram& program) {
    report("an endless loop: no operation for a long time", program);
    signal(SIGABRT, SIG_DFL);
    std::abort();
  }

  std::mutex mutex_;
  std::condition_variable stop_;
  bool stops_ = false;
  std::size_t users_ = 0;
  std::array<struct sigaction, signals.size()> before_{};
  std::terminate_handler terminate_before_ = nullptr;
  std::thread looker_;
  std::vector<Watched> programs_;
};

}  // namespace

CrashWatch::CrashWatch() { Watch::of_process().begin(); }
CrashWatch::~CrashWatch() { Watch::of_process().end(); }

void CrashWatch::set_program(CodeProgram* program) {
  // Fibers may use up their stacks, so a handler needs another one.
  thread_local std::optional<Stack> stack;
  if (program != nullptr && !stack) stack.emplace();
  program_here = program;
}
void CrashWatch::add(CodeProgram& program) { Watch::of_process().add(program); }
void CrashWatch::remove(CodeProgram& program) { Watch::of_process().remove(program); }

}  // namespace heddle::code
