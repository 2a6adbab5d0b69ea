// The loop over steps, and threads that need no stack; those that do are in fibers.cpp.

#include "sim/fiber/simulation.hpp"

#include <algorithm>

#include "sim/model/assertion.hpp"
#include "sim/model/systematic_search.hpp"

namespace heddle {

Simulation::Simulation(Program& program, const Settings& settings)
    : program_(program),
      world_(program.objects(), settings),
      run_(program, world_),
      stack_bytes_(program.stack_bytes()),
      unwinds_(program.unwinds()),
      stepped_(settings.threads == ThreadKind::calls ? program.stepped() : nullptr),
      facts_(facts_of(program, settings)) {
  if (stepped_ != nullptr) rewind_.emplace(*stepped_);
}

Simulation::~Simulation() = default;

const Execution& Simulation::run(Scheduler& scheduler) {
  scheduler_ = &scheduler;
  tail_.reset();
  search_ = scheduler.systematic();
  may_have_tail_ = search_ != nullptr && search_->leaves_tail();
  std::optional<std::size_t> shared;
  if (search_ != nullptr && stepped_ != nullptr) shared = search_->shared_steps();
  rewinds_ = shared.has_value();
  if (rewinds_ && rewind_->back_to(*shared, world_)) {
    run_stepped<Part::decided>(*stepped_, take_steps<Part::decided>());
  } else {
    begin();
  }
  blocked_.clear();
  if (world_.live_threads() != 0) world_.append_blocked(blocked_);
  if (world_.failure().status != Status::completed) world_.settle_alternatives();
  execution_ = {.events = world_.events(),
                .pending = world_.alternatives(),
                .blocked = blocked_,
                .cycle = world_.cycle(),
                .failure = world_.failure(),
                .steps = world_.steps(),
                .decided = tail_.value_or(world_.steps()),
                .facts = &facts_};
  if (execution_.status() == Status::completed) execution_.failure = run_.failure();
  return execution_;
}

void Simulation::begin() {
  const bool goes_on = run_.begin();
  world_.show_facts(facts_);
  if (rewind_) rewind_->clear();
  if (!goes_on) return;
  if (stepped_ == nullptr) return run_fibers(main_thread);
  program_.start(main_thread, nullptr);
  if (reach_operation(*stepped_, main_thread)) {
    run_stepped<Part::decided>(*stepped_, take_steps<Part::decided>());
  }
}

// `running` has finished an operation, or is nobody.
template <Simulation::Part part>
void Simulation::run_stepped(SteppedThreads& threads, ThreadId running) {
  while (running != nobody) {
    if (const auto child = world_.spawned()) {
      program_.start(*child, world_.finished_operation());
      if (!reach_operation(threads, *child)) return;
    }
    if (rewinds_) rewind_->runs_on(running);
    threads.deliver(running, world_.result(running));
    if (!reach_operation(threads, running)) return;
    running = take_steps<part>();
  }
}

// Lets the thread run on until it has announced its next operation. False: the execution is over.
bool Simulation::reach_operation(SteppedThreads& threads, ThreadId thread) {
  const Operation* operation = &threads.advance(thread);
  // Nearly all operations are always able, which announce() asks too: so the question is free.
  const bool at_once = !is_always_able(operation->kind) && takes_effect_at_once(operation->kind);
  if (world_.is_inside() || at_once) [[unlikely]] {
    operation = run_.run_past(threads, thread, *operation);
    if (operation == nullptr) return false;
  }
  world_.announce(thread, *operation);
  if (!may_have_tail_ || !tail_begins(threads, operation->kind)) return true;
  tail_ = world_.steps();
  may_have_tail_ = false;  // no other one
  run_stepped<Part::tail>(threads, take_steps<Part::tail>());
  return false;
}

// See SystematicSearch::leaves_tail. A thread has just announced an operation of that kind.
bool Simulation::tail_begins(const SteppedThreads& threads, OperationKind kind) {
  if (kind != OperationKind::end && kind != OperationKind::join) return false;
  const auto is_at = [&](ThreadId thread, OperationKind wanted) {
    const Operation* const operation = world_.pending(thread);
    return operation != nullptr && operation->kind == wanted;
  };
  std::size_t unjoined = 0;
  for (std::uint32_t id = 1; id < world_.thread_count(); ++id) {
    const ThreadId thread{id};
    if (!world_.has_ended(thread) && !is_at(thread, OperationKind::end)) return false;
    if (!world_.is_joined(thread)) ++unjoined;
  }
  if (!is_at(main_thread, OperationKind::join) || !search_->leaves_tail()) return false;
  joined_.clear();
  if (!threads.append_joins(main_thread, joined_) || joined_.size() != unjoined) return false;
  return std::ranges::none_of(joined_,
                              [this](ThreadId thread) { return world_.is_joined(thread); });
}

// Whoever took the last step goes on, if it can.
std::size_t Simulation::choice_in_tail() const {
  const std::span<const Alternative> alternatives = world_.alternatives();
  std::size_t choice = alternatives.size() - 1;
  while (choice > 0 && alternatives[choice].thread != world_.previous()) --choice;
  return choice;
}

template <Simulation::Part part>
ThreadId Simulation::take_steps() {
  while (world_.settle()) {
    std::optional<std::size_t> choice;
    if constexpr (part == Part::tail) {
      choice = choice_in_tail();
    } else {
      if (rewinds_) rewind_->pass(world_);
      choice = scheduler_->pick(world_.point());
    }
    if (!choice) {
      world_.abandon();
      return nobody;
    }
    ensure(*choice < world_.alternatives().size(), "a scheduler picked no alternative");
    const bool finished = world_.apply(*choice);
    if (world_.is_over()) return nobody;
    if (!run_.invariants_hold()) return nobody;
    if (finished) return *world_.previous();
  }
  return nobody;
}

template ThreadId Simulation::take_steps<Simulation::Part::decided>();

}  // namespace heddle
