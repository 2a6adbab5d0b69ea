#pragma once
// The Mazurkiewicz traces of the executions that a strategy makes, in a canonical form: brute force
// for what partial order reduction is to count.

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/model/scheduler.hpp"
#include "sim/trace/trace_order.hpp"

namespace heddle::differential {

class TraceCollector final : public Scheduler {
 public:
  explicit TraceCollector(std::unique_ptr<Scheduler> scheduler)
      : scheduler_(std::move(scheduler)) {}

  bool begin() override { return scheduler_->begin(); }
  const SystematicSearch* systematic() const override { return scheduler_->systematic(); }
  std::optional<std::size_t> pick(const Point& point) override {
    if (!order_) {
      order_.emplace(*point.facts, std::bitset<rows>{});
      main_kills_ = point.facts->settings.main_exit == MainExit::kill;
    }
    const auto choice = scheduler_->pick(point);
    if (!choice) return choice;
    order_->expect(point, *choice);
    return choice;
  }
  void end(const Execution& execution) override {
    if (!order_ && execution.steps == 0) {
      ++traces[std::string(name(execution.status()))];  // it ended before its first step
    } else if (order_ && execution.status() != Status::abandoned) {
      expect_tail(execution);
      Execution whole = execution;
      whole.decided = whole.steps;
      order_->take_in(whole);
      closes_cycle_ = !execution.cycle.empty();
      ++traces[canonical_form(execution.status())];
    }
    scheduler_->end(execution);
  }

  std::map<std::string, int> traces;  // how often each was seen

 private:
  // The steps that nobody was asked about, as the only ones that there could have been.
  void expect_tail(const Execution& execution) {
    operations_.clear();
    std::size_t step = 0;
    for (const Event& event : execution.events) {
      if (event.phase == Phase::inside || step++ < execution.decided) continue;
      operations_.push_back({.kind = event.kind, .object = event.object});
      const Alternative taken{
          .thread = event.thread, .detail = event.detail, .operation = &operations_.back()};
      Point point;
      point.alternatives = {&taken, 1};
      point.threads = 1;
      point.step = step - 1;
      order_->expect(point, 0);
    }
  }

  // Whether it comes before, also where another thread closes the cycle that is the deadlock.
  bool before_without_cycle(StepNumber earlier, StepNumber last) const {
    const TraceOrder& order = *order_;
    for (StepNumber step = last; step-- > 0;) {
      const bool spawns = order[step].event.kind == OperationKind::spawn &&
                          order[step].event.detail == index(order[last].thread);
      const bool is_joined = order[last].event.kind == OperationKind::join &&
                             order[last].event.detail == index(order[step].thread);
      const bool direct = spawns || is_joined || order[step].thread == order[last].thread ||
                          accesses_conflict(order[step].footprint, order[last].footprint);
      if (direct && (step == earlier || order.before(earlier, step))) return true;
    }
    return false;
  }

  // Every step, by thread, with the number of steps of each thread that come before it. Where main
  // ended the execution: those alone that come before that end, as whatever else was taken commutes
  // with it.
  std::string canonical_form(Status status) const {
    const TraceOrder& order = *order_;
    std::map<std::pair<std::size_t, std::uint32_t>, std::string> lines;
    const StepNumber last = order.size() - 1;
    const bool main_ended = main_kills_ && order.size() != 0 && order[last].thread == main_thread &&
                            order[last].event.kind == OperationKind::end;
    for (StepNumber step = 0; step < order.size(); ++step) {
      if (main_ended && step != last && !order.before(step, last)) continue;
      const Event& event = order[step].event;
      std::string line = std::string(name(event.kind)) + " " +
                         std::to_string(static_cast<int>(event.phase)) + " " +
                         std::to_string(static_cast<int>(event.way)) + " " +
                         std::to_string(event.detail) + ":";
      const bool may_close_cycle = closes_cycle_ && step == last;
      for (StepNumber earlier = 0; earlier < step; ++earlier) {
        if (!(may_close_cycle ? before_without_cycle(earlier, step)
                              : order.before(earlier, step))) {
          continue;
        }
        line += " " + std::to_string(index(order[earlier].thread)) + "." +
                std::to_string(order[earlier].number_in_thread);
      }
      // The set, whatever the order in which this execution has it.
      lines[{index(order[step].thread), order[step].number_in_thread}] = sorted(line);
    }
    std::string form = std::string(name(status)) + "\n";
    for (const auto& [place, line] : lines) {
      form += std::to_string(place.first) + "." + std::to_string(place.second) + " " + line + "\n";
    }
    return form;
  }
  static std::string sorted(const std::string& line);

  std::unique_ptr<Scheduler> scheduler_;
  std::optional<TraceOrder> order_;
  std::deque<Operation> operations_;  // of the tail
  bool main_kills_ = false;
  bool closes_cycle_ = false;
};

inline std::string TraceCollector::sorted(const std::string& line) {
  const std::size_t colon = line.find(':');
  std::vector<std::string> words;
  std::size_t begin = colon + 2;
  while (begin < line.size()) {
    const std::size_t end = std::min(line.find(' ', begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    begin = end + 1;
  }
  std::sort(words.begin(), words.end());
  std::string result = line.substr(0, colon + 1);
  for (const std::string& word : words) result += " " + word;
  return result;
}

}  // namespace heddle::differential
