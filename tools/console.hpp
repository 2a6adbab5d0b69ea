#pragma once
// Where a command writes, and what it may do there. With it tests see what a command writes; a
// command must not touch the standard streams.

#include <atomic>
#include <cstddef>
#include <istream>
#include <ostream>

namespace heddle::tools {

struct Console {
  std::istream& in;
  std::ostream& out;     // the result
  std::ostream& err;     // messages and progress
  bool colours = false;  // `out` shows colours
  bool out_is_terminal = false;
  bool shows_progress = false;  // `err` is a terminal
  // How many columns that terminal has now; null: as many as most have.
  std::size_t (*columns)() = nullptr;
  // Set once somebody asked to stop; may be null.
  const std::atomic<bool>* interrupted = nullptr;

  bool is_interrupted() const { return interrupted != nullptr && interrupted->load(); }
};

}  // namespace heddle::tools
