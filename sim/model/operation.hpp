#pragma once
// Visible operations: the only places where threads interleave, and all that the engine ever sees
// of a thread. What they mean is in sim/world (simulated) and sim/native (real); a front end only
// names them.

#include <cstdint>
#include <string_view>

#include "sim/model/ids.hpp"
#include "sim/model/value.hpp"

namespace heddle {

struct CellUse;
class Condition;
struct ObjectDeclaration;

// The order means nothing. What is true of each kind stands in operation_table.hpp.
enum class OperationKind : std::uint8_t {
  // Plain memory. `object` is the cell. read: result is the value. write: `operand` is stored.
  read,
  write,
  // Atomic memory, with `order`. load, and the read-modify-writes: result is the value before the
  // operation.
  // compare_exchange: stores `desired` if the cell equals `operand`; result is the value before, so
  // it succeeded
  // exactly where the result equals `operand`.
  load,
  store,
  fetch_add,
  fetch_sub,
  fetch_and,
  fetch_or,
  fetch_xor,
  exchange,
  compare_exchange,
  fence,
  // Mutexes and the exclusive side of rwlocks. try_lock: result is a boolean; with `timeout_ns` it
  // waits that long.
  lock,
  unlock,
  try_lock,
  // The shared side of rwlocks.
  lock_shared,
  unlock_shared,
  try_lock_shared,
  // Condition variables. wait: `object` is the condition variable, `mutex` the mutex; result is
  // false on time-out.
  wait,
  notify_one,
  notify_all,
  // Semaphores. release: `operand` is the count. try_acquire: result is a boolean.
  acquire,
  release,
  try_acquire,
  // Barriers: arrive and wait for the others.
  arrive,
  // Once flags. once_begin: waits while another thread runs the body; result is true where the body
  // is to be run, and
  // then once_end must follow.
  once_begin,
  once_end,
  // Channels. send: `operand` is the value. recv, try_recv: result is the value, or of type
  // `nothing` where there is
  // none: recv on a channel that is closed and empty, or after its time-out; try_recv on one that
  // is empty. close: of a closed channel it is a panic, or nothing if `operand` is true.
  send,
  recv,
  try_recv,
  close,
  // Threads. spawn: `label` is the text that names the new thread, `arguments` are passed on;
  // result is the handle.
  // join: `operand` is the handle. sleep: for `timeout_ns`. end: the last operation of every
  // thread.
  spawn,
  join,
  sleep,
  yield,
  end,
  // The output: `operand` is the text of the line.
  print,
  // await: able while `condition` holds. choose: result is an integer in [0, operand).
  await,
  choose,
  // Everything between the two is one visible operation: begin is the operation, and what follows
  // on the same thread up
  // to the end (memory operations only) happens in the same step, without a point between.
  atomically_begin,
  atomically_end,
  // The thread found a bug in itself: `status` and `message` say which. Takes effect at once,
  // without a point before
  // it, and does not return.
  fail,
  // Objects. create: as `declaration` says, under the name that `label` is; result is the ObjectId,
  // as an integer. destroy: `object` is what was created; whoever uses it afterwards misuses it.
  create,
  destroy,
  // Memory whose values the program keeps: the bytes from `offset` on, `size` of them, of an object
  // of kind `block`. When this returns it is the thread's turn: it reads and writes its own memory
  // before it performs anything else, and reports what it did (Port::report). `operand` is true
  // where it may write. access: plain memory. atomic_access: with `order`.
  access,
  atomic_access,
};

// The standard name: "fetch_add", "lock", ...
std::string_view name(OperationKind kind);

enum class MemoryOrder : std::uint8_t { relaxed, acquire, release, acq_rel, seq_cst };
std::string_view name(MemoryOrder order);

// How an execution ended, or what kind of bug was found in it.
enum class Status : std::uint8_t {
  completed,
  deadlock,
  assertion,
  invariant,
  finally,
  panic,
  fault,
  misuse,
  truncated,  // the limit on steps was reached
  abandoned,  // the scheduler gave the execution up as redundant
  crash,      // native only: the process died
};
std::string_view name(Status status);
// Whether ending so is a bug of the program.
constexpr bool is_bug(Status status) {
  return status != Status::completed && status != Status::truncated && status != Status::abandoned;
}

inline constexpr std::int64_t no_timeout = -1;

struct Operation {
  OperationKind kind{};
  MemoryOrder order = MemoryOrder::seq_cst;
  Status status = Status::completed;  // fail
  bool result_used = true;            // read-modify-writes: whether the result matters to anybody
  ObjectId object = no_object;
  ObjectId mutex = no_object;  // wait
  SiteId site = no_site;
  Value operand{};
  Value desired{};                       // compare_exchange
  std::int64_t timeout_ns = no_timeout;  // sleep: the duration
  TextId label{};                        // spawn, create
  std::uint32_t body = 0;                // spawn: the front end's own number for what to run
  std::uint32_t argument_count = 0;      // spawn
  std::uint32_t printed_bytes = 0;       // print: of the line; 0 where nobody limits the output
  const Value* arguments = nullptr;      // spawn
  const Condition* condition = nullptr;  // await
  const CellUse* use = nullptr;          // atomically_begin: what may follow; null: not known
  const ObjectDeclaration* declaration = nullptr;  // create
  std::uint32_t offset = 0;    // access, atomic_access: in bytes; see also whole_block
  std::uint32_t size = 0;      // likewise
  std::string_view message{};  // fail; lives as long as the program
};

}  // namespace heddle
