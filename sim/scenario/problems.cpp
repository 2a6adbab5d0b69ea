#include "sim/scenario/problems.hpp"

#include <algorithm>
#include <utility>

namespace heddle::scenario {

Problems::Problems(std::string file, std::string_view text, const JsonNode& root)
    : file_(std::move(file)), text_(text), root_(root) {}

void Problems::report(std::size_t offset, std::string message, std::string suggestion) {
  if (full()) {
    dropped_ = true;
    return;
  }
  found_.push_back({std::min(offset, text_.size()), std::move(message), std::move(suggestion)});
}

void Problems::report_only(std::size_t offset, std::string message) {
  found_.clear();
  dropped_ = false;
  report(offset, std::move(message));
}

void Problems::raise() const {
  std::vector<Problem> sorted = found_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Problem& left, const Problem& right) {
    return left.offset < right.offset;
  });
  std::vector<Diagnostic> diagnostics;
  for (const Problem& problem : sorted) diagnostics.push_back(diagnostic(problem));
  if (dropped_) {
    diagnostics.push_back({.file = file_,
                           .line = 0,
                           .column = 0,
                           .pointer = {},
                           .message = "more errors follow; these are the first " +
                                      std::to_string(limit) + " that were found",
                           .suggestion = {}});
  }
  throw InputError(std::move(diagnostics));
}

Diagnostic Problems::diagnostic(const Problem& problem) const {
  const std::string_view before = text_.substr(0, problem.offset);
  const std::size_t line_break = before.rfind('\n');
  const std::size_t line_begin = line_break == std::string_view::npos ? 0 : line_break + 1;
  return {.file = file_,
          .line = 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')),
          .column = 1 + problem.offset - line_begin,
          .pointer = json_pointer(root_, problem.offset),
          .message = problem.message,
          .suggestion = problem.suggestion};
}

}  // namespace heddle::scenario
