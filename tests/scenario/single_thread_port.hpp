#pragma once
// Runs one thread alone over plain cells and writes down what it does, one line for each visible
// operation. Results that depend on other threads are scripted.

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "sim/model/memory.hpp"
#include "sim/model/port.hpp"
#include "sim/scenario/fault_messages.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/scenario/scenario_program.hpp"

namespace heddle::scenario::written {

class SingleThreadPort final : public Port, public Memory {
 public:
  explicit SingleThreadPort(const Scenario& scenario) : scenario_(scenario) {
    for (const ObjectDeclaration& object : scenario.objects) cells.push_back(object.initial);
  }

  Value read(ObjectId cell) const override { return cells[index(cell)]; }

  Value perform(const Operation& operation) override {
    log.push_back(describe(operation));
    sites.push_back(operation.site);
    if (operation.kind == OperationKind::fail) failure = operation;
    return result_of(operation);
  }

  std::vector<Value> cells;
  std::deque<Value> script;  // results of everything that is not memory
  std::vector<std::string> log;
  std::vector<SiteId> sites;
  Operation failure;

 private:
  Value result_of(const Operation& operation) {
    switch (operation.kind) {
      case OperationKind::read:
      case OperationKind::load:
        return cells[index(operation.object)];
      case OperationKind::write:
      case OperationKind::store:
      case OperationKind::exchange:
        return std::exchange(cells[index(operation.object)], operation.operand);
      case OperationKind::fetch_add: {
        const Value before = cells[index(operation.object)];
        cells[index(operation.object)].bits += operation.operand.bits;
        return before;
      }
      case OperationKind::compare_exchange: {
        const Value before = cells[index(operation.object)];
        if (before == operation.operand) cells[index(operation.object)] = operation.desired;
        return before;
      }
      case OperationKind::spawn:
        return Value::of(static_cast<ThreadId>(++spawned_));
      case OperationKind::try_lock:
      case OperationKind::try_acquire:
      case OperationKind::wait:
      case OperationKind::once_begin:
      case OperationKind::recv:
      case OperationKind::try_recv:
      case OperationKind::choose: {
        const Value next = script.front();
        script.pop_front();
        return next;
      }
      case OperationKind::fetch_sub:
      case OperationKind::fetch_and:
      case OperationKind::fetch_or:
      case OperationKind::fetch_xor:
      case OperationKind::fence:
      case OperationKind::lock:
      case OperationKind::unlock:
      case OperationKind::lock_shared:
      case OperationKind::unlock_shared:
      case OperationKind::try_lock_shared:
      case OperationKind::notify_one:
      case OperationKind::notify_all:
      case OperationKind::acquire:
      case OperationKind::release:
      case OperationKind::arrive:
      case OperationKind::once_end:
      case OperationKind::send:
      case OperationKind::close:
      case OperationKind::join:
      case OperationKind::sleep:
      case OperationKind::yield:
      case OperationKind::end:
      case OperationKind::print:
      case OperationKind::await:
      case OperationKind::atomically_begin:
      case OperationKind::atomically_end:
      case OperationKind::fail:
      case OperationKind::create:
      case OperationKind::destroy:
      case OperationKind::access:
      case OperationKind::atomic_access:
        return {};
    }
    return {};
  }

  std::string describe(const Operation& operation) const {
    std::string line(name(operation.kind));
    if (operation.object != no_object) line += " " + object_text(scenario_, operation.object);
    if (operation.mutex != no_object) line += " " + object_text(scenario_, operation.mutex);
    if (operation.kind == OperationKind::print) {
      return line + " " + printed_text(scenario_, operation.operand);
    }
    if (operation.kind == OperationKind::fail) {
      return line + " " + std::string(name(operation.status)) + ": " +
             std::string(operation.message);
    }
    if (operation.kind == OperationKind::join) {
      return line + " " + std::to_string(index(operation.operand.thread()));
    }
    if (operation.kind == OperationKind::spawn) line += " " + scenario_.bodies[operation.body].name;
    for (std::uint32_t i = 0; i < operation.argument_count; ++i) {
      line += " " + value_text(scenario_, operation.arguments[i]);
    }
    for (const Value& value : {operation.operand, operation.desired}) {
      if (value.type != ValueType::nothing) line += " " + value_text(scenario_, value);
    }
    if (operation.timeout_ns != no_timeout) line += " " + std::to_string(operation.timeout_ns);
    if (operation.kind == OperationKind::await) {
      const Truth truth = operation.condition->evaluate(*this);
      line += truth == Truth::yes  ? " yes"
              : truth == Truth::no ? " no"
                                   : " " + std::string(operation.condition->fault_message());
    }
    return line;
  }

  const Scenario& scenario_;
  std::uint32_t spawned_ = 0;
};

using Lines = std::vector<std::string>;

// What the main thread does, from its start to its end.
inline Lines run_main(const Scenario& scenario, std::deque<Value> script = {}) {
  ScenarioProgram program(scenario);
  SingleThreadPort port(scenario);
  port.script = std::move(script);
  program.start(main_thread, nullptr);
  program.run(main_thread, port);
  return port.log;
}

}  // namespace heddle::scenario::written
