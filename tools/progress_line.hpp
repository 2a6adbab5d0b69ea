#pragma once
// One line on the terminal that says how far a long command is, and is gone when it is done. Shows
// nothing if messages do not go to a terminal.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "sim/explore/explorer.hpp"
#include "tools/console.hpp"
#include "tools/exploration.hpp"
#include "tools/options.hpp"

namespace heddle::tools {

class ProgressLine {
 public:
  // `console` must outlive this object.
  ProgressLine(Console& console, Format format);
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // `part`: how much is done, from 0 to 1, if that is known.
  void show(const std::string& text, std::optional<double> part);
  void clear();

 private:
  Console& console_;
  const bool shows_;
  bool shown_ = false;
};

// The progress of an exploration.
class ExplorationProgress final : public Progress {
 public:
  ExplorationProgress(ProgressLine& line, const ExplorationRequest& request);
  void update(const Report& so_far, std::size_t distinct_outcomes) override;

 private:
  ProgressLine& line_;
  const std::optional<std::uint64_t> executions_;
  const std::chrono::nanoseconds budget_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace heddle::tools
