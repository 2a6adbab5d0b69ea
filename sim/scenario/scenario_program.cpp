#include "sim/scenario/scenario_program.hpp"

#include <algorithm>
#include <stdexcept>

#include "sim/scenario/compiler.hpp"
#include "sim/scenario/explanations.hpp"
#include "sim/scenario/fault_messages.hpp"
#include "sim/scenario/handles.hpp"
#include "sim/scenario/uses.hpp"

namespace heddle {

using scenario::HandleList;
using scenario::Machine;

ScenarioProgram::ScenarioProgram(const scenario::Scenario& scenario)
    : scenario_(scenario), threads_(std::size_t{scenario.settings.thread_limit} + 1) {
  code_.reserve(scenario.bodies.size());
  for (std::uint32_t body = 0; body < scenario.bodies.size(); ++body) {
    code_.push_back(scenario::compile_body(scenario, body));
  }
  add_conditions(scenario.invariants, invariants_);
  add_conditions(scenario.finally, finally_);
  observed_cells_.resize(scenario.objects.size());
  for (const scenario::Watch& watch : scenario.observe) {
    observations_.push_back(std::make_unique<scenario::Observation>(scenario, watch));
    observations_.back()->mark_read(observed_cells_);
    const std::size_t count = observations_.back()->count();
    observed_.push_back({watch.text, count, watch.whole != nullptr && watch.whole->array});
    observed_values_ += count;
  }
}

ScenarioProgram::~ScenarioProgram() = default;

void ScenarioProgram::add_conditions(const std::vector<scenario::Watch>& watches,
                                     std::vector<const Condition*>& conditions) {
  for (const scenario::Watch& watch : watches) {
    conditions_.push_back(std::make_unique<scenario::WatchCondition>(scenario_, watch));
    conditions.push_back(conditions_.back().get());
  }
}

Machine& ScenarioProgram::machine_for(ThreadId thread, std::uint32_t body) {
  Thread& slot = threads_[index(thread)];
  if (slot.machines.empty()) slot.machines.resize(code_.size());
  std::unique_ptr<Machine>& machine = slot.machines[body];
  if (!machine) machine = std::make_unique<Machine>(code_[body]);
  slot.running = machine.get();
  return *machine;
}

void ScenarioProgram::start(ThreadId thread, const Operation* spawn) {
  if (spawn == nullptr) {
    machine_for(thread, scenario_.main).start(thread, {});
    return;
  }
  Machine& machine = machine_for(thread, spawn->body);
  const std::span<const Value> arguments(spawn->arguments, spawn->argument_count);
  machine.start(thread, arguments);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i].type != ValueType::threads) continue;
    const HandleList list = HandleList::of(arguments[i]);
    machine.receive_list(static_cast<scenario::Slot>(i), handles_in(list));
  }
}

// A list belongs to a thread that runs, unless it comes from a damaged file.
std::span<const scenario::Handles::Handle> ScenarioProgram::handles_in(
    const HandleList& list) const {
  const bool exists = index(list.owner) < threads_.size();
  const Machine* const owner = exists ? threads_[index(list.owner)].running : nullptr;
  if (owner == nullptr || list.first + list.length > owner->handles().size()) {
    throw std::logic_error("a list of threads that no thread has");
  }
  return owner->handles().all().subspan(list.first, list.length);
}

// The body that the thread runs comes first.
void ScenarioProgram::save_state(ThreadId thread, std::vector<std::uint64_t>& words) const {
  const Machine& machine = *threads_[index(thread)].running;
  words.push_back(static_cast<std::uint64_t>(&machine.code() - code_.data()));
  machine.save_state(words);
}

const Operation& ScenarioProgram::restore_state(ThreadId thread,
                                                std::span<const std::uint64_t> words) {
  Machine& machine = machine_for(thread, static_cast<std::uint32_t>(words.front()));
  return machine.restore_state(thread, words.subspan(1));
}

std::span<const LaterOperation> ScenarioProgram::later_operations(ThreadId thread) const {
  const Machine& machine = *threads_[index(thread)].running;
  const auto body = static_cast<std::uint32_t>(&machine.code() - code_.data());
  return later_operations_.from(body, machine.place());
}

bool ScenarioProgram::may_restore_state(ThreadId thread, std::span<const std::uint64_t> words,
                                        const ValueLimits& values) {
  if (index(thread) >= threads_.size() || words.empty() || words.front() >= code_.size()) {
    return false;
  }
  const Machine& machine = machine_for(thread, static_cast<std::uint32_t>(words.front()));
  return machine.may_restore_state(words.subspan(1), values);
}

void ScenarioProgram::run(ThreadId thread, Port& port) {
  Machine& machine = *threads_[index(thread)].running;
  while (const Operation* operation = machine.advance()) {
    machine.deliver(port.perform(*operation));
  }
}

void ScenarioProgram::observe(const Memory& memory, std::vector<Value>& values) const {
  for (const auto& observation : observations_) observation->append(memory, values);
}

std::string ScenarioProgram::site_name(SiteId site) const {
  if (index(site) >= scenario_.sites.size()) return {};
  return scenario_.sites[index(site)];
}

// Operations that the thread has behind it count too: its place in the body is not looked at.
bool ScenarioProgram::may_use(ThreadId thread, ObjectId object) const {
  const Machine* const machine = threads_[index(thread)].running;
  if (machine == nullptr) return true;
  std::vector<bool> seen(code_.size());
  std::vector<std::size_t> bodies{static_cast<std::size_t>(&machine->code() - code_.data())};
  while (!bodies.empty()) {
    const std::size_t body = bodies.back();
    bodies.pop_back();
    if (seen[body]) continue;
    seen[body] = true;
    if (scenario::may_use(code_[body], object)) return true;
    scenario::append_spawned(code_[body], bodies);
  }
  return false;
}

std::string ScenarioProgram::failure_text(const Failure& failure, const Memory& memory,
                                          std::span<const Event> events) const {
  const bool is_own = failure.status == Status::panic || failure.status == Status::assertion;
  const Machine* const machine = is_own ? threads_[index(failure.thread)].running : nullptr;
  if (machine == nullptr) return std::string(failure.message);
  const scenario::Code& code = machine->code();
  const auto own = std::ranges::find(code.failures, failure.site, &scenario::OwnFailure::site);
  if (own == code.failures.end()) return std::string(failure.message);
  return scenario::own_failure_text(scenario_, *own, failure.thread,
                                    {&code.locals, machine->registers()}, memory, events);
}

std::string ScenarioProgram::object_name(ObjectId object) const {
  return scenario::object_text(scenario_, object);
}

}  // namespace heddle
