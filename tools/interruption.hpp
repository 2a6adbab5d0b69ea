#pragma once
// Signals. The first Ctrl-C asks the program to stop and report what it has; the second ends it.

#include <atomic>

namespace heddle::tools {

// From now on, SIGINT, SIGTERM and SIGHUP set the returned flag. SIGHUP does not if it was ignored
// (nohup). To be called once.
const std::atomic<bool>& catch_interruptions();

// From now on, a file that grows beyond the limit of the process (ulimit -f) is an error of the
// write, and no longer the end of the process.
void ignore_file_size_signal();

}  // namespace heddle::tools
