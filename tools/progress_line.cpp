#include "tools/progress_line.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/report/verdict_text.hpp"
#include "sim/report/words.hpp"
#include "tools/terminal.hpp"

namespace heddle::tools {
namespace {

constexpr std::size_t bar_width = 20;

std::string bar(double part) {
  const auto done = static_cast<std::size_t>(std::clamp(part, 0.0, 1.0) * bar_width);
  return "[" + std::string(done, '#') + std::string(bar_width - done, '.') + "] ";
}

}  // namespace

ProgressLine::ProgressLine(Console& console, Format format)
    : console_(console), shows_(console.shows_progress && format == Format::text) {}

void ProgressLine::show(const std::string& text, std::optional<double> part) {
  if (!shows_) return;
  // A line that fills the last column would make some terminals go on to the next one.
  const std::size_t room = (console_.columns != nullptr ? console_.columns() : usual_columns) - 1;
  std::string line = part ? bar(*part) + text : text;
  if (columns(line) > room) line = text;
  console_.err << "\r\x1b[K" << fitted(line, room) << std::flush;
  shown_ = true;
}

void ProgressLine::clear() {
  if (shown_) console_.err << "\r\x1b[K" << std::flush;
  shown_ = false;
}

ExplorationProgress::ExplorationProgress(ProgressLine& line, const ExplorationRequest& request)
    : line_(line),
      executions_(request.executions),
      budget_(request.budget.value_or(request.executions
                                          ? std::chrono::nanoseconds(0)
                                          : std::chrono::nanoseconds(default_budget))) {}

void ExplorationProgress::update(const Report& so_far, std::size_t distinct_outcomes) {
  double part = 0;
  if (budget_.count() > 0) {
    part = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_) /
           std::chrono::duration<double>(budget_);
  }
  if (executions_) {
    part = std::max(part, static_cast<double>(so_far.executions + so_far.blocked) /
                              static_cast<double>(*executions_));
  }
  const bool counts_states = so_far.states > 0;
  std::string text = fmt::format(
      "{}, {}",
      counts_states ? counted(so_far.states, "state") : counted(so_far.executions, "execution"),
      counted(distinct_outcomes, "outcome"));
  if (so_far.estimate) {
    part = std::max(part, so_far.estimate->part);
    text += "; " + estimate_text(*so_far.estimate);
  }
  line_.show(text, part);
}

}  // namespace heddle::tools
