#include "sim/native/child_process.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <system_error>

namespace heddle::native {
namespace {

// The new process dies with its parent, keeps none of its signal handlers (they were meant for
// people), and leaves no core file.
void prepare_child(pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);  // it died before the line above
  setpgid(0, 0);
  for (const int signal : {SIGABRT, SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
    std::signal(signal, SIG_DFL);
  }
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

}  // namespace

ChildProcess::ChildProcess(Body& body) {
  // The write end is in the child alone, so that the read end sees the end of file when the child
  // ends.
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  std::fflush(nullptr);  // or both might write the output that is still in the buffers
  const pid_t parent = getpid();
  id_ = fork();
  if (id_ < 0) {
    const int error = errno;
    close(ends[0]);
    close(ends[1]);
    throw std::system_error(error, std::generic_category(), "fork");
  }
  if (id_ == 0) {
    prepare_child(parent);
    close(ends[0]);
    body.run();
  }
  setpgid(id_, id_);  // in both, as either may come first
  close(ends[1]);
  end_descriptor_ = ends[0];
}

ChildProcess::~ChildProcess() {
  kill();
  wait();
  close(end_descriptor_);
}

void ChildProcess::kill() {
  if (end_) return;
  ::kill(-id_, SIGKILL);
  ::kill(id_, SIGKILL);
}

ChildProcess::End ChildProcess::wait() {
  if (end_) return *end_;
  int status = 0;
  while (waitpid(id_, &status, 0) < 0 && errno == EINTR) {
  }
  end_ = WIFSIGNALED(status) ? End{.signal = WTERMSIG(status)}
                             : End{.exit_status = WEXITSTATUS(status)};
  return *end_;
}

}  // namespace heddle::native
