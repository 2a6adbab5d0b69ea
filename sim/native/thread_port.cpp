#include "sim/native/thread_port.hpp"

#include <thread>

#include "sim/native/deadline.hpp"
#include "sim/native/run_memory.hpp"

namespace heddle::native {
namespace {

// The generator splitmix64: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number
// generators" (OOPSLA 2014).
std::uint64_t next_random(std::uint64_t& state) {
  std::uint64_t mixed = state += 0x9E3779B97F4A7C15U;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9U;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBU;
  return mixed ^ (mixed >> 31);
}

}  // namespace

Waiting::Waiting(ThreadRecord& record, OperationKind kind, ObjectId object, SiteId site,
                 Activity activity)
    : record_(record) {
  record.kind.store(kind, std::memory_order_relaxed);
  record.object.store(object, std::memory_order_relaxed);
  record.site.store(site, std::memory_order_relaxed);
  record.activity.store(activity, std::memory_order_release);
}

ThreadPort::ThreadPort(Run& run, ThreadId id, ThreadRecord& record, std::string_view name,
                       std::uint64_t seed)
    : run_(run),
      id_(id),
      record_(record),
      name_(name),
      holdings_(record),
      random_state_(seed + index(id) * 0x9E3779B97F4A7C15U) {
  random_state_ = next_random(random_state_);  // apart from the states of the neighbours
}

Value ThreadPort::perform(const Operation& operation) {
  if (run_.gate().is_closed() && !inside_atomically_) Run::park();
  if (operation.kind == OperationKind::fail) {
    fail_by_itself(operation);
  }
  if (!inside_atomically_) count_step();
  switch (operation.kind) {
    case OperationKind::read:
    case OperationKind::write:
    case OperationKind::load:
    case OperationKind::store:
    case OperationKind::fetch_add:
    case OperationKind::fetch_sub:
    case OperationKind::fetch_and:
    case OperationKind::fetch_or:
    case OperationKind::fetch_xor:
    case OperationKind::exchange:
    case OperationKind::compare_exchange:
      return access(operation);
    case OperationKind::fence:
      fence(operation.order);
      break;
    case OperationKind::lock:
    case OperationKind::lock_shared:
      lock(operation);
      break;
    case OperationKind::unlock:
    case OperationKind::unlock_shared:
      unlock(operation);
      break;
    case OperationKind::try_lock:
    case OperationKind::try_lock_shared:
      return try_lock(operation);
    case OperationKind::wait:
      return wait(operation);
    case OperationKind::notify_one:
      run_.primitives().get<std::condition_variable_any>(operation.object).notify_one();
      break;
    case OperationKind::notify_all:
      run_.primitives().get<std::condition_variable_any>(operation.object).notify_all();
      break;
    case OperationKind::acquire:
    case OperationKind::release:
    case OperationKind::try_acquire:
      return perform_semaphore(operation);
    case OperationKind::arrive: {
      const Waiting waiting(record_, operation);
      run_.primitives().get<Barrier>(operation.object).arrive();
      break;
    }
    case OperationKind::once_begin:
    case OperationKind::once_end:
      return perform_once(operation);
    case OperationKind::send:
      send(operation);
      break;
    case OperationKind::recv:
      return recv(operation);
    case OperationKind::try_recv:
      return run_.primitives().get<Channel>(operation.object).try_recv().value_or(Value{});
    case OperationKind::close:
      close(operation);
      break;
    case OperationKind::spawn:
      return spawn(operation);
    case OperationKind::join:
      join(operation);
      break;
    case OperationKind::sleep:
      sleep(operation);
      break;
    case OperationKind::yield:
      std::this_thread::yield();
      break;
    case OperationKind::end:
      end();
      break;
    case OperationKind::print:
      print(operation);
      break;
    case OperationKind::await:
      await(operation);
      break;
    case OperationKind::choose:
      return choose(operation);
    case OperationKind::atomically_begin:
      begin_atomically();
      break;
    case OperationKind::atomically_end:
      end_atomically();
      break;
    case OperationKind::fail:
      break;  // see above
    case OperationKind::create:
    case OperationKind::destroy:
    case OperationKind::access:
    case OperationKind::atomic_access:
      // The memory that the threads of a run share is laid out before it starts.
      ensure(false, "an operation that no native run has");
      break;
  }
  return {};
}

// That all threads together have reached the limit, the watchdog sees.
void ThreadPort::count_step() { record_.steps.store(++steps_, std::memory_order_relaxed); }

void ThreadPort::fail(Status status, const Operation& operation, std::string_view message) {
  run_.finish(record_, status, id_, operation.site, message);
}

// Memory is read without the gate: others may write meanwhile, as they may before any print.
void ThreadPort::fail_by_itself(const Operation& operation) {
  const RunMemory memory(run_);
  const Failure failure{operation.status, id_, operation.site, operation.message};
  fail(operation.status, operation, run_.program().failure_text(failure, memory, {}));
}

Value ThreadPort::perform_semaphore(const Operation& operation) {
  Semaphore& semaphore = run_.primitives().get<Semaphore>(operation.object);
  if (operation.kind == OperationKind::release) {
    if (!semaphore.release(operation.operand.bits)) {
      fail(Status::fault, operation, "overflow of a semaphore");
    }
    return {};
  }
  if (operation.kind == OperationKind::try_acquire) {
    const Waiting waiting(record_, operation.kind, operation.object, operation.site,
                          Activity::timed);
    return Value::of(semaphore.try_acquire(operation.timeout_ns));
  }
  const Waiting waiting(record_, operation);
  semaphore.acquire();
  return {};
}

Value ThreadPort::perform_once(const Operation& operation) {
  Once& once = run_.primitives().get<Once>(operation.object);
  if (operation.kind == OperationKind::once_end) {
    static_cast<void>(holdings_.remove({operation.object, false}));
    once.end();
    return {};
  }
  const Waiting waiting(record_, operation);
  const bool runs_body = once.begin();
  if (runs_body) holdings_.add({operation.object, false});
  return Value::of(runs_body);
}

void ThreadPort::send(const Operation& operation) {
  Channel& channel = run_.primitives().get<Channel>(operation.object);
  const Waiting waiting(record_, operation);
  if (!channel.send(operation.operand)) {
    fail(Status::panic, operation, "send on a closed channel");
  }
}

Value ThreadPort::recv(const Operation& operation) {
  Channel& channel = run_.primitives().get<Channel>(operation.object);
  const Waiting waiting(record_, operation);
  return channel.recv(operation.timeout_ns).value_or(Value{});
}

void ThreadPort::close(const Operation& operation) {
  if (run_.primitives().get<Channel>(operation.object).close()) return;
  fail(Status::panic, operation, "close of a closed channel");
}

Value ThreadPort::spawn(const Operation& operation) {
  return Value::of(run_.spawn(id_, operation, name_of_next(operation.label)));
}

// See docs/semantics.md, Names.
std::string ThreadPort::name_of_next(TextId label) {
  auto place = spawned_.begin();
  while (place != spawned_.end() && place->label != label) ++place;
  if (place == spawned_.end()) place = spawned_.insert(place, {label});
  ++place->count;
  std::string name;
  if (id_ != main_thread) name = name_ + "/";
  name += run_.program().texts()[label];
  if (place->count > 1) name += "." + std::to_string(place->count);
  return name;
}

void ThreadPort::join(const Operation& operation) {
  const ThreadId target = operation.operand.thread();
  if (operation.operand.type != ValueType::thread || !run_.exists(target)) {
    fail(Status::fault, operation, "join of what is not a thread");
  }
  record_.target.store(target, std::memory_order_relaxed);
  {
    const Waiting waiting(record_, operation);
    run_.wait_for_end(target);
  }
  if (!run_.join(target)) {
    fail(Status::misuse, operation, "join of a thread that was already joined");
  }
}

void ThreadPort::end() {
  if (run_.end(id_, record_)) {
    run_.finish(record_, Status::completed, id_, no_site, {});
  }
}

void ThreadPort::sleep(const Operation& operation) {
  const Waiting waiting(record_, operation.kind, no_object, operation.site, Activity::timed);
  std::this_thread::sleep_for(bounded(operation.timeout_ns));
}

Value ThreadPort::choose(const Operation& operation) {
  const std::int64_t choices = operation.operand.bits;
  if (choices <= 0) fail(Status::fault, operation, "a choice from nothing");
  const std::uint64_t random = next_random(random_state_) >> 1;
  return Value::of(static_cast<std::int64_t>(random) % choices);
}

}  // namespace heddle::native
