#include "sim/scenario/conditions.hpp"

#include "sim/scenario/compiler.hpp"

namespace heddle::scenario {
namespace {

Truth truth_of(Value value) {
  if (value.type == ValueType::nothing) return Truth::fault;
  return value.is_true() ? Truth::yes : Truth::no;
}

}  // namespace

Value Evaluator::evaluate(const Memory& memory) {
  machine_.restart();
  while (const Operation* operation = machine_.advance()) {
    if (operation->kind == OperationKind::fail) {
      fault_message_ = operation->message;
      return {};
    }
    machine_.deliver(memory.read(operation->object));
  }
  return machine_.register_value(machine_.code().result);
}

void AwaitCondition::capture(const Value* registers, SiteId site) {
  site_ = site;
  for (const Slot slot : condition_.captured) {
    const auto place = static_cast<Register>(slot);
    evaluator_.machine().set_register(place, registers[place]);
  }
}

Truth AwaitCondition::evaluate(const Memory& memory) const {
  return truth_of(evaluator_.evaluate(memory));
}

WatchCondition::WatchCondition(const Scenario& scenario, const Watch& watch)
    : code_(compile_expression(scenario, watch.expression, watch.site, Wanted::boolean)),
      evaluator_(code_),
      site_(watch.site),
      text_(watch.text) {}

Truth WatchCondition::evaluate(const Memory& memory) const {
  return truth_of(evaluator_.evaluate(memory));
}

Observation::Observation(const Scenario& scenario, const Watch& watch)
    : text_(watch.text), count_(watch.whole != nullptr ? watch.whole->count : 1) {
  if (watch.whole != nullptr) {
    first_ = watch.whole->first;
    return;
  }
  code_ = compile_expression(scenario, watch.expression, watch.site, Wanted::any_value);
  evaluator_.emplace(code_);
}

void Observation::append(const Memory& memory, std::vector<Value>& values) const {
  if (evaluator_) {
    values.push_back(evaluator_->evaluate(memory));
    return;
  }
  for (std::size_t i = 0; i < count_; ++i) values.push_back(memory.read(advance(first_, i)));
}

}  // namespace heddle::scenario
