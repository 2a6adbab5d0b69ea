#include "scheduler/replay.hpp"

#include <unordered_map>
#include <utility>

#include "scheduler/thread_choice.hpp"

namespace heddle {

Replay::Replay(std::span<const ScheduleStep> steps, const ThreadNames& names)
    : names_of_threads_(names) {
  std::unordered_map<std::string_view, std::uint32_t> positions;
  const auto position_of = [&](const std::string& text) {
    const auto [entry, is_new] =
        positions.try_emplace(text, static_cast<std::uint32_t>(names_.size()));
    if (is_new) names_.push_back({.text = text, .thread = std::nullopt});
    return entry->second;
  };
  runs_.reserve(steps.size());
  for (const ScheduleStep& step : steps) {
    if (step.count == 0) continue;
    const std::uint32_t thread = position_of(step.thread);
    const std::uint32_t detail = step.way == Way::waiter ? position_of(step.waiter) : step.datum;
    runs_.push_back({.thread = thread, .way = step.way, .detail = detail, .count = step.count});
    steps_left_ += step.count;
  }
}

bool Replay::begin() { return !std::exchange(begun_, true); }

std::optional<std::size_t> Replay::pick(const Point& point) {
  if (run_ == runs_.size()) {
    ended_early_ = true;
    return go_on(point);
  }
  const Run& run = runs_[run_];
  const std::optional<std::size_t> first = find_thread(point, names_[run.thread]);
  if (!first) {
    diverge(run, point.step, "no thread of that name is able to take a step");
    return std::nullopt;
  }
  const std::size_t last = *first + count_of_thread(point, *first);
  for (std::size_t i = *first; i < last; ++i) {
    if (!fits(point.alternatives[i], run)) continue;
    --steps_left_;
    if (++taken_of_run_ == run.count) {
      ++run_;
      taken_of_run_ = 0;
    }
    return i;
  }
  diverge(run, point.step, "the next step of that thread cannot go that way");
  return std::nullopt;
}

std::size_t Replay::go_on(const Point& point) {
  if (!point.previous) return 0;
  const std::size_t first = first_not_before(point, *point.previous);
  const bool able =
      first < point.alternatives.size() && point.alternatives[first].thread == *point.previous;
  return able ? first : 0;
}

// The first alternative of the thread with that name.
std::optional<std::size_t> Replay::find_thread(const Point& point, Name& name) const {
  if (!name.thread) {
    for (std::size_t i = 0; i < point.alternatives.size(); i += count_of_thread(point, i)) {
      const ThreadId thread = point.alternatives[i].thread;
      if (names_of_threads_.thread_name(thread) != name.text) continue;
      name.thread = thread;
      return i;
    }
    return std::nullopt;
  }
  const std::size_t first = first_not_before(point, *name.thread);
  if (first == point.alternatives.size() || point.alternatives[first].thread != *name.thread) {
    return std::nullopt;
  }
  return first;
}

bool Replay::fits(const Alternative& alternative, const Run& run) const {
  if (alternative.way != run.way) return false;
  if (run.way == Way::datum) return alternative.detail == run.detail;
  if (run.way != Way::waiter) return true;
  const Name& waiter = names_[run.detail];
  const ThreadId woken{alternative.detail};
  return waiter.thread ? woken == *waiter.thread
                       : names_of_threads_.thread_name(woken) == waiter.text;
}

void Replay::diverge(const Run& run, std::size_t step, std::string reason) {
  divergence_ = {.step = step, .step_text = text_of(run), .reason = std::move(reason)};
}

std::string Replay::text_of(const Run& run) const {
  const std::string& thread = names_[run.thread].text;
  switch (run.way) {
    case Way::normal:
      return thread;
    case Way::timeout:
      return thread + " times out";
    case Way::spurious:
      return thread + " wakes spuriously";
    case Way::waiter:
      return thread + " wakes " + names_[run.detail].text;
    case Way::datum:
      return thread + " chooses " + std::to_string(run.detail);
  }
  return thread;
}

}  // namespace heddle
