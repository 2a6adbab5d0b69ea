#pragma once
// Short ways to write scenarios in tests as the loader would leave them, without JSON.

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "sim/scenario/scenario.hpp"

namespace heddle::scenario::written {

using Kind = Expression::Kind;

inline Expression literal(Value value) {
  Expression expression;
  expression.kind = Kind::literal;
  expression.value = value;
  return expression;
}
inline Expression integer(std::int64_t value) { return literal(Value::of(value)); }
inline Expression boolean(bool value) { return literal(Value::of(value)); }
inline Expression local(Slot slot) {
  Expression expression;
  expression.kind = Kind::local;
  expression.slot = slot;
  return expression;
}
inline Expression spawn_index() {
  Expression expression;
  expression.kind = Kind::spawn_index;
  return expression;
}
inline Expression unary(Kind kind, Expression operand) {
  Expression expression;
  expression.kind = kind;
  expression.operands.push_back(std::move(operand));
  return expression;
}
inline Expression binary(Expression left, Kind kind, Expression right) {
  Expression expression;
  expression.kind = kind;
  expression.operands.push_back(std::move(left));
  expression.operands.push_back(std::move(right));
  return expression;
}

inline Target to_local(Slot slot) {
  Target target;
  target.local = slot;
  return target;
}

// A scenario with one body, `main`, unless more are added. Every statement gets a site of its own.
class WrittenScenario {
 public:
  WrittenScenario() {
    scenario.bodies.emplace_back();
    scenario.bodies.back().name = "main";
    scenario.bodies.back().label = text("main");
  }

  TextId text(std::string_view words) { return scenario.texts->intern(words); }
  Expression quoted(std::string_view words) { return literal(Value::of(text(words))); }

  // Declares `count` objects; their name is found again by what follows.
  void declare(const std::string& name, ObjectDeclaration object, std::uint32_t count = 1) {
    Declaration declaration;
    declaration.name = name;
    declaration.kind = object.kind;
    declaration.first = static_cast<ObjectId>(scenario.objects.size());
    declaration.count = count;
    declaration.array = count > 1;
    scenario.declarations.push_back(declaration);
    scenario.objects.insert(scenario.objects.end(), count, object);
  }
  void cell(const std::string& name, Value initial, std::uint32_t count = 1) {
    ObjectDeclaration object;
    object.kind = ObjectKind::plain;
    object.initial = initial;
    declare(name, object, count);
  }
  void cell(const std::string& name, std::int64_t initial, std::uint32_t count = 1) {
    cell(name, Value::of(initial), count);
  }
  void atomic(const std::string& name, std::int64_t initial) {
    ObjectDeclaration object;
    object.kind = ObjectKind::atomic;
    object.initial = Value::of(initial);
    declare(name, object);
  }
  void object(const std::string& name, ObjectKind kind, std::uint32_t count = 1) {
    ObjectDeclaration object;
    object.kind = kind;
    declare(name, object, count);
  }
  Slot add_local(const std::string& name, std::size_t body = 0) {
    scenario.bodies[body].locals.push_back(name);
    return static_cast<Slot>(scenario.bodies[body].locals.size() - 1);
  }

  const Declaration& declaration(const std::string& name) const {
    for (const Declaration& each : scenario.declarations) {
      if (each.name == name) return each;
    }
    std::abort();
  }
  Expression shared(const std::string& name) const {
    Expression expression;
    expression.kind = Kind::cell;
    expression.object = declaration(name).first;
    expression.atomic = declaration(name).kind == ObjectKind::atomic;
    return expression;
  }
  Expression element(const std::string& name, Expression index) const {
    Expression expression = shared(name);
    expression.kind = Kind::element;
    expression.count = declaration(name).count;
    expression.operands.push_back(std::move(index));
    return expression;
  }
  Reference object(const std::string& name) const {
    Reference reference;
    reference.object = declaration(name).first;
    reference.count = declaration(name).count;
    return reference;
  }
  Reference object_at(const std::string& name, Expression index) const {
    Reference reference = object(name);
    reference.element = std::move(index);
    return reference;
  }
  Target to(const std::string& name) const {
    Target target;
    target.cell = object(name);
    target.atomic = declaration(name).kind == ObjectKind::atomic;
    return target;
  }
  Target to(const std::string& name, Expression index) const {
    Target target = to(name);
    target.cell.element = std::move(index);
    return target;
  }

  template <typename Action>
  Statement statement(Action action) {
    Statement result;
    result.site = static_cast<SiteId>(scenario.sites.size());
    scenario.sites.push_back("/" + std::to_string(scenario.sites.size()));
    result.action = std::move(action);
    return result;
  }
  template <typename... Actions>
  Block block(Actions... actions) {
    Block result;
    (result.push_back(statement(std::move(actions))), ...);
    return result;
  }
  template <typename... Actions>
  void main(Actions... actions) {
    (scenario.bodies[0].block.push_back(statement(std::move(actions))), ...);
  }

  // Actions.
  Set set(Target target, Expression value) const {
    Set action;
    action.assignments.push_back({std::move(target), std::move(value)});
    return action;
  }
  Simple simple(OperationKind kind, const std::string& name) const {
    Simple action;
    action.kind = kind;
    action.object = object(name);
    return action;
  }
  Print print(Expression value) const {
    Print action;
    action.pieces.push_back({"value ", {}});
    action.pieces.push_back({"", std::move(value)});
    return action;
  }
  Print say(const std::string& words) const {
    Print action;
    action.pieces.push_back({words, {}});
    return action;
  }
  If when(Expression condition, Block then, Block otherwise = {}) const {
    return {std::move(condition), std::move(then), std::move(otherwise)};
  }
  For count(Target variable, Expression first, Expression last, bool inclusive, Block body) const {
    return {std::move(variable), std::move(first), std::move(last), inclusive, std::move(body)};
  }

  Scenario scenario;
};

}  // namespace heddle::scenario::written
