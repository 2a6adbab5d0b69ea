#include "tools/check_work.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <new>
#include <optional>
#include <thread>

#include "sim/explore/memory_reserve.hpp"
#include "sim/report/verdict_text.hpp"
#include "sim/scenario/expectation.hpp"
#include "sim/scenario/input_file.hpp"
#include "tools/errors.hpp"
#include "tools/load_warnings.hpp"
#include "tools/subject.hpp"

namespace heddle::tools {
namespace {

namespace fs = std::filesystem;

bool is_scenario_file(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.ends_with(".json") && !name.ends_with(".schema.json");
}

CheckVerdict verdict_of(const std::vector<scenario::Unmet>& unmet) {
  if (unmet.empty()) return CheckVerdict::passed;
  const bool contradicted = std::ranges::any_of(unmet, [](const scenario::Unmet& each) {
    return each.kind == scenario::Unmet::Kind::contradicted;
  });
  return contradicted ? CheckVerdict::failed : CheckVerdict::undecided;
}

// The reason, with the command that shows it if it was drawn by chance; otherwise its schedule is
// with the bugs.
std::string reason_of(const scenario::Unmet& unmet, const Subject& subject, const Report& report) {
  std::optional<std::string> command;
  if (unmet.bug) {
    const Finding& bug = report.bugs[*unmet.bug];
    command = subject.replay_by_seed(bug.draw, bug.schedule);
  } else if (unmet.outcome) {
    const SeenOutcome& seen = report.outcomes[*unmet.outcome];
    command = subject.replay_by_seed(seen.draw, seen.schedule);
  }
  return command ? unmet.reason + "; again by " + *command : unmet.reason;
}

void judge(Subject& subject, const CheckRequest& request, CheckResult& result) {
  Settings settings = settings_of(subject.scenario, request.time, TimeModel::unbounded);
  settings.threads = request.threads;
  result.report = explore_subject(subject, settings, request.exploration).report;
  scenario::ExpectationJudge judge(subject.scenario);
  for (const SeenOutcome& seen : result.report.outcomes) judge.see(seen.outcome);
  for (const Finding& bug : result.report.bugs) judge.see_bug(bug.kind, bug.message);
  const std::vector<scenario::Unmet> unmet = judge.judge(result.report.complete);
  for (const scenario::Unmet& each : unmet) {
    result.reasons.push_back(reason_of(each, subject, result.report));
  }
  result.verdict = verdict_of(unmet);
  result.distinct_outcomes = result.report.distinct_outcomes();
  result.report.outcomes.clear();
  if (result.report.ended == Ended::interrupted && result.verdict == CheckVerdict::passed) {
    result.verdict = CheckVerdict::undecided;
    result.reasons.emplace_back("interrupted");
  }
  if (request.requires_proof && result.verdict == CheckVerdict::passed && !result.report.complete) {
    result.verdict = CheckVerdict::undecided;
    result.reasons.push_back("not proved: " + verdict_text(result.report));
  }
}

CheckResult check_file(const std::string& file, const CheckRequest& request) {
  CheckResult result;
  result.file = file;
  try {
    Subject subject(file, request.exploration.interrupted);
    result.scenario = subject.scenario.name;
    result.warnings = load_warnings(subject.scenario);
    result.has_expectations = subject.scenario.expect.has_value();
    if (result.has_expectations) {
      judge(subject, request, result);
    } else {
      result.verdict = CheckVerdict::passed;
    }
  } catch (const scenario::InputInterrupted&) {
    result.verdict = CheckVerdict::skipped;
  } catch (const scenario::InputError& error) {
    result.verdict = CheckVerdict::bad_input;
    for (const auto& each : error.diagnostics()) result.reasons.push_back(each.line_of_text());
  } catch (const std::bad_alloc&) {
    release_memory_for_report();
    result.report = {};
    result.verdict = CheckVerdict::undecided;
    result.reasons.emplace_back("out of memory");
  }
  return result;
}

// Hands out files to workers, and hands over results in order.
class Work {
 public:
  Work(const std::vector<std::string>& files, const CheckRequest& request)
      : files_(files), request_(request), results_(files.size()) {}

  void work() {
    while (const auto number = next()) {
      CheckResult result;
      std::exception_ptr error;
      try {
        result = check_file(files_[*number], request_);
      } catch (...) {
        error = std::current_exception();
      }
      deliver(*number, std::move(result), error);
    }
  }

  void hand_over(const std::function<void(const CheckResult&)>& take) {
    for (std::size_t number = 0; number < files_.size(); ++number) {
      std::unique_lock lock(mutex_);
      delivered_.wait(lock, [&] { return error_ || results_[number] || is_over(number); });
      if (error_) std::rethrow_exception(error_);
      CheckResult result;
      result.file = files_[number];
      if (results_[number]) result = std::move(*results_[number]);
      lock.unlock();
      take(result);
    }
  }

  // No further files.
  void stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }

 private:
  std::optional<std::size_t> next() {
    const std::lock_guard lock(mutex_);
    const auto* const interrupted = request_.exploration.interrupted;
    if (interrupted != nullptr && interrupted->load()) stopped_ = true;
    if (stopped_ || next_ == files_.size()) {
      delivered_.notify_all();
      return std::nullopt;
    }
    return next_++;
  }

  // Whether this file will never be looked at.
  bool is_over(std::size_t number) const { return stopped_ && number >= next_; }

  void deliver(std::size_t number, CheckResult result, const std::exception_ptr& error) {
    const std::lock_guard lock(mutex_);
    const bool failed = error || result.verdict == CheckVerdict::failed ||
                        result.verdict == CheckVerdict::bad_input;
    if (error || (request_.fail_fast && failed)) stopped_ = true;
    if (error && !error_) error_ = error;
    results_[number] = std::move(result);
    delivered_.notify_all();
  }

  const std::vector<std::string>& files_;
  const CheckRequest& request_;
  std::mutex mutex_;
  std::condition_variable delivered_;
  std::size_t next_ = 0;
  bool stopped_ = false;
  std::exception_ptr error_;
  std::vector<std::optional<CheckResult>> results_;  // by file
};

}  // namespace

std::vector<std::string> scenario_files(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code failed;
    if (!fs::is_directory(path, failed)) {
      files.push_back(path);  // if it does not exist, loading it says so
      continue;
    }
    std::vector<std::string> found;
    for (auto entry = fs::recursive_directory_iterator(path, failed);
         !failed && entry != fs::recursive_directory_iterator(); entry.increment(failed)) {
      if (is_scenario_file(entry->path())) found.push_back(entry->path().string());
    }
    if (failed) throw UsageError("cannot read the folder " + path + ": " + failed.message());
    std::ranges::sort(found);
    files.insert(files.end(), found.begin(), found.end());
  }
  if (files.empty()) throw UsageError("there is no scenario (*.json) in " + paths.front());
  return files;
}

void check_files(const std::vector<std::string>& files, const CheckRequest& request,
                 const std::function<void(const CheckResult&)>& take) {
  Work work(files, request);
  std::vector<std::jthread> workers;
  const std::size_t count = std::min<std::size_t>(request.jobs, files.size());
  // If `take` throws, the workers must end before `work` does, too.
  struct Stopper {
    Work& work;
    ~Stopper() { work.stop(); }
  } const stopper{work};
  try {
    while (workers.size() < count) workers.emplace_back([&work] { work.work(); });
  } catch (const std::exception&) {
    // The system allows no more threads, or has no memory for one: fewer do the work, or this one.
    if (workers.empty()) work.work();
  }
  work.hand_over(take);
}

}  // namespace heddle::tools
