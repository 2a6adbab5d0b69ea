#include "sim/native/runner.hpp"

#include <poll.h>

#include <algorithm>
#include <memory>
#include <string>
#include <system_error>
#include <thread>

#include "sim/native/child_process.hpp"
#include "sim/native/primitives.hpp"
#include "sim/native/run.hpp"

namespace heddle::native {
namespace {

using Clock = Watchdog::Clock;

constexpr std::chrono::milliseconds look_interval{5};
// How often a run is tried again when it cannot begin although no other run is under way.
constexpr int most_refusals = 20;

// A place for one run after the other.
class Slot final : public ChildProcess::Body {
 public:
  Slot(Program& program, const RunnerOptions& options, Primitives& primitives)
      : program_(program),
        options_(options),
        primitives_(primitives),
        region_(program.objects().size(), options.settings.thread_limit),
        watchdog_(region_, program,
                  {.steps = options.settings.step_limit,
                   .run = options.run_timeout,
                   .quiet = options.deadlock_quiet,
                   .memory = options.run_memory}) {}

  bool is_busy() const { return process_ != nullptr; }
  int end_descriptor() const { return process_->end_descriptor(); }

  void begin(std::uint64_t run) {
    run_ = run;
    region_.reset(program_.objects());
    process_ = std::make_unique<ChildProcess>(*this);
    verdict_.reset();
    watchdog_.begin(process_->id(), Clock::now());
  }

  void look(Clock::time_point now) {
    if (verdict_) return;
    verdict_ = watchdog_.look(now);
    if (verdict_) process_->kill();
  }

  // Requires that the process has ended, or is about to.
  RunResult finish() {
    const ChildProcess::End end = process_->wait();
    process_.reset();
    return collect_result(program_, region_, end, verdict_);
  }

  [[noreturn]] void run() override {
    const std::uint64_t seed = options_.seed + run_ * 0xD1342543DE82EF95U;
    // Never destroyed: the process ends before.
    (new Run(program_, options_.settings, region_, primitives_, seed))->execute();
  }

 private:
  Program& program_;
  const RunnerOptions& options_;
  Primitives& primitives_;
  Region region_;
  Watchdog watchdog_;
  std::uint64_t run_ = 0;
  std::unique_ptr<ChildProcess> process_;
  std::optional<Verdict> verdict_;
};

class Runner {
 public:
  Runner(Program& program, const RunnerOptions& options)
      : options_(options), primitives_(program.objects()), tally_(program.observes_output()) {
    const std::uint64_t slots =
        std::clamp<std::uint64_t>(options.jobs, 1, std::max<std::uint64_t>(options.runs, 1));
    for (std::uint64_t slot = 0; slot < slots; ++slot) {
      try {
        slots_.push_back(std::make_unique<Slot>(program, options, primitives_));
      } catch (const std::system_error&) {
        if (slots_.empty()) throw;
        break;
      }
    }
    most_busy_ = slots_.size();
  }

  RunnerReport run() {
    while (!is_stopped()) {
      begin_runs();
      if (!wait()) {
        if (!try_again_soon()) break;
        continue;
      }
      finish_runs();
    }
    return {.outcomes = tally_.outcomes(),
            .bugs = tally_.bugs(),
            .killed = tally_.killed(),
            .cut_off = tally_.cut_off(),
            .runs = finished_,
            .complete = finished_ == options_.runs,
            .refused = finished_ == options_.runs ? std::string() : refused_,
            .seconds = std::chrono::duration<double>(Clock::now() - begun_at_).count()};
  }

 private:
  bool is_stopped() const {
    return found_bug_ || (options_.stop != nullptr && options_.stop->load());
  }
  bool may_begin() const {
    return begun_ < options_.runs &&
           (!options_.budget || Clock::now() - begun_at_ < *options_.budget);
  }

  // If the system allows no more processes, or file descriptors, fewer runs go on at a time.
  void begin_runs() {
    std::size_t busy = 0;
    for (const auto& slot : slots_) busy += slot->is_busy() ? 1 : 0;
    for (const auto& slot : slots_) {
      if (slot->is_busy() || busy >= most_busy_ || !may_begin()) continue;
      try {
        slot->begin(begun_);
      } catch (const std::system_error& error) {
        refused_ = error.what();
        most_busy_ = std::max<std::size_t>(busy, 1);
        return;
      }
      ++begun_;
      ++busy;
      refusals_ = 0;
    }
  }

  // No run is under way, and none could be begun now. Whether one may be in a moment.
  bool try_again_soon() {
    if (begun_ >= options_.runs || !may_begin() || ++refusals_ > most_refusals) return false;
    std::this_thread::sleep_for(look_interval);
    return true;
  }

  // Waits until a run ends or is to be looked at. False: there is none.
  bool wait() {
    polled_.clear();
    for (const auto& slot : slots_) {
      if (slot->is_busy()) polled_.push_back({slot->end_descriptor(), POLLIN, 0});
    }
    if (polled_.empty()) return false;
    poll(polled_.data(), polled_.size(), static_cast<int>(look_interval.count()));
    return true;
  }

  void finish_runs() {
    const Clock::time_point now = Clock::now();
    const bool looks = now - looked_at_ >= look_interval;
    if (looks) looked_at_ = now;
    auto polled = polled_.begin();
    for (const auto& slot : slots_) {
      if (!slot->is_busy()) continue;
      if ((polled++)->revents != 0) {
        finish(*slot);
      } else if (looks) {
        slot->look(now);
      }
    }
  }

  void finish(Slot& slot) {
    RunResult result = slot.finish();
    ++finished_;
    found_bug_ = found_bug_ || (options_.stop_at_first_bug && is_bug(result.status));
    if (options_.observer != nullptr) options_.observer->ran(result, finished_);
    tally_.add(std::move(result));
  }

  const RunnerOptions& options_;
  Primitives primitives_;
  Tally tally_;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::vector<pollfd> polled_;  // of the busy slots, in their order
  const Clock::time_point begun_at_ = Clock::now();
  Clock::time_point looked_at_ = begun_at_;
  std::uint64_t begun_ = 0;
  std::uint64_t finished_ = 0;
  bool found_bug_ = false;
  std::size_t most_busy_ = 0;
  int refusals_ = 0;  // one after another
  std::string refused_;
};

}  // namespace

RunnerReport run_natively(Program& program, const RunnerOptions& options) {
  return Runner(program, options).run();
}

}  // namespace heddle::native
