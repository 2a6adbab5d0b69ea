#pragma once
// One program under simulation, execution after execution: every step is decided by a Scheduler.
// Its threads are fibers: the decision is taken on the fiber that has just announced its next
// operation, and the switch goes straight to the thread that was chosen, or nowhere where that is
// the same one. Threads that need no stack (see SteppedThreads) are driven by calls instead, unless
// the settings ask for fibers. It keeps no results: see sim/explore for that.

#include <exception>
#include <memory>
#include <optional>
#include <vector>

#include "sim/fiber/fiber.hpp"
#include "sim/fiber/rewind.hpp"
#include "sim/model/event.hpp"
#include "sim/model/facts.hpp"
#include "sim/model/port.hpp"
#include "sim/model/program.hpp"
#include "sim/model/scheduler.hpp"
#include "sim/model/watch.hpp"
#include "sim/world/program_run.hpp"
#include "sim/world/world.hpp"

namespace heddle {

class Simulation {
 public:
  // `program` must outlive this object.
  Simulation(Program& program, const Settings& settings);
  ~Simulation();
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  // Asked every few thousand steps from the next execution on, which it may end as truncated. Null:
  // nobody is.
  void set_watch(Watch* watch) { world_.set_watch(watch); }

  // Runs one execution from the beginning, after scheduler.begin(). What is returned, and world(),
  // stay valid until the next run. Rethrows what the scheduler, or the body of a thread, throws.
  const Execution& run(Scheduler& scheduler);

  const World& world() const { return world_; }
  const Program& program() const { return program_; }

 private:
  // A thread's seat: its fiber, and its port.
  class Strand final : public Port {
   public:
    Strand(Simulation& simulation, ThreadId id, std::size_t stack_bytes)
        : fiber(stack_bytes), thread(id), simulation_(simulation) {}
    Value perform(const Operation& operation) override;
    void report(MemoryEffect effect, Value shown = {},
                std::optional<MemoryOrder> order = std::nullopt) override;
    std::int64_t now_ns() const override;
    static void run_body(void* strand);

    Fiber fiber;
    const ThreadId thread;
    // Where the program unwinds: a copy of what the thread is at, which is still there once the
    // stack is unwound. Schedulers look at it after the end of an execution.
    Operation at{};

   private:
    Simulation& simulation_;
  };

  // Of an execution: what the scheduler decides, and then perhaps its tail.
  enum class Part : std::uint8_t { decided, tail };

  void begin();
  // Takes steps until a thread has to run on, and returns it; `nobody` where the execution is over.
  template <Part part>
  ThreadId take_steps();

  // simulation.cpp: threads without a stack.
  template <Part part>
  void run_stepped(SteppedThreads& threads, ThreadId running);
  bool reach_operation(SteppedThreads& threads, ThreadId thread);
  bool tail_begins(const SteppedThreads& threads, OperationKind kind);
  std::size_t choice_in_tail() const;
  // fibers.cpp
  void run_fibers(ThreadId first);
  Value perform(Strand& self, const Operation& operation);
  Value perform_at_once(Strand& self, const Operation& operation);
  Value result_or_leave(Strand& self) const;
  Fiber& next_fiber();
  Fiber& start(ThreadId thread, const Operation* spawn);
  void unwind();

  Program& program_;
  World world_;
  ProgramRun run_;
  const std::size_t stack_bytes_;
  const bool unwinds_;
  SteppedThreads* const stepped_;    // null: the threads are on fibers
  std::optional<Rewind> rewind_;     // where they are not
  bool rewinds_ = false;             // this execution
  bool may_have_tail_ = false;       // this execution
  std::optional<std::size_t> tail_;  // likewise: the steps before it
  std::vector<ThreadId> joined_;     // scratch
  Scheduler* scheduler_ = nullptr;
  const SystematicSearch* search_ = nullptr;      // what that one is, or null
  Fiber home_;                                    // of the caller of run()
  std::vector<std::unique_ptr<Strand>> strands_;  // by ThreadId; kept for later executions
  Fiber* spawner_ = nullptr;  // goes on once the thread that it spawned has announced
  bool unwinding_ = false;
  std::exception_ptr error_;
  Execution execution_;
  const ProgramFacts facts_;
  std::vector<Alternative> blocked_;  // at the end of the execution
};

}  // namespace heddle
