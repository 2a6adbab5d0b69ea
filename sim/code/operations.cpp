// The operations of a thread of an exploration.

#include <cstdlib>
#include <memory>
#include <new>
#include <utility>

#include "heddle/detail/simulation.hpp"
#include "sim/code/code_program.hpp"
#include "sim/code/outside_objects.hpp"

namespace heddle::detail {
namespace {

simulated_thread& self() { return *running_thread; }

// What ObjectsOfAddresses is, to the engine.
constexpr object_type type_of_addresses{
    .kind = object_kind::memory, .name = "the addresses of atomic_refs", .is_of_user = false};
const object addresses(type_of_addresses, {});

// The frame of the function that a thread called, for place: see CodeProgram::site.
#define HEDDLE_FRAME static_cast<const void* const*>(__builtin_frame_address(0))

struct caller {
  const place& where;
  const void* const* frame;
};

Operation on(OperationKind kind, const caller& by) {
  Operation operation{.kind = kind};
  operation.site = self().program->site(by.where, by.frame);
  return operation;
}

Operation on(OperationKind kind, const object& object, const caller& by) {
  Operation operation = on(kind, by);
  operation.object = self().program->id_of(object, operation.site);
  return operation;
}

Value perform(const Operation& operation) { return self().program->perform(self(), operation); }

MemoryOrder engine_order(order memory_order) { return static_cast<MemoryOrder>(memory_order); }
static_assert(static_cast<int>(order::relaxed) == static_cast<int>(MemoryOrder::relaxed));
static_assert(static_cast<int>(order::acquire) == static_cast<int>(MemoryOrder::acquire));
static_assert(static_cast<int>(order::release) == static_cast<int>(MemoryOrder::release));
static_assert(static_cast<int>(order::acq_rel) == static_cast<int>(MemoryOrder::acq_rel));
static_assert(static_cast<int>(order::seq_cst) == static_cast<int>(MemoryOrder::seq_cst));

MemoryEffect engine_effect(effect what) { return static_cast<MemoryEffect>(what); }
static_assert(static_cast<int>(effect::read) == static_cast<int>(MemoryEffect::read));
static_assert(static_cast<int>(effect::write) == static_cast<int>(MemoryEffect::write));
static_assert(static_cast<int>(effect::read_and_write) ==
              static_cast<int>(MemoryEffect::read_and_write));

Operation on_memory(OperationKind kind, const object& memory, bool writes, const caller& by) {
  Operation operation = on(kind, memory, by);
  operation.offset = whole_block.offset;
  operation.size = whole_block.size;
  operation.operand = Value::of(writes);
  return operation;
}

// Of a thread without a clock, the time that it slept itself is all that it knows.
void pass_own_time(std::int64_t patience) {
  if (!self().program->has_clock() && patience > 0) self().own_time_ns += patience;
}

// An operation that may be tried, and waited for.
bool try_or_wait(Operation& operation, OperationKind kind_of_try, std::int64_t patience) {
  if (patience == for_ever) {
    perform(operation);
    return true;
  }
  operation.kind = kind_of_try;
  if (patience >= 0) operation.timeout_ns = patience;
  const bool succeeded = perform(operation).is_true();
  if (!succeeded) pass_own_time(patience);
  return succeeded;
}

}  // namespace

void object::create() {
  code::CodeProgram& program = *self().program;
  const ObjectDeclaration declaration = code::declaration_of(*type, count);
  Operation operation = on(OperationKind::create, {made, HEDDLE_FRAME});
  operation.label = program.label(*type, operation.site);
  operation.declaration = &declaration;
  id = static_cast<std::uint32_t>(perform(operation).bits);
  execution = program.execution();
}

void object::destroy() noexcept {
  code::CodeProgram& program = *self().program;
  // What was made outside, or in another execution, is nobody's to destroy here.
  if (execution != program.execution()) return;
  perform(on(OperationKind::destroy, *this, {place(), HEDDLE_FRAME}));
}

void access(const object& memory, bool writes, const place& where) {
  perform(on_memory(OperationKind::access, memory, writes, {where, HEDDLE_FRAME}));
}

void access_atomically(const object& memory, bool writes, order memory_order, const place& where) {
  Operation operation =
      on_memory(OperationKind::atomic_access, memory, writes, {where, HEDDLE_FRAME});
  operation.order = engine_order(memory_order);
  perform(operation);
}

void note_weak_order(const place& where) {
  self().program->note_weak_order(self().program->site(where, HEDDLE_FRAME));
}

void tell(effect what, shown as, std::int64_t value) {
  self().port->report(engine_effect(what), self().program->shown(as, value));
}

void tell_failure(order memory_order, shown as, std::int64_t value) {
  self().port->report(MemoryEffect::read, self().program->shown(as, value),
                      engine_order(memory_order));
}

void fence(order memory_order, const place& where) {
  Operation operation = on(OperationKind::fence, {where, HEDDLE_FRAME});
  operation.order = engine_order(memory_order);
  perform(operation);
}

bool lock(const object& lock, bool shared, std::int64_t patience, const place& where) {
  Operation operation =
      on(shared ? OperationKind::lock_shared : OperationKind::lock, lock, {where, HEDDLE_FRAME});
  return try_or_wait(operation, shared ? OperationKind::try_lock_shared : OperationKind::try_lock,
                     patience);
}

void unlock(const object& lock, bool shared, const place& where) {
  perform(on(shared ? OperationKind::unlock_shared : OperationKind::unlock, lock,
             {where, HEDDLE_FRAME}));
}

bool wait(const object& condition, const object& mutex, std::int64_t patience, const place& where) {
  Operation operation = on(OperationKind::wait, condition, {where, HEDDLE_FRAME});
  operation.mutex = self().program->id_of(mutex, operation.site);
  if (patience != for_ever) operation.timeout_ns = patience < 0 ? 0 : patience;
  const bool notified = perform(operation).is_true();
  if (patience == for_ever) return true;
  if (!notified) pass_own_time(patience);
  return notified;
}

void notify(const object& condition, bool all, const place& where) {
  perform(on(all ? OperationKind::notify_all : OperationKind::notify_one, condition,
             {where, HEDDLE_FRAME}));
}

bool acquire(const object& semaphore, std::int64_t patience, const place& where) {
  Operation operation = on(OperationKind::acquire, semaphore, {where, HEDDLE_FRAME});
  return try_or_wait(operation, OperationKind::try_acquire, patience);
}

void release(const object& semaphore, std::int64_t count, const place& where) {
  Operation operation = on(OperationKind::release, semaphore, {where, HEDDLE_FRAME});
  operation.operand = Value::of(count);
  perform(operation);
}

bool begin_once(const object& once, const place& where) {
  return perform(on(OperationKind::once_begin, once, {where, HEDDLE_FRAME})).is_true();
}

void end_once(const object& once, const place& where) {
  perform(on(OperationKind::once_end, once, {where, HEDDLE_FRAME}));
}

// To the engine a gate is a channel without messages: it opens when all its senders have closed it.
void open(const object& gate, const place& where) {
  Operation operation = on(OperationKind::close, gate, {where, HEDDLE_FRAME});
  operation.operand = Value::of(true);  // it may be open
  perform(operation);
}

bool pass(const object& gate, const std::ptrdiff_t& left, std::int64_t patience,
          const place& where) {
  Operation operation = on(OperationKind::recv, gate, {where, HEDDLE_FRAME});
  if (patience != for_ever) operation.timeout_ns = patience < 0 ? 0 : patience;
  perform(operation);
  if (left <= 0) return true;
  pass_own_time(patience);
  return false;
}

// Whether an address is known depends on what other threads did. So to look it up is an operation,
// on memory that stands for the table, and it writes if the address is new.
const object& object_at(void* memory, const object_type& type, const place& where) {
  const code::AddressKey key{memory, &type};
  code::ObjectsOfAddresses& objects = self().program->objects_of_addresses();
  if (self().addresses.contains(key)) return objects.at(key);
  code::KnownAddresses& known = self().addresses;
  std::unique_ptr<object> made;
  {
    void* place = nullptr;
    {
      const code::OutOfCode out;
      place = ::operator new(sizeof(object));
    }
    made.reset(new (place) object(type, where, memory));
  }
  perform(on_memory(OperationKind::atomic_access, addresses, true, {where, HEDDLE_FRAME}));
  bool is_new = false;
  {
    const code::OutOfCode out;
    known.add(key);
    is_new = objects.add(key, std::move(made));
  }
  tell(is_new ? effect::read_and_write : effect::read);
  return objects.at(key);
}

std::uint32_t spawn(std::unique_ptr<callable> body, const place& where) {
  code::Spawn operation;
  static_cast<Operation&>(operation) = on(OperationKind::spawn, {where, HEDDLE_FRAME});
  operation.label = self().program->thread_label();
  operation.callable = &body;
  operation.spawner = &self();
  return static_cast<std::uint32_t>(perform(operation).bits);
}

void join(std::uint32_t thread, const place& where) {
  Operation operation = on(OperationKind::join, {where, HEDDLE_FRAME});
  operation.operand = Value::of(ThreadId{thread});
  perform(operation);
}

std::uint32_t this_thread() noexcept { return static_cast<std::uint32_t>(index(self().id)); }

thread_values& values_of_this_thread() {
  if (is_simulated()) return self().values;
  thread_local thread_values values;
  return values;
}

void yield(const place& where) { perform(on(OperationKind::yield, {where, HEDDLE_FRAME})); }

void sleep(std::int64_t nanoseconds, const place& where) {
  Operation operation = on(OperationKind::sleep, {where, HEDDLE_FRAME});
  operation.timeout_ns = nanoseconds < 0 ? 0 : nanoseconds;
  perform(operation);
  pass_own_time(nanoseconds);
}

std::int64_t now_ns() noexcept {
  return self().program->has_clock() ? self().port->now_ns() : self().own_time_ns;
}

std::uint32_t choose(std::uint32_t count, const place& where) {
  Operation operation = on(OperationKind::choose, {where, HEDDLE_FRAME});
  operation.operand = Value::of(std::int64_t{count});
  return static_cast<std::uint32_t>(perform(operation).bits);
}

void print(std::string_view line, const place& where) {
  Operation operation = on(OperationKind::print, {where, HEDDLE_FRAME});
  operation.operand = Value::of(self().program->text(line));
  operation.printed_bytes = static_cast<std::uint32_t>(line.size() + 1);
  perform(operation);
}

void fail_if_caught(const char* message) noexcept { self().owed = message; }

void fail(failure kind, std::string_view message, const place& where) noexcept {
  simulated_thread& thread = self();
  Status status = Status::assertion;
  if (kind == failure::panic) status = Status::panic;
  if (kind == failure::misuse) status = Status::misuse;
  thread.program->fail(thread, status, message, thread.program->site(where, HEDDLE_FRAME));
}

}  // namespace heddle::detail
