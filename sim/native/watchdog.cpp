#include "sim/native/watchdog.hpp"

#include <algorithm>
#include <fstream>

namespace heddle::native {
namespace {

enum class Sleeping : std::uint8_t { no, yes, unknown };

// Whether the operating system has the thread asleep, rather than running or waiting for a
// processor or a disk.
Sleeping is_sleeping(pid_t process, std::int32_t thread) {
  std::ifstream file("/proc/" + std::to_string(process) + "/task/" + std::to_string(thread) +
                     "/stat");
  std::string line;
  if (thread == 0 || !std::getline(file, line)) return Sleeping::unknown;
  const std::size_t name_end = line.rfind(')');  // the name before it may hold anything
  if (name_end == std::string::npos || name_end + 2 >= line.size()) return Sleeping::unknown;
  return line[name_end + 2] == 'S' ? Sleeping::yes : Sleeping::no;
}

std::string seconds(std::chrono::nanoseconds duration) {
  const auto tenths = std::chrono::duration_cast<std::chrono::milliseconds>(duration).count() / 100;
  std::string text = std::to_string(tenths / 10);
  if (tenths % 10 != 0) text += "." + std::to_string(tenths % 10);
  return text + " s";
}

}  // namespace

void Watchdog::begin(pid_t process, Clock::time_point now) {
  process_ = process;
  begun_ = now;
  candidate_.reset();
}

std::optional<Verdict> Watchdog::look(Clock::time_point now) {
  if (auto deadlock = look_for_deadlock(now)) return deadlock;
  std::uint64_t steps = 0;
  for (std::size_t id = 0; id < region_.thread_count(); ++id) {
    steps += region_.thread(static_cast<ThreadId>(id)).steps.load(std::memory_order_relaxed);
  }
  if (steps > limits_.steps) return Verdict{Status::truncated, "the limit on steps"};
  if (now - begun_ < limits_.run) return std::nullopt;
  return Verdict{Status::truncated, "still running after " + seconds(limits_.run)};
}

std::optional<Verdict> Watchdog::look_for_deadlock(Clock::time_point now) {
  const WaitGraph graph(region_);
  const std::vector<ThreadId> stuck = graph.stuck();
  if (stuck.empty()) {
    candidate_.reset();
    return std::nullopt;
  }
  if (!candidate_ || !is_unchanged(graph, stuck)) {
    candidate_ = Candidate{now, {}};
    for (const ThreadId thread : stuck) candidate_->nodes.push_back(graph.node(thread));
    return std::nullopt;
  }
  if (!has_lasted(graph, now)) return std::nullopt;
  const std::vector<ThreadId> cycle = graph.cycle();
  const WaitGraph::Node& first = graph.node(cycle.empty() ? stuck.front() : cycle.front());
  std::string message = cycle.empty() ? "no thread can go on: " + graph.describe(stuck, program_)
                                      : "wait cycle: " + graph.describe(cycle, program_);
  return Verdict{Status::deadlock, std::move(message), first.thread, first.site};
}

bool Watchdog::is_unchanged(const WaitGraph& graph, const std::vector<ThreadId>& stuck) const {
  return std::equal(stuck.begin(), stuck.end(), candidate_->nodes.begin(), candidate_->nodes.end(),
                    [&graph](ThreadId thread, const WaitGraph::Node& before) {
                      const WaitGraph::Node& node = graph.node(thread);
                      return thread == before.thread && node.steps == before.steps &&
                             node.kind == before.kind && node.object == before.object &&
                             node.holders == before.holders;
                    });
}

bool Watchdog::has_lasted(const WaitGraph& graph, Clock::time_point now) const {
  // Where nothing is known of a thread, time alone must do.
  constexpr int patience = 10;
  const auto lasted = now - candidate_->since;
  if (lasted < limits_.quiet) return false;
  return std::all_of(candidate_->nodes.begin(), candidate_->nodes.end(),
                     [&](const WaitGraph::Node& before) {
                       if (before.kind == OperationKind::await) {
                         // It has looked from beginning to end since, and in vain.
                         return graph.node(before.thread).looks >= before.looks + 2;
                       }
                       const auto kernel_id = region_.thread(before.thread).kernel_id.load();
                       const Sleeping sleeping = is_sleeping(process_, kernel_id);
                       return sleeping == Sleeping::yes ||
                              (sleeping == Sleeping::unknown && lasted >= patience * limits_.quiet);
                     });
}

}  // namespace heddle::native
