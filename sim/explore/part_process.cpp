#include "sim/explore/part_process.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

#if defined(__linux__)
#include <sys/prctl.h>
#endif

namespace heddle {
namespace {

// It also ends where it reads from its connection, but that may be a long time later.
void end_with_parent(pid_t parent) {
#if defined(__linux__)
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  if (getppid() != parent) _exit(0);
}

}  // namespace

PartProcess::PartProcess(Program& program, const ExploreOptions& options, const PartWords& words,
                         std::span<const std::unique_ptr<PartProcess>> others)
    : PartProcess(program, options, words, others, Connection::make()) {}

PartProcess::PartProcess(Program& program, const ExploreOptions& options, const PartWords& words,
                         std::span<const std::unique_ptr<PartProcess>> others,
                         Connection::Ends ends)
    : connection_(std::move(ends.one)) {
  const pid_t parent = getpid();
  id_ = fork();
  if (id_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (id_ > 0) return;
  end_with_parent(parent);
  connection_.close();
  for (const auto& other : others) other->connection_.close();
  serve_parts(ends.other, program, options, words);
}

PartProcess::~PartProcess() {
  kill(id_, SIGKILL);
  while (waitpid(id_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace heddle
