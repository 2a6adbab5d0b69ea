#pragma once
// What happened: the trace of one execution, an array of small structs that analyses, schedulers
// and reports read.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "sim/model/ids.hpp"
#include "sim/model/operation.hpp"
#include "sim/model/value.hpp"

namespace heddle {

// Which part of an operation a step performs. Most are performed whole.
enum class Phase : std::uint8_t {
  whole,
  enter,  // wait: release the mutex and block; send on a rendezvous channel: the offer; arrive: the
          // arrival
  wake,   // wait: a time-out or a spurious wake-up takes the thread out of the set of waiters
  leave,  // wait: re-acquire the mutex; send: the offer was taken; arrive: all have arrived
  inside,  // not a step: an access that belongs to the step before it (of an await or an
           // atomically)
};

// Which way a step went, where there were several.
enum class Way : std::uint8_t {
  normal,
  timeout,
  spurious,
  waiter,  // notify_one; detail: the ThreadId that was woken
  datum,   // choose; detail: the number that was chosen
};

// What a thread did in its turn with memory whose values the program keeps. A compare_exchange that
// failed has only read.
enum class MemoryEffect : std::uint8_t { read, write, read_and_write };
constexpr bool reads(MemoryEffect effect) { return effect != MemoryEffect::write; }
constexpr bool writes(MemoryEffect effect) { return effect != MemoryEffect::read; }

// A part of a block of memory, in bytes.
struct Extent {
  std::uint32_t offset = 0;
  std::uint32_t size = 0;
};

// All of a block, where each access to it is to all of it. Then what holds of the block holds of
// each of its bytes.
inline constexpr Extent whole_block{UINT32_MAX - 1, 1};

struct Event {
  ThreadId thread{};
  ObjectId object = no_object;
  ObjectId mutex = no_object;  // wait
  SiteId site = no_site;
  OperationKind kind{};
  Phase phase = Phase::whole;
  Way way = Way::normal;
  MemoryOrder order = MemoryOrder::seq_cst;
  // See Way; spawn and join: the other thread's ThreadId; create: see declaration_of(); accesses to
  // blocks: see memory_effect_of().
  std::uint32_t detail = 0;
  Value value;  // what was read (recv: received, try_...: whether it succeeded), or written
  // Read-modify-writes: what was stored; of type `nothing` where nothing was. Accesses to blocks:
  // what the program shows of them.
  Value written;
};

// Of an event of kind `access` or `atomic_access`.
constexpr Extent extent_of(const Event& event) {
  const auto word = static_cast<std::uint64_t>(event.value.bits);
  return {static_cast<std::uint32_t>(word >> 32U), static_cast<std::uint32_t>(word)};
}
// Whether the access is to a whole_block.
constexpr bool is_whole(const Event& event) {
  return extent_of(event).offset == whole_block.offset;
}
constexpr MemoryEffect memory_effect_of(const Event& event) {
  return static_cast<MemoryEffect>(event.detail);
}
inline void note(const Extent& extent, MemoryEffect effect, Event& event) {
  event.value = Value::of(
      static_cast<std::int64_t>(std::uint64_t{extent.offset} << 32U | std::uint64_t{extent.size}));
  event.detail = static_cast<std::uint32_t>(effect);
}

// Why an execution ended other than by completing.
struct Failure {
  Status status = Status::completed;
  ThreadId thread{};
  SiteId site = no_site;
  std::string_view message;  // lives as long as the program
};

struct Alternative;
struct ProgramFacts;

struct Execution {
  std::span<const Event> events;
  // What could have happened next, by the state after the last step. Not where it completed.
  std::span<const Alternative> pending;
  std::span<const Alternative> blocked;  // what threads waited for in vain, in thread order
  std::span<const ThreadId> cycle;  // deadlock: threads that wait for each other, where they do
  Failure failure;
  std::size_t steps = 0;  // events that are not Phase::inside
  // The first ones, which the scheduler decided; the rest is a tail: see
  // SystematicSearch::leaves_tail.
  std::size_t decided = 0;
  const ProgramFacts* facts = nullptr;

  Status status() const { return failure.status; }
};

}  // namespace heddle
