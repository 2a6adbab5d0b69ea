#include "sim/native/watchdog.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <utility>

namespace heddle::native {
namespace {

std::string seconds(std::chrono::nanoseconds duration) {
  const auto tenths = std::chrono::duration_cast<std::chrono::milliseconds>(duration).count() / 100;
  std::string text = std::to_string(tenths / 10);
  if (tenths % 10 != 0) text += "." + std::to_string(tenths % 10);
  return text + " s";
}

Verdict cut_off(CutOff by, std::string message) {
  return {.status = Status::truncated, .cut_off = by, .message = std::move(message), .cause = {}};
}

// 0 if the system does not tell.
std::size_t memory_of(const std::string& process) {
  std::ifstream stream("/proc/" + process + "/statm");
  std::size_t mapped = 0;
  std::size_t resident = 0;
  if (!(stream >> mapped >> resident)) return 0;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace

Watchdog::Watchdog(const Region& region, const Program& program, const Limits& limits)
    : region_(region), program_(program), limits_(limits) {
  const std::size_t own = memory_of("self");
  if (limits.memory < SIZE_MAX - own) most_memory_ = own + limits.memory;
}

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
  const auto lasted = now - begun_;
  if (steps > limits_.steps && lasted >= limits_.steps_time) {
    return cut_off(CutOff::steps, "the limit on steps");
  }
  if (most_memory_ != SIZE_MAX && memory_of(std::to_string(process_)) > most_memory_) {
    return cut_off(CutOff::memory, std::string(out_of_memory));
  }
  if (lasted < limits_.run) return std::nullopt;
  return cut_off(CutOff::time, "still running after " + seconds(limits_.run));
}

std::optional<Verdict> Watchdog::look_for_deadlock(Clock::time_point now) {
  const WaitGraph graph(region_);
  const std::vector<ThreadId> stuck = graph.stuck();
  if (stuck.empty()) {
    candidate_.reset();
    return std::nullopt;
  }
  if (!candidate_ || !is_unchanged(graph, stuck)) {
    candidate_ = make_candidate(graph, stuck, now);
    return std::nullopt;
  }
  if (now - candidate_->since < limits_.quiet) return std::nullopt;
  Candidate present = make_candidate(graph, stuck, now);
  const Lasting lasting = has_lasted(present);
  if (lasting == Lasting::no) candidate_ = std::move(present);
  if (lasting != Lasting::yes) return std::nullopt;
  const std::vector<ThreadId> cycle = graph.cycle();
  const WaitGraph::Node& first = graph.node(cycle.empty() ? stuck.front() : cycle.front());
  const auto describe = [&](WaitGraph::Values values) {
    return cycle.empty() ? "no thread can go on: " + graph.describe(stuck, program_, values)
                         : "wait cycle: " + graph.describe(cycle, program_, values);
  };
  return Verdict{.status = Status::deadlock,
                 .message = describe(WaitGraph::Values::told),
                 .cause = describe(WaitGraph::Values::left_out),
                 .thread = first.thread,
                 .site = first.site};
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

Watchdog::Candidate Watchdog::make_candidate(const WaitGraph& graph,
                                             const std::vector<ThreadId>& stuck,
                                             Clock::time_point now) const {
  Candidate candidate{now, {}, {}};
  for (const ThreadId thread : stuck) {
    candidate.nodes.push_back(graph.node(thread));
    candidate.kernel_threads.push_back(
        KernelThread::look_at(process_, region_.thread(thread).kernel_id.load()));
  }
  return candidate;
}

// Only the threads themselves could end the deadlock. If none of them has had a processor in
// between, none ever will.
Watchdog::Lasting Watchdog::has_lasted(const Candidate& present) const {
  // If the system says nothing of a thread, only time can tell.
  constexpr int patience = 10;
  const bool has_been_long = present.since - candidate_->since >= patience * limits_.quiet;
  Lasting lasting = Lasting::yes;
  for (std::size_t place = 0; place < present.nodes.size(); ++place) {
    const auto& before = candidate_->kernel_threads[place];
    const auto& now = present.kernel_threads[place];
    bool is_certain = has_been_long;
    if (present.nodes[place].kind == OperationKind::await) {
      // The thread runs again and again. Since then it has looked at the whole condition, and in
      // vain.
      is_certain = present.nodes[place].looks >= candidate_->nodes[place].looks + 2;
    } else if (before && now) {
      if (!now->has_slept_since(*before)) return Lasting::no;
      is_certain = true;
    }
    if (!is_certain) lasting = Lasting::unknown;
  }
  return lasting;
}

}  // namespace heddle::native
