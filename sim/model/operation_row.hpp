#pragma once
// The rows of the table of operations: what is true of each kind. Readers ask operation_table.hpp.
//
// Columns that several kinds share (the effect on a cell, say) are enumerations, so that code can
// switch over them instead: a new operation of a known sort then needs no new code.

#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/model/enum_set.hpp"
#include "sim/model/object_kind.hpp"
#include "sim/model/operation.hpp"

namespace heddle {

// What becomes of the cell; no_effect: it is no memory operation.
enum class CellEffect : std::uint8_t {
  no_effect,
  read,
  write,
  add,
  subtract,
  bit_and,
  bit_or,
  bit_xor,
  exchange,
  compare_exchange,
};

// Whether there are states in which a thread at the operation has no alternative.
enum class Blocks : std::uint8_t {
  never,
  may,
  with_timeout,  // only where it has a time-out; else it fails at once
};

// What decides which alternatives the operation has. The world looks at them again when that
// changes.
enum class DependsOn : std::uint8_t {
  nothing,
  holder,     // the object, which another thread may hold
  its_mutex,  // the mutex of a wait
  object,     // the state of the object
  partner,    // another thread, whose step itself lets this one go on
  thread,     // whether the thread has ended
  clock,
  memory,  // the cells that the condition reads
};

// In how many ways a step of the operation can go (see Way).
enum class Ways : std::uint8_t {
  one,
  waiters,   // whom it wakes
  numbers,   // the number that is chosen
  wake_ups,  // by a time-out, or for no reason
};

// The steps in which the operation is performed (see Phase).
enum class Parts : std::uint8_t {
  whole,
  two,  // it enters, and leaves later
  two_on_rendezvous,
  no_point,  // it takes effect at once and is never announced
};

// What the operation does to what one thread at a time can hold: a lock, or the body of a once
// flag.
enum class Holds : std::uint8_t {
  no_lock,
  takes,
  tries,  // takes it where the result is true
  gives_back,
  gives_back_and_retakes,  // wait: when it enters, and when it leaves
};

// The result of the operation.
enum class Result : std::uint8_t {
  no_result,
  value,         // of the cell
  value_before,  // of the cell, before the operation
  taken,         // whether it got what it tried to take
  notified,      // false on a time-out
  runs_body,     // whether the body of the once flag is to be run
  message,       // of type `nothing` where there is none
  handle,        // of the new thread
  new_object,
  number,
};

// What fast paths ask.
enum class Mark : std::uint8_t {
  shared,         // the shared side of a rwlock
  gives_way,      // the thread lets others go first of its own accord
  own_thread,     // changes the state of its own thread and nothing else
  other_threads,  // may change the state of threads other than its own
  one_way,  // without a time-out, and with no other thread left: goes on in one way or not at all
};

struct OperationRow {
  std::string_view name;
  EnumSet<ObjectKind> acts_on;  // which kinds `Operation::object` may be of; empty: there is none
  CellEffect effect;
  Holds holds;
  Result result;
  Blocks blocks;
  DependsOn depends_on;
  Ways ways;
  Parts parts;
  EnumSet<Mark> marks;
};

// The compiler refuses a kind without a row (-Wswitch-enum) and a row without all of its columns
// (-Wmissing-field-initializers).
constexpr std::optional<OperationRow> row_of(OperationKind kind) {
  using enum ObjectKind;
  using enum CellEffect;
  using enum Holds;
  using enum Result;
  using enum Blocks;
  using enum DependsOn;
  using enum Ways;
  using enum Parts;
  using enum Mark;
  // Name, what it acts on, what becomes of the cell, what it holds, its result;
  // whether it blocks, what its alternatives depend on, ways, parts, marks.
  // clang-format off
  switch (kind) {
    case OperationKind::read:
      return {{"read", {plain}, read, no_lock, value,
               never, nothing, one, whole, {one_way}}};
    case OperationKind::write:
      return {{"write", {plain}, write, no_lock, no_result,
               never, nothing, one, whole, {one_way}}};
    case OperationKind::load:
      return {{"load", {atomic}, read, no_lock, value,
               never, nothing, one, whole, {one_way}}};
    case OperationKind::store:
      return {{"store", {atomic}, write, no_lock, no_result,
               never, nothing, one, whole, {one_way}}};
    case OperationKind::fetch_add:
      return {{"fetch_add", {atomic}, add, no_lock, value_before,
               never, nothing, one, whole, {one_way}}};
    case OperationKind::fetch_sub:
      return {{"fetch_sub", {atomic}, subtract, no_lock, value_before,
               never, nothing, one, whole, {one_way}}};
    case OperationKind::fetch_and:
      return {{"fetch_and", {atomic}, bit_and, no_lock, value_before,
               never, nothing, one, whole, {one_way}}};
    case OperationKind::fetch_or:
      return {{"fetch_or", {atomic}, bit_or, no_lock, value_before,
               never, nothing, one, whole, {one_way}}};
    case OperationKind::fetch_xor:
      return {{"fetch_xor", {atomic}, bit_xor, no_lock, value_before,
               never, nothing, one, whole, {one_way}}};
    case OperationKind::exchange:
      return {{"exchange", {atomic}, exchange, no_lock, value_before,
               never, nothing, one, whole, {one_way}}};
    case OperationKind::compare_exchange:
      return {{"compare_exchange", {atomic}, compare_exchange, no_lock, value_before,
               never, nothing, one, whole, {one_way}}};
    case OperationKind::fence:
      return {{"fence", {}, no_effect, no_lock, no_result,
               never, nothing, one, whole, {own_thread, one_way}}};
    case OperationKind::lock:
      return {{"lock", {mutex, rwlock}, no_effect, takes, no_result,
               may, holder, one, whole, {one_way}}};
    case OperationKind::unlock:
      return {{"unlock", {mutex, rwlock}, no_effect, gives_back, no_result,
               never, nothing, one, whole, {one_way}}};
    case OperationKind::try_lock:
      return {{"try_lock", {mutex, rwlock}, no_effect, tries, taken,
               with_timeout, holder, one, whole, {one_way}}};
    case OperationKind::lock_shared:
      return {{"lock_shared", {rwlock}, no_effect, takes, no_result,
               may, holder, one, whole, {shared, one_way}}};
    case OperationKind::unlock_shared:
      return {{"unlock_shared", {rwlock}, no_effect, gives_back, no_result,
               never, nothing, one, whole, {shared, one_way}}};
    case OperationKind::try_lock_shared:
      return {{"try_lock_shared", {rwlock}, no_effect, tries, taken,
               with_timeout, holder, one, whole, {shared, one_way}}};
    case OperationKind::wait:
      return {{"wait", {condvar}, no_effect, gives_back_and_retakes, notified,
               may, its_mutex, wake_ups, two, {}}};
    case OperationKind::notify_one:
      return {{"notify_one", {condvar}, no_effect, no_lock, no_result,
               never, object, waiters, whole, {other_threads}}};
    case OperationKind::notify_all:
      return {{"notify_all", {condvar}, no_effect, no_lock, no_result,
               never, nothing, one, whole, {other_threads}}};
    case OperationKind::acquire:
      return {{"acquire", {semaphore}, no_effect, no_lock, no_result,
               may, object, one, whole, {}}};
    case OperationKind::release:
      return {{"release", {semaphore}, no_effect, no_lock, no_result,
               never, nothing, one, whole, {}}};
    case OperationKind::try_acquire:
      return {{"try_acquire", {semaphore}, no_effect, no_lock, taken,
               with_timeout, object, one, whole, {}}};
    case OperationKind::arrive:
      return {{"arrive", {barrier}, no_effect, no_lock, no_result,
               may, partner, one, two, {other_threads}}};
    case OperationKind::once_begin:
      return {{"once_begin", {once}, no_effect, tries, runs_body,
               may, holder, one, whole, {}}};
    case OperationKind::once_end:
      return {{"once_end", {once}, no_effect, gives_back, no_result,
               never, nothing, one, whole, {}}};
    case OperationKind::send:
      return {{"send", {channel}, no_effect, no_lock, no_result,
               may, object, one, two_on_rendezvous, {}}};
    case OperationKind::recv:
      return {{"recv", {channel}, no_effect, no_lock, message,
               may, object, one, whole, {other_threads}}};
    case OperationKind::try_recv:
      return {{"try_recv", {channel}, no_effect, no_lock, message,
               never, nothing, one, whole, {other_threads}}};
    case OperationKind::close:
      return {{"close", {channel}, no_effect, no_lock, no_result,
               never, nothing, one, whole, {}}};
    case OperationKind::spawn:
      return {{"spawn", {}, no_effect, no_lock, handle,
               never, nothing, one, whole, {other_threads}}};
    case OperationKind::join:
      return {{"join", {}, no_effect, no_lock, no_result,
               may, thread, one, whole, {other_threads, one_way}}};
    case OperationKind::sleep:
      return {{"sleep", {}, no_effect, no_lock, no_result,
               may, clock, one, whole, {own_thread, gives_way}}};
    case OperationKind::yield:
      return {{"yield", {}, no_effect, no_lock, no_result,
               never, nothing, one, whole, {own_thread, gives_way, one_way}}};
    case OperationKind::end:
      return {{"end", {}, no_effect, no_lock, no_result,
               never, nothing, one, whole, {one_way}}};
    case OperationKind::print:
      return {{"print", {}, no_effect, no_lock, no_result,
               never, nothing, one, whole, {one_way}}};
    case OperationKind::await:
      return {{"await", {}, no_effect, no_lock, no_result,
               may, memory, one, whole, {}}};
    case OperationKind::choose:
      return {{"choose", {}, no_effect, no_lock, number,
               never, nothing, numbers, whole, {}}};
    case OperationKind::create:
      return {{"create", {}, no_effect, no_lock, new_object,
               never, nothing, one, whole, {}}};
    case OperationKind::destroy:  // acts on whatever was created
      return {{"destroy", {}, no_effect, no_lock, no_result,
               never, nothing, one, whole, {}}};
    case OperationKind::access:
      return {{"access", {block}, no_effect, no_lock, no_result,
               never, nothing, one, whole, {}}};
    case OperationKind::atomic_access:
      return {{"atomic_access", {block}, no_effect, no_lock, no_result,
               never, nothing, one, whole, {}}};
    case OperationKind::atomically_begin:
      return {{"atomically", {}, no_effect, no_lock, no_result,
               never, nothing, one, whole, {}}};
    case OperationKind::atomically_end:
      return {{"atomically_end", {}, no_effect, no_lock, no_result,
               never, nothing, one, no_point, {}}};
    case OperationKind::fail:
      return {{"fail", {}, no_effect, no_lock, no_result,
               never, nothing, one, no_point, {one_way}}};
  }
  // clang-format on
  return std::nullopt;
}

}  // namespace heddle
