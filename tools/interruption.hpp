#pragma once
// Ctrl-C, politely: the first asks the program to stop and report what it has, the second ends it.

#include <atomic>

namespace heddle::tools {

// From now on, SIGINT and SIGTERM set what is returned. Called once.
const std::atomic<bool>& catch_interruptions();

}  // namespace heddle::tools
