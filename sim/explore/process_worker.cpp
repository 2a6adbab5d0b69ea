#include "sim/explore/process_worker.hpp"

#include <exception>
#include <new>
#include <optional>
#include <stdexcept>
#include <utility>

#include "sim/explore/archive.hpp"
#include "sim/explore/memory_gauge.hpp"

namespace heddle {
namespace {

// How often it looks whether somebody wants something of it.
constexpr std::chrono::milliseconds between_looks{2};
// A part is not stopped more often to give some of its work away: it takes a while to send it.
constexpr std::chrono::milliseconds between_splits{10};
// A process that was to leave an execution, and does not answer for so long, is stopped, or hangs.
constexpr std::chrono::seconds longest_silence{10};

FoundBefore found_before(const SearchParts::Part& part) {
  FoundBefore before{.any_bugs = !part.content.report.bugs.empty(),
                     .truncated = part.content.report.truncated};
  for (const Report& report : part.later_reports) {
    before.any_bugs = before.any_bugs || !report.bugs.empty();
    before.truncated += report.truncated;
  }
  return before;
}

}  // namespace

std::exception_ptr all_processes_ended() {
  return std::make_exception_ptr(std::runtime_error(
      "every process that took part in the search was ended by somebody else, or crashed"));
}

void ProcessWorker::work() {
  while (SearchParts::Part* const part = team_.parts.take(number_)) {
    try {
      run(*part);
    } catch (const ConnectionLost&) {
      team_.parts.give_back(*part);
      if (--team_.working == 0) {
        team_.parts.fail_all(all_processes_ended());
      }
      return;
    } catch (...) {
      team_.parts.fail(std::current_exception());
    }
  }
}

void ProcessWorker::run(SearchParts::Part& part) {
  while (true) {
    if (team_.parts.rings(number_) && !team_.parts.attend(number_, part, nullptr)) {
      team_.parts.finish(part, {}, std::nullopt);
      return;
    }
    send(part);
    if (!take_result(part, wait_for_result(part))) return;
  }
}

void ProcessWorker::send(const SearchParts::Part& part) {
  PartToRun to_run{.words = {},
                   .executions_left = part.content.executions_left,
                   .is_taken_back = part.content.returns_to.has_value(),
                   .before = found_before(part)};
  team_.words.save(*part.content.scheduler, to_run.words);
  connection_.send(static_cast<std::uint64_t>(PartMessage::run), bytes_of(to_run));
  may_stop_at_ = Steady::now() + between_splits;
}

PartResult ProcessWorker::wait_for_result(SearchParts::Part& part) {
  bool is_stopped = false;
  std::optional<Steady::time_point> left_at;
  while (true) {
    if (connection_.is_ready(between_looks)) {
      const Connection::Message message = connection_.receive();
      const auto kind = static_cast<PartMessage>(message.kind);
      if (kind == PartMessage::result) return read_part_result(message.bytes, team_.texts);
      if (kind == PartMessage::failure) throw std::logic_error(message.bytes);
      take_progress(part, read_part_progress(message.bytes));
    }
    const bool is_wanted = team_.parts.rings(number_) &&
                           (Steady::now() >= may_stop_at_ || team_.parts.has_to_stop(part));
    if (is_wanted && !is_stopped) {
      is_stopped = true;
      connection_.send(static_cast<std::uint64_t>(PartMessage::stop));
    }
    if (left_at && Steady::now() - *left_at > longest_silence) throw ConnectionLost();
    if (team_.parts.has_to_leave() && !left_at) {
      left_at = Steady::now();
      connection_.send(static_cast<std::uint64_t>(PartMessage::leave));
    }
  }
}

void ProcessWorker::take_progress(SearchParts::Part& part, const PartProgress& progress) {
  team_.parts.tell(part, progress.executions, static_cast<std::size_t>(progress.scheduler_bytes));
  if (team_.options.memory != nullptr) {
    team_.options.memory->add_elsewhere(process_bytes_, progress.process_bytes);
  }
  process_bytes_ = progress.process_bytes;
}

bool ProcessWorker::take_result(SearchParts::Part& part, PartResult result) {
  SearchParts& parts = team_.parts;
  if (result.end == PartEnd::left) {
    part.is_cut_short = true;
    if (result.ended == Ended::memory) parts.stop(Ended::memory);
    parts.finish(part, std::move(result.report), std::nullopt);
    return false;
  }
  if (result.headway) {
    parts.finish_over(part, std::move(result.report), *result.headway);
    return false;
  }
  parts.replace(part, team_.words.restore(result.words));
  parts.call_off(result.called_off);
  const bool has_nothing_left = result.end == PartEnd::limit && result.ended == Ended::nothing_left;
  // It knows that again once it is asked again.
  if (has_nothing_left && part.content.scheduler->begin()) {
    throw std::logic_error("a part of the search has something left in this process alone");
  }
  if (result.end == PartEnd::limit) {
    parts.finish(part, std::move(result.report), result.ended);
    return false;
  }
  if (result.end == PartEnd::memory) parts.stop(Ended::memory);
  parts.hand_over(part, std::move(result.report));
  return true;
}

}  // namespace heddle
