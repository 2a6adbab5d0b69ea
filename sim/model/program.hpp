#pragma once
// What a front end hands to an engine: the shared objects, the bodies of the threads, and what to
// observe. The engine knows no front end; a scenario, and later C++ code under test, implement
// this.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/model/event.hpp"
#include "sim/model/ids.hpp"
#include "sim/model/memory.hpp"
#include "sim/model/object_kind.hpp"
#include "sim/model/port.hpp"
#include "sim/model/stepped_threads.hpp"
#include "sim/model/texts.hpp"
#include "sim/model/value.hpp"

namespace heddle {

class World;

inline constexpr std::int64_t unbounded_capacity = -1;

struct ObjectDeclaration {
  ObjectKind kind{};
  bool recursive = false;  // mutex
  // Mutex: whether what its holders did is known to those who hold it later. Not of one that only
  // stands for something else, which orders no memory.
  bool orders_memory = true;
  Value initial{};         // plain, atomic
  std::int64_t count = 0;  // semaphore: permits; barrier: threads; channel: senders
  std::int64_t capacity = unbounded_capacity;  // channel; 0: rendezvous
};

// The event of a `create` tells what was created; the event's object is the new one.
void note(const ObjectDeclaration& declaration, Event& event);
ObjectDeclaration declaration_of(const Event& event);

// `cell` must only be touched by a thread that holds `mutex`.
struct Guard {
  ObjectId cell{};
  ObjectId mutex{};
};

enum class TimeModel : std::uint8_t { exact, jitter, unbounded };
std::string_view name(TimeModel model);

enum class MainExit : std::uint8_t { kill, join };

// How the threads of a program that need no stack are run (see Program::stepped). The others are on
// fibers whatever is asked for.
enum class ThreadKind : std::uint8_t { calls, fibers };

struct Settings {
  TimeModel time = TimeModel::unbounded;
  std::int64_t jitter_ns = 0;          // how late a sleep may wake, with TimeModel::jitter
  std::uint32_t spurious_wakeups = 0;  // in one execution
  MainExit main_exit = MainExit::kill;
  ThreadKind threads = ThreadKind::calls;
  std::size_t step_limit = 10000;     // steps in one execution
  std::uint32_t thread_limit = 1000;  // threads in one execution
};

class Program {
 public:
  virtual ~Program() = default;

  // The objects that exist from the beginning to the end of every execution.
  virtual std::span<const ObjectDeclaration> objects() const = 0;
  // Whether threads may perform `create`, by which there are more. Conditions, guards and what is
  // observed are about declared objects only, and so is what is asked here about an ObjectId.
  virtual bool creates_objects() const { return false; }
  virtual std::span<const Guard> guards() const { return {}; }
  virtual std::span<const Condition* const> invariants() const { return {}; }
  virtual std::span<const Condition* const> finally() const { return {}; }

  // Before each execution: the world that its threads run in, for whoever tells of an execution
  // that never comes to its end.
  virtual void runs_in(const World&) {}
  // Before each execution: forget the threads of the last one.
  virtual void reset() = 0;
  // A thread comes into being: take over what its body needs from `spawn` (null for main), which is
  // gone afterwards. Called one at a time.
  virtual void start(ThreadId thread, const Operation* spawn) = 0;
  // Runs the body of a started thread to its end, its `end` operation included. On the thread's own
  // stack; natively several run at the same time.
  virtual void run(ThreadId thread, Port& port) = 0;
  // Whether a body that is abandoned has anything on its stack that must be destroyed.
  virtual bool unwinds() const { return true; }
  // How large the stack of each thread is, where they have stacks. Pages are only used once they
  // are touched.
  virtual std::size_t stack_bytes() const { return std::size_t{256} << 10U; }
  // The threads as such that need no stack, where they do not; then `run` need not be called.
  virtual SteppedThreads* stepped() { return nullptr; }

  // Appends what is observed of the memory as it stands now, always the same number of values; one
  // of type `nothing` where an expression faults.
  virtual void observe(const Memory& memory, std::vector<Value>& values) const = 0;
  // Whether what is observed may depend on the cell; true where that is not known.
  virtual bool observes(ObjectId) const { return true; }
  // Whether the output is part of the outcome.
  virtual bool observes_output() const { return true; }

  virtual Texts& texts() = 0;
  virtual TextId main_label() const = 0;
  // For reports: a JSON pointer, a source line, ...
  virtual std::string site_name(SiteId site) const = 0;
  virtual std::string object_name(ObjectId object) const = 0;
  // Whether the thread, or one that it starts, may perform an operation on the object; true where
  // that is not known.
  virtual bool may_use(ThreadId, ObjectId) const { return true; }
  // What `failure.thread` says of the failure by which it has just ended the execution: the message
  // of the failure, with values in it. `events`: what happened until then, or nothing where that is
  // not known. To be called before any thread runs on or is started.
  virtual std::string failure_text(const Failure& failure, const Memory&,
                                   std::span<const Event>) const {
    return std::string(failure.message);
  }
};

}  // namespace heddle
