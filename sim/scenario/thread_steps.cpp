#include "sim/scenario/thread_steps.hpp"

#include <algorithm>

#include "sim/scenario/compiler.hpp"

namespace heddle::scenario {
namespace {

// Objects that follow those of the scenario.
constexpr std::size_t output_offset = 0;
constexpr std::size_t atomically_offset = 1;

// Whether other threads notice it, or what it puts in order.
bool is_of_interest(OperationKind kind) {
  switch (kind) {
    case OperationKind::load:
    case OperationKind::store:
    case OperationKind::fetch_add:
    case OperationKind::fetch_sub:
    case OperationKind::fetch_and:
    case OperationKind::fetch_or:
    case OperationKind::fetch_xor:
    case OperationKind::exchange:
    case OperationKind::compare_exchange:
    case OperationKind::fence:
    case OperationKind::lock:
    case OperationKind::unlock:
    case OperationKind::try_lock:
    case OperationKind::lock_shared:
    case OperationKind::unlock_shared:
    case OperationKind::try_lock_shared:
    case OperationKind::wait:
    case OperationKind::notify_one:
    case OperationKind::notify_all:
    case OperationKind::acquire:
    case OperationKind::release:
    case OperationKind::try_acquire:
    case OperationKind::arrive:
    case OperationKind::once_begin:
    case OperationKind::once_end:
    case OperationKind::send:
    case OperationKind::recv:
    case OperationKind::try_recv:
    case OperationKind::close:
    case OperationKind::spawn:
    case OperationKind::join:
    case OperationKind::print:
    case OperationKind::atomically_begin:
    case OperationKind::atomically_end:
    case OperationKind::create:
    case OperationKind::destroy:
    case OperationKind::atomic_access:
      return true;
    case OperationKind::access:
    case OperationKind::read:
    case OperationKind::write:
    case OperationKind::sleep:
    case OperationKind::yield:
    case OperationKind::end:
    case OperationKind::await:
    case OperationKind::choose:
    case OperationKind::fail:
      return false;
  }
  return false;
}

bool is_seq_cst_fence(const Operation* operation) {
  return operation != nullptr && operation->kind == OperationKind::fence &&
         operation->order == MemoryOrder::seq_cst;
}

// The array of an element, from the instruction that was the last to put one into the register.
Array array_of(const Code& code, std::size_t place, Register element) {
  while (place-- > 0) {
    const Instruction& instruction = code.instructions[place];
    if (instruction.code == Opcode::element && instruction.a == element) {
      return code.arrays[static_cast<std::size_t>(instruction.c)];
    }
  }
  return {};
}

// What the operation at the place works on, but for the mutex of a wait.
Array objects_of(const BodyFlow& flow, std::size_t place) {
  const OwnOperation* const own = flow.own_operation_at(place);
  if (own != nullptr && own->object != nowhere) return array_of(flow.code(), place, own->object);
  if (own != nullptr && own->array.count > 0) return own->array;
  const ObjectId object = flow.operation_at(place)->object;
  return {object, object == no_object ? 0U : 1U};
}

Array mutexes_of(const BodyFlow& flow, std::size_t place) {
  const OwnOperation* const own = flow.own_operation_at(place);
  if (own != nullptr && own->mutex != nowhere) return array_of(flow.code(), place, own->mutex);
  return {flow.operation_at(place)->mutex, 1};
}

void add_to(Places& places, const Places& more) {
  for (std::size_t place = 0; place < places.size(); ++place) {
    if (more[place]) places[place] = true;
  }
}

ThreadStep step_of(const Operation& operation, Array objects) {
  return {.kind = operation.kind,
          .order = operation.order,
          .result_used = operation.result_used,
          .waits = operation.kind == OperationKind::lock || operation.timeout_ns != no_timeout,
          .body = operation.body,
          .site = operation.site,
          .first = index(objects.first),
          .count = objects.count};
}

}  // namespace

ThreadSteps::ThreadSteps(const Scenario& scenario) {
  std::vector<Code> codes;
  for (std::uint32_t body = 0; body < scenario.bodies.size(); ++body) {
    codes.push_back(compile_body(scenario, body));
    threads_.push_back({.body = body});
  }
  const std::vector<BodyFlow> flows(codes.begin(), codes.end());
  for (std::uint32_t body = 0; body < codes.size(); ++body) add_body(body, flows[body], scenario);
  add_invariants(scenario);
  if (is_too_large()) {
    for (StepThread& thread : threads_) thread.is_many = thread.body.has_value();
    return;
  }
  count_threads(flows, scenario.main);
  put_in_order(flows);
  relate_to_spawned(flows, scenario.main);
}

bool ThreadSteps::follows(std::size_t first, std::size_t second) const {
  if (steps_[first].thread != steps_[second].thread) return false;
  return is_too_large() || follows_[first * steps_.size() + second];
}

bool ThreadSteps::follows_without_fence(std::size_t first, std::size_t second) const {
  if (steps_[first].thread != steps_[second].thread) return false;
  return is_too_large() || follows_without_fence_[first * steps_.size() + second];
}

bool ThreadSteps::may_precede(std::size_t first, std::size_t second) const {
  const std::uint32_t one = steps_[first].thread;
  const std::uint32_t other = steps_[second].thread;
  if (one == other) return threads_[one].is_many;
  return side_of(first, other) != Side::after && side_of(second, one) != Side::before;
}

void ThreadSteps::add(std::uint32_t thread, std::size_t place, ThreadStep step) {
  step.thread = thread;
  step.place = place;
  steps_.push_back(step);
}

void ThreadSteps::add_body(std::uint32_t thread, const BodyFlow& flow, const Scenario& scenario) {
  const std::size_t objects = scenario.objects.size();
  const Code& code = flow.code();
  for (std::size_t place = 0; place < code.instructions.size(); ++place) {
    const Operation* const operation = flow.operation_at(place);
    if (operation == nullptr) continue;
    if (operation->kind == OperationKind::await) {
      const Instruction& await = code.instructions[place];
      add_reads(thread, place, code.conditions[static_cast<std::size_t>(await.c)].code);
    }
    if (!is_of_interest(operation->kind)) continue;
    ThreadStep step = step_of(*operation, objects_of(flow, place));
    const bool is_edge_of_atomically = operation->kind == OperationKind::atomically_begin ||
                                       operation->kind == OperationKind::atomically_end;
    if (operation->kind == OperationKind::print || is_edge_of_atomically) {
      step.first = objects + (is_edge_of_atomically ? atomically_offset : output_offset);
      step.count = 1;
    }
    add(thread, place, step);
    if (operation->kind == OperationKind::wait) {
      add(thread, place, step_of(*operation, mutexes_of(flow, place)));
    }
  }
}

// Of atomics, by a condition.
void ThreadSteps::add_reads(std::uint32_t thread, std::size_t place, const Code& condition) {
  const BodyFlow flow(condition);
  for (std::size_t each = 0; each < condition.instructions.size(); ++each) {
    const Operation* const operation = flow.operation_at(each);
    if (operation == nullptr || operation->kind != OperationKind::load) continue;
    add(thread, place, step_of(*operation, objects_of(flow, each)));
  }
}

void ThreadSteps::add_invariants(const Scenario& scenario) {
  for (const Watch& watch : scenario.invariants) {
    const auto thread = static_cast<std::uint32_t>(threads_.size());
    threads_.push_back({});
    add_reads(thread, 0,
              compile_expression(scenario, watch.expression, watch.site, Wanted::boolean));
  }
}

// How many threads a body has comes to two where it is more than one.
void ThreadSteps::count_threads(std::span<const BodyFlow> flows, std::uint32_t main) {
  std::vector<std::uint32_t> counts(flows.size(), 0);
  for (bool is_changed = true; is_changed;) {
    std::vector<std::uint32_t> next(flows.size(), 0);
    next[main] = 1;
    for (std::size_t body = 0; body < flows.size(); ++body) {
      for (const std::size_t spawn : flows[body].spawns()) {
        std::uint32_t& count = next[flows[body].operation_at(spawn)->body];
        count = std::min(count + counts[body] * (flows[body].is_in_loop(spawn) ? 2U : 1U), 2U);
      }
    }
    is_changed = next != counts;
    counts = std::move(next);
  }
  for (std::size_t body = 0; body < flows.size(); ++body) threads_[body].is_many = counts[body] > 1;
  std::erase_if(steps_, [&](const ThreadStep& step) {
    return step.thread < counts.size() && counts[step.thread] == 0;
  });
}

void ThreadSteps::put_in_order(std::span<const BodyFlow> flows) {
  follows_.assign(steps_.size() * steps_.size(), false);
  follows_without_fence_ = follows_;
  for (std::size_t first = 0; first < steps_.size(); ++first) {
    const std::optional<std::uint32_t> body = threads_[steps_[first].thread].body;
    Places all;
    Places without_fence;
    if (body) {
      const BodyFlow& flow = flows[*body];
      const std::size_t place = steps_[first].place;
      all = flow.after(place);
      without_fence = flow.after(
          place, [&](std::size_t each) { return is_seq_cst_fence(flow.operation_at(each)); });
    }
    for (std::size_t second = 0; second < steps_.size(); ++second) {
      if (steps_[second].thread != steps_[first].thread) continue;
      // The reads of one condition happen at once, as it were in either order.
      const std::size_t place = steps_[second].place;
      const bool is_at_once = place == steps_[first].place && first != second;
      const std::size_t number = first * steps_.size() + second;
      follows_[number] = is_at_once || (body && all[place]);
      follows_without_fence_[number] = is_at_once || (body && without_fence[place]);
    }
  }
}

void ThreadSteps::relate_to_spawned(std::span<const BodyFlow> flows, std::uint32_t main) {
  sides_.assign(steps_.size() * threads_.size(), Side::any);
  std::vector<std::size_t> spawners(flows.size(), 0);
  for (const BodyFlow& flow : flows) {
    std::vector<bool> spawned(flows.size());
    for (const std::size_t spawn : flow.spawns()) spawned[flow.operation_at(spawn)->body] = true;
    for (std::size_t body = 0; body < flows.size(); ++body) spawners[body] += spawned[body] ? 1 : 0;
  }
  for (std::uint32_t body = 0; body < flows.size(); ++body) {
    if (!threads_[body].is_many) relate_to_spawned_by(body, flows, spawners, body == main);
  }
}

// To all threads that only this one spawns; where it is main, before it spawns any, to all.
void ThreadSteps::relate_to_spawned_by(std::uint32_t spawner, std::span<const BodyFlow> flows,
                                       std::span<const std::size_t> spawners, bool is_main) {
  const BodyFlow& flow = flows[spawner];
  const std::size_t places = flow.code().instructions.size();
  Places after_any(places);
  for (std::uint32_t thread = 0; thread < flows.size(); ++thread) {
    Places after(places);     // after some of these threads have begun
    Places before(places);    // before some of them do
    Places unjoined(places);  // some of them may be running
    bool is_only_spawner = false;
    for (const std::size_t spawn : flow.spawns()) {
      if (flow.operation_at(spawn)->body != thread) continue;
      is_only_spawner = spawners[thread] == 1;
      add_to(after, flow.after(spawn));
      add_to(before, flow.before(spawn));
      add_to(unjoined,
             flow.after(spawn, [&](std::size_t place) { return flow.joins(place, spawn); }));
    }
    add_to(after_any, after);
    if (thread == spawner || !is_only_spawner) continue;
    for (std::size_t step = 0; step < steps_.size(); ++step) {
      const std::size_t place = steps_[step].place;
      if (steps_[step].thread != spawner) continue;
      Side& side = sides_[step * threads_.size() + thread];
      if (!after[place]) side = Side::before;
      if (after[place] && !before[place] && !unjoined[place]) side = Side::after;
    }
  }
  for (std::size_t step = 0; step < steps_.size() && is_main; ++step) {
    if (steps_[step].thread != spawner || after_any[steps_[step].place]) continue;
    for (std::uint32_t thread = 0; thread < flows.size(); ++thread) {
      if (thread != spawner) sides_[step * threads_.size() + thread] = Side::before;
    }
  }
}

}  // namespace heddle::scenario
