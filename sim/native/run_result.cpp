#include "sim/native/run_result.hpp"

#include <csignal>
#include <cstring>
#include <unordered_map>

namespace heddle::native {
namespace {

// The memory that a run has left behind.
class LeftMemory final : public Memory {
 public:
  LeftMemory(Program& program, const Region& region)
      : objects_(program.objects()), region_(region) {
    for (const auto& [id, text] : region.texts().entries()) {
      texts_.emplace(id, program.texts().intern(text));
    }
  }
  Value read(ObjectId cell) const override {
    const ValueType type = objects_[index(cell)].initial.type;
    const Value value{type, region_.cell(cell).load(std::memory_order_relaxed)};
    if (type != ValueType::text) return value;
    const auto known = texts_.find(value.bits);
    return known == texts_.end() ? value : Value::of(known->second);
  }

 private:
  std::span<const ObjectDeclaration> objects_;
  const Region& region_;
  std::unordered_map<std::int64_t, TextId> texts_;  // ids of the run's process to ours
};

void set_failure(RunResult& result, Status status, std::string message, SiteId site) {
  result.status = status;
  const bool is_told_by_message = status == Status::deadlock || status == Status::crash;
  result.cause = is_told_by_message ? message : std::string();
  result.message = std::move(message);
  result.site = site;
  result.thread.clear();
}

std::string said(Status status, std::string_view message) {
  return (status == Status::assertion ? "assertion failed: " : "") + std::string(message);
}

// How the run itself ended, conditions aside.
void read_end(RunResult& result, const Region& region, const ChildProcess::End& end,
              const std::optional<Verdict>& verdict) {
  const auto thread_name = [&region](ThreadId thread) {
    return std::string(region.thread(thread).name.view());
  };
  const RunRecord& run = region.run();
  if (run.done.load(std::memory_order_acquire)) {
    if (end.signal == 0 && end.exit_status != 0) {
      // A sanitizer has found something.
      set_failure(result, Status::crash,
                  "the process exited with status " + std::to_string(end.exit_status), no_site);
      return;
    }
    set_failure(result, run.status, said(run.status, run.message.view()), run.site);
    if (run.status == Status::truncated) {
      const bool is_memory = run.message.view() == out_of_memory;
      result.cut_off = is_memory ? CutOff::memory : CutOff::threads;
    }
    if (run.status != Status::completed) result.thread = thread_name(run.thread);
  } else if (verdict) {
    set_failure(result, verdict->status, verdict->message, verdict->site);
    result.cut_off = verdict->cut_off;
    result.cause = verdict->cause;
    if (verdict->status == Status::deadlock) result.thread = thread_name(verdict->thread);
  } else if (end.signal != 0) {
    set_failure(result, Status::crash,
                "the process was killed by signal " + std::to_string(end.signal) + " (" +
                    strsignal(end.signal) + ")",
                no_site);
  } else {
    set_failure(result, Status::crash,
                "the process exited with status " + std::to_string(end.exit_status), no_site);
  }
}

void check_condition(RunResult& result, const Condition& condition, const Memory& memory,
                     Status kind, std::string message) {
  switch (condition.evaluate(memory)) {
    case Truth::yes:
      break;
    case Truth::no: {
      const std::string text = condition.text_with_values(memory);
      if (!text.empty()) message += ": " + text;
      set_failure(result, kind, std::move(message), condition.site());
      break;
    }
    case Truth::fault:
      set_failure(result, Status::fault, std::string(condition.fault_message()), condition.site());
      break;
  }
}

void check_conditions(RunResult& result, const Program& program, const Memory& memory) {
  // At the other ends, too, the simulated run would have seen a broken invariant first. But a
  // crash, for example, leaves memory in no particular state.
  if (result.status != Status::completed && result.status != Status::deadlock) return;
  const bool completed = result.status == Status::completed;
  for (const Condition* condition : program.invariants()) {
    check_condition(result, *condition, memory, Status::invariant,
                    "invariant does not hold at the end");
    if (result.status == Status::invariant || result.status == Status::fault) return;
  }
  if (!completed) return;
  for (const Condition* condition : program.finally()) {
    check_condition(result, *condition, memory, Status::finally, "does not hold at the end");
    if (result.status != Status::completed) return;
  }
}

}  // namespace

RunResult collect_result(Program& program, const Region& region, const ChildProcess::End& end,
                         const std::optional<Verdict>& verdict) {
  RunResult result;
  read_end(result, region, end, verdict);
  const LeftMemory memory(program, region);
  check_conditions(result, program, memory);
  program.observe(memory, result.values);
  for (const auto& [number, line] : region.output().entries()) {
    result.output.push_back(program.texts().intern(line));
  }
  result.output_overflowed = region.output().has_overflowed();
  if (result.output_overflowed && result.cut_off == CutOff::none) result.cut_off = CutOff::output;
  if (result.status == Status::completed) {
    for (std::size_t id = 1; id < region.thread_count(); ++id) {
      const ThreadRecord& record = region.thread(static_cast<ThreadId>(id));
      const Activity activity = record.activity.load();
      if (activity == Activity::ending || activity == Activity::ended) continue;
      result.killed.emplace_back(record.name.view());
    }
  }
  return result;
}

}  // namespace heddle::native
