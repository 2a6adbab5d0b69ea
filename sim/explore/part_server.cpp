#include "sim/explore/part_server.hpp"

#include <unistd.h>

#include <chrono>
#include <exception>
#include <new>
#include <optional>
#include <string>
#include <string_view>

#include "sim/explore/collector.hpp"
#include "sim/explore/execution_loop.hpp"
#include "sim/explore/memory_gauge.hpp"
#include "sim/explore/memory_reserve.hpp"
#include "sim/explore/part_messages.hpp"

namespace heddle {
namespace {

using Steady = std::chrono::steady_clock;

// How many executions go by before it looks for messages.
constexpr std::uint64_t executions_between_looks = 16;
constexpr std::chrono::milliseconds between_progress{10};

// What ends a search from outside is the other process's to know.
ExploreOptions own_options(ExploreOptions options) {
  options.stop = nullptr;
  options.progress = nullptr;
  options.interlude = nullptr;
  options.memory = nullptr;
  options.time_limit.reset();
  return options;
}

class PartServer final : private Watch {
 public:
  PartServer(Connection& connection, Program& program, const ExploreOptions& options,
             const PartWords& words)
      : connection_(connection),
        program_(program),
        options_(own_options(options)),
        words_(words),
        loop_(program, options_, *this) {}

  void serve() {
    while (true) {
      const Connection::Message message = connection_.receive();
      // A part may have come to its end before it was told to stop.
      if (message.kind != static_cast<std::uint64_t>(PartMessage::run)) continue;
      try {
        run(read_part_to_run(message.bytes));
      } catch (const ConnectionLost&) {
        throw;
      } catch (const std::exception& error) {
        send(PartMessage::failure, error.what());
      }
    }
  }

  // For the loop.
  bool goes_on(std::uint64_t number) {
    if (number % executions_between_looks == 0) look();
    if (is_asked_to_stop_) return ends(PartEnd::asked);
    if (search_ != nullptr && search_->has_called_off()) return ends(PartEnd::message);
    if (const auto ended =
            limit_reached(options_, *collector_, part_.before, part_.executions_left)) {
      result_.ended = *ended;
      return ends(PartEnd::limit);
    }
    return is_memory_short() ? ends(PartEnd::memory) : true;
  }
  bool has_left() {
    if (has_to_leave_) ends(PartEnd::left);
    return has_to_leave_;
  }
  void took_in(const Execution&) { ++executions_; }

 private:
  bool ends(PartEnd end) {
    result_.end = end;
    return false;
  }

  std::string_view reason_to_end() override {
    look();
    if (is_memory_short()) {
      has_to_leave_ = true;
      result_.ended = Ended::memory;
    }
    return has_to_leave_ ? "the search has ended" : "";
  }

  void run(PartToRun part) {
    part_ = std::move(part);
    result_ = {};
    is_asked_to_stop_ = has_to_leave_ = false;
    const std::unique_ptr<Scheduler> scheduler = words_.restore(part_.words);
    search_ = scheduler->divisible();
    scheduler_ = scheduler.get();
    Collector collector(program_, options_);
    collector_ = &collector;
    try {
      if (loop_.run(*scheduler, collector, *this)) result_.ended = Ended::nothing_left;
    } catch (const std::bad_alloc&) {
      result_.end = PartEnd::left;  // one allocation is larger than what is left
      result_.ended = Ended::memory;
    }
    release_memory_for_report();
    result_.report = collector.take();
    if (search_ != nullptr) result_.called_off = search_->take_called_off();
    save(*scheduler);
    send(PartMessage::result, bytes_of(result_, program_.texts()));
  }

  void save(const Scheduler& scheduler) {
    if (result_.end == PartEnd::left) return;
    const bool has_nothing_left =
        result_.end == PartEnd::limit && result_.ended == Ended::nothing_left;
    const bool waits = search_ != nullptr && search_->waits();
    if (has_nothing_left && !waits && !part_.is_taken_back) {
      result_.headway = headway_of(scheduler);
    } else {
      words_.save(scheduler, result_.words);
    }
  }

  void look() {
    while (connection_.is_ready(std::chrono::milliseconds(0))) {
      const auto kind = static_cast<PartMessage>(received().kind);
      is_asked_to_stop_ = true;
      if (kind == PartMessage::leave) has_to_leave_ = true;
    }
    const Steady::time_point now = Steady::now();
    if (now < next_progress_) return;
    next_progress_ = now + between_progress;
    const PartProgress progress{.executions = executions_,
                                .scheduler_bytes = heddle::bytes_of(*scheduler_),
                                .process_bytes = grown()};
    executions_ = 0;
    send(PartMessage::progress, bytes_of(progress));
  }

  // Within an execution, nothing may be thrown: it may be on a fiber.
  Connection::Message received() {
    try {
      return connection_.receive();
    } catch (const ConnectionLost&) {
      _exit(0);
    }
  }
  void send(PartMessage kind, std::string_view bytes) {
    try {
      connection_.send(static_cast<std::uint64_t>(kind), bytes);
    } catch (const ConnectionLost&) {
      _exit(0);
    }
  }

  std::size_t grown() const {
    const std::size_t now = MemoryGauge::resident();
    return now - std::min(now, resident_before_);
  }

  Connection& connection_;
  Program& program_;
  const ExploreOptions options_;
  const PartWords& words_;
  const std::size_t resident_before_ = MemoryGauge::resident();
  ExecutionLoop loop_;
  Steady::time_point next_progress_{};
  std::uint64_t executions_ = 0;  // that nobody was told of
  // What is being run.
  PartToRun part_;
  PartResult result_;
  Scheduler* scheduler_ = nullptr;
  DivisibleSearch* search_ = nullptr;  // null: it is none
  const Collector* collector_ = nullptr;
  bool is_asked_to_stop_ = false;
  bool has_to_leave_ = false;  // the execution under way
};

}  // namespace

void serve_parts(Connection& connection, Program& program, const ExploreOptions& options,
                 const PartWords& words) {
  try {
    PartServer(connection, program, options, words).serve();
  } catch (...) {
    // The process that directs the search is gone, or sees that this one is.
  }
  _exit(0);
}

}  // namespace heddle
