#include "sim/scenario/conditions.hpp"

#include <algorithm>

#include "sim/scenario/cell_ranges.hpp"
#include "sim/scenario/compiler.hpp"
#include "sim/scenario/explanations.hpp"

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

void mark_read(const Code& code, std::vector<bool>& cells) {
  for (const CellRange& range : cells_read(code)) {
    const auto begin = cells.begin() + static_cast<std::ptrdiff_t>(index(range.first));
    std::fill(begin, begin + static_cast<std::ptrdiff_t>(range.count), true);
  }
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

std::string_view AwaitCondition::text() const {
  return (*condition_.code.scenario->texts)[condition_.statement->text];
}

std::string AwaitCondition::text_with_values(const Memory& memory) const {
  const Locals locals{&condition_.code.locals, evaluator_.machine().registers()};
  return with_values(*condition_.code.scenario, text(), condition_.statement->condition, locals,
                     memory);
}

WatchCondition::WatchCondition(const Scenario& scenario, const Watch& watch)
    : scenario_(scenario),
      watch_(watch),
      code_(compile_expression(scenario, watch.expression, watch.site, Wanted::boolean)),
      cells_read_(scenario::cells_read(code_)),
      evaluator_(code_) {}

std::string WatchCondition::text_with_values(const Memory& memory) const {
  return with_values(scenario_, watch_.text, watch_.expression, {}, memory);
}

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

void Observation::mark_read(std::vector<bool>& cells) const {
  if (evaluator_) return scenario::mark_read(code_, cells);
  const auto begin = cells.begin() + static_cast<std::ptrdiff_t>(index(first_));
  std::fill(begin, begin + static_cast<std::ptrdiff_t>(count_), true);
}

void Observation::append(const Memory& memory, std::vector<Value>& values) const {
  if (evaluator_) {
    values.push_back(evaluator_->evaluate(memory));
    return;
  }
  for (std::size_t i = 0; i < count_; ++i) values.push_back(memory.read(advance(first_, i)));
}

}  // namespace heddle::scenario
