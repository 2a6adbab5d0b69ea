#pragma once
// A process that was forked from this one, and that does not outlive it: neither when this object
// is destroyed, nor when this process dies of whatever cause. It must not know what the process
// does.

#include <sys/types.h>

#include <optional>

namespace heddle::native {

class ChildProcess {
 public:
  class Body {
   public:
    virtual ~Body() = default;
    // In the new process; must end it.
    [[noreturn]] virtual void run() = 0;
  };

  // How the process ended.
  struct End {
    int exit_status = 0;  // if `signal` is 0
    int signal = 0;       // the signal that killed it; 0: none
  };

  // Forks. Requires that the calling thread is the only one of this process. The new process is in
  // a group of its own, so that a Ctrl-C reaches its parent only. Throws std::system_error.
  explicit ChildProcess(Body& body);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t id() const { return id_; }
  // A file descriptor that becomes readable when the process has ended.
  int end_descriptor() const { return end_descriptor_; }
  // Ends it, and all processes that it started.
  void kill();
  // Waits until it has ended.
  End wait();

 private:
  pid_t id_ = -1;
  int end_descriptor_ = -1;
  std::optional<End> end_;
};

}  // namespace heddle::native
