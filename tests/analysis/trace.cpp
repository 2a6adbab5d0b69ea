#include "tests/analysis/trace.hpp"

#include <array>

namespace heddle::testing {
namespace {

std::array<ObjectDeclaration, 17> make_objects() {
  std::array<ObjectDeclaration, 17> made{};
  const auto set = [&](ObjectId object, ObjectKind kind) -> ObjectDeclaration& {
    made.at(index(object)).kind = kind;
    return made.at(index(object));
  };
  for (const ObjectId cell : {x, y}) set(cell, ObjectKind::plain);
  for (const ObjectId cell : {a, b}) set(cell, ObjectKind::atomic);
  for (const ObjectId mutex : {m, n, gate}) set(mutex, ObjectKind::mutex);
  set(recursive, ObjectKind::mutex).recursive = true;
  for (const ObjectId lock : {rwlock, other_rwlock}) set(lock, ObjectKind::rwlock);
  set(condvar, ObjectKind::condvar);
  set(semaphore, ObjectKind::semaphore);
  set(barrier_of_two, ObjectKind::barrier).count = 2;
  set(once, ObjectKind::once);
  set(unbounded, ObjectKind::channel);
  set(bounded_by_two, ObjectKind::channel).capacity = 2;
  set(rendezvous, ObjectKind::channel).capacity = 0;
  return made;
}

}  // namespace

std::span<const ObjectDeclaration> objects() {
  static const std::array<ObjectDeclaration, 17> made = make_objects();
  return made;
}

Trace& Trace::add(std::uint32_t thread, OperationKind kind, ObjectId object, Phase phase) {
  Event event;
  event.thread = ThreadId{thread};
  event.kind = kind;
  event.object = object;
  event.phase = phase;
  event.site = SiteId{static_cast<std::uint32_t>(events_.size())};
  event.value = Value::of(std::int64_t{1});
  event.written = Value::of(std::int64_t{1});
  events_.push_back(event);
  return *this;
}

Trace& Trace::add(std::uint32_t thread, OperationKind kind, ObjectId object, MemoryOrder order) {
  add(thread, kind, object);
  events_.back().order = order;
  return *this;
}

Trace& Trace::add(std::uint32_t thread, OperationKind kind, ObjectId object, bool result) {
  add(thread, kind, object);
  events_.back().value = Value::of(result);
  return *this;
}

Trace& Trace::write(std::uint32_t thread, ObjectId object) {
  return add(thread, OperationKind::write, object);
}

Trace& Trace::read(std::uint32_t thread, ObjectId object) {
  return add(thread, OperationKind::read, object);
}

Trace& Trace::spawn(std::uint32_t thread, std::uint32_t child) {
  add(thread, OperationKind::spawn);
  events_.back().detail = child;
  events_.back().value = Value::of(ThreadId{child});
  return *this;
}

Trace& Trace::join(std::uint32_t thread, std::uint32_t joined) {
  add(thread, OperationKind::join);
  events_.back().detail = joined;
  return *this;
}

Trace& Trace::wait(std::uint32_t thread, ObjectId mutex, Phase phase, Way way) {
  add(thread, OperationKind::wait, condvar, phase);
  events_.back().mutex = mutex;
  events_.back().way = way;
  return *this;
}

Trace& Trace::receive(std::uint32_t thread, ObjectId channel) {
  return add(thread, OperationKind::recv, channel);
}

Trace& Trace::receive_nothing(std::uint32_t thread, ObjectId channel, Way way) {
  add(thread, OperationKind::recv, channel);
  events_.back().value = {};
  events_.back().way = way;
  return *this;
}

Trace& Trace::at(std::uint32_t site) {
  events_.back().site = SiteId{site};
  return *this;
}

Trace& Trace::inside() {
  events_.back().phase = Phase::inside;
  return *this;
}

Trace& Trace::failed() {
  events_.back().written = {};
  return *this;
}

Trace with_workers(std::uint32_t workers) {
  Trace trace;
  for (std::uint32_t worker = 1; worker <= workers; ++worker) trace.spawn(0, worker);
  return trace;
}

}  // namespace heddle::testing
