#include "tests/code/scenario_as_code.hpp"

#include <algorithm>
#include <chrono>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "sim/model/assertion.hpp"
#include "sim/scenario/arithmetic.hpp"

namespace heddle::code_tests {

using namespace scenario;

namespace {

template <typename... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <typename... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

// Calls `visitor` with each statement, also those inside of others.
template <typename Visitor>
void for_each_statement(const Block& block, const Visitor& visitor) {
  for (const Statement& statement : block) {
    visitor(statement);
    std::visit(Overloaded{[&](const With& with) { for_each_statement(with.body, visitor); },
                          [&](const CallOnce& call) { for_each_statement(call.body, visitor); },
                          [&](const If& branch) {
                            for_each_statement(branch.then, visitor);
                            for_each_statement(branch.otherwise, visitor);
                          },
                          [&](const While& loop) { for_each_statement(loop.body, visitor); },
                          [&](const Repeat& loop) { for_each_statement(loop.body, visitor); },
                          [&](const For& loop) { for_each_statement(loop.body, visitor); },
                          [](const auto&) {}},
               statement.action);
  }
}

bool panics(const Block& block) {
  bool found = false;
  for_each_statement(block, [&](const Statement& statement) {
    found = found || std::holds_alternative<Panic>(statement.action);
  });
  return found;
}

std::memory_order standard(MemoryOrder order) {
  switch (order) {
    case MemoryOrder::relaxed:
      return std::memory_order_relaxed;
    case MemoryOrder::acquire:
      return std::memory_order_acquire;
    case MemoryOrder::release:
      return std::memory_order_release;
    case MemoryOrder::acq_rel:
      return std::memory_order_acq_rel;
    case MemoryOrder::seq_cst:
      return std::memory_order_seq_cst;
  }
  return std::memory_order_seq_cst;
}

[[noreturn]] void unsupported() {
  ensure(false, "code has no such statement or expression");
  throw std::logic_error("an assertion that fails comes back");
}

// Without unwinding, by which locks would be released first.
void must(bool holds) { expect(holds, "no fault"); }

constexpr std::size_t most_locals = 64;
constexpr std::size_t most_threads = 8;  // that one thread spawns
constexpr std::size_t most_arguments = 4;
using Arguments = std::array<Value, most_arguments>;

enum class Flow { next, leaves_loop, begins_turn, returns };

class ThreadOfCode {
 public:
  ThreadOfCode(const scenario::Scenario& scenario, ScenarioAsCode::Objects& objects,
               std::uint32_t body, const Arguments& arguments)
      : scenario_(scenario), objects_(objects), body_(scenario.bodies[body]) {
    ensure(body_.locals.size() <= most_locals, "a body with so many locals");
    std::copy_n(arguments.begin(), body_.parameters, locals_.begin());
  }

  void run() {
    block(body_.block);
    leave_threads();
  }

 private:
  // Expressions.

  Value evaluate(const Expression& expression) {
    using Kind = Expression::Kind;
    switch (expression.kind) {
      case Kind::literal:
        return expression.value;
      case Kind::local:
        must(locals_[expression.slot].type != ValueType::nothing);
        return locals_[expression.slot];
      case Kind::spawn_index:
        return Value::of(spawn_index_);
      case Kind::cell:
        return Value::of(read(expression.object));
      case Kind::element: {
        const Value place = evaluate(expression.operands[0]);
        must(is_index(place, expression.count));
        return Value::of(read(advance(expression.object, static_cast<std::size_t>(place.bits))));
      }
      case Kind::negate: {
        Value result;
        must(negate(evaluate(expression.operands[0]), result));
        return result;
      }
      case Kind::logical_not:
        return Value::of(!condition(expression.operands[0]));
      case Kind::logical_and:
        return Value::of(condition(expression.operands[0]) && condition(expression.operands[1]));
      case Kind::logical_or:
        return Value::of(condition(expression.operands[0]) || condition(expression.operands[1]));
      case Kind::list_element:
        unsupported();
      case Kind::add:
      case Kind::subtract:
      case Kind::multiply:
      case Kind::divide:
      case Kind::remainder:
      case Kind::equal:
      case Kind::not_equal:
      case Kind::less:
      case Kind::less_equal:
      case Kind::greater:
      case Kind::greater_equal:
        break;
    }
    const Value left = evaluate(expression.operands[0]);
    const Value right = evaluate(expression.operands[1]);
    return binary(expression.kind, left, right);
  }

  static Value binary(Expression::Kind kind, const Value& left, const Value& right) {
    using Kind = Expression::Kind;
    Value result;
    if (kind == Kind::add) {
      must(add(left, right, result));
    } else if (kind == Kind::subtract) {
      must(subtract(left, right, result));
    } else if (kind == Kind::multiply) {
      must(multiply(left, right, result));
    } else if (kind == Kind::divide) {
      must(divide(left, right, result));
    } else if (kind == Kind::remainder) {
      must(remainder(left, right, result));
    } else if (kind == Kind::equal || kind == Kind::not_equal) {
      must(left.type == right.type);
      result = Value::of((left.bits == right.bits) == (kind == Kind::equal));
    } else {
      must(both_integers(left, right));
      const bool is_less = left.bits < right.bits;
      const bool is_equal = left.bits == right.bits;
      if (kind == Kind::less) result = Value::of(is_less);
      if (kind == Kind::less_equal) result = Value::of(is_less || is_equal);
      if (kind == Kind::greater) result = Value::of(!is_less && !is_equal);
      if (kind == Kind::greater_equal) result = Value::of(!is_less);
    }
    return result;
  }

  bool condition(const Expression& expression) {
    const Value value = evaluate(expression);
    must(value.type == ValueType::boolean);
    return value.is_true();
  }
  std::int64_t number(const Expression& expression) {
    const Value value = evaluate(expression);
    must(value.type == ValueType::integer);
    return value.bits;
  }
  std::int64_t count(const Expression& expression) {
    const std::int64_t value = number(expression);
    must(value >= 0);
    return value;
  }

  std::int64_t read(ObjectId cell) {
    Object& object = objects_[cell];
    if (auto* const plain = std::get_if<shared<std::int64_t>>(&object)) return plain->read();
    return std::get<atomic<std::int64_t>>(object);
  }

  ObjectId place(const Reference& reference) {
    if (!reference.element) return reference.object;
    const Value element = evaluate(*reference.element);
    must(is_index(element, reference.count));
    return advance(reference.object, static_cast<std::size_t>(element.bits));
  }

  // A target, whose index is evaluated before the value that it gets.
  struct Destination {
    const Target* target = nullptr;
    ObjectId cell = no_object;
  };
  Destination destination(const Target& target) {
    return {&target, target.local ? no_object : place(target.cell)};
  }
  Destination destination(const std::optional<Target>& target) {
    return target ? destination(*target) : Destination{};
  }
  void store(const Destination& to, const Value& value) {
    if (to.target == nullptr) return;
    if (to.target->local) {
      locals_[*to.target->local] = value;
      return;
    }
    ensure(value.type == ValueType::integer, "cells of code hold integers");
    Object& object = objects_[to.cell];
    if (auto* const plain = std::get_if<shared<std::int64_t>>(&object)) {
      *plain = value.bits;
    } else {
      std::get<atomic<std::int64_t>>(object) = value.bits;
    }
  }

  std::string text(const std::vector<TextPiece>& pieces) {
    std::string line;
    for (const TextPiece& piece : pieces) {
      if (!piece.expression) {
        line += piece.text;
        continue;
      }
      const Value value = evaluate(*piece.expression);
      if (value.type == ValueType::boolean) {
        line += value.is_true() ? "true" : "false";
      } else {
        ensure(value.type == ValueType::integer, "code prints integers and booleans");
        line += std::to_string(value.bits);
      }
    }
    return line;
  }

  // Statements.

  Flow block(const Block& statements) {
    for (const Statement& each : statements) {
      const Flow flow =
          std::visit([this](const auto& action) { return perform(action); }, each.action);
      if (flow != Flow::next) return flow;
    }
    return Flow::next;
  }

  template <typename Action>
  Flow perform(const Action& action) {
    if constexpr (requires { statement(action); }) {
      using Result = decltype(statement(action));
      if constexpr (std::is_same_v<Result, Flow>) {
        return statement(action);
      } else {
        statement(action);
        return Flow::next;
      }
    } else {
      unsupported();
    }
  }

  void spawn_one(const Spawn& action) {
    ensure(spawned_ < most_threads, "a thread that spawns so many");
    Arguments arguments{};
    for (std::size_t number = 0; number < action.arguments.size(); ++number) {
      arguments[number] = evaluate(action.arguments[number]);
    }
    threads_[spawned_++] = heddle::thread(
        [](const scenario::Scenario& scenario, ScenarioAsCode::Objects& objects, std::uint32_t body,
           const Arguments& given) { ThreadOfCode(scenario, objects, body, given).run(); },
        std::cref(scenario_), std::ref(objects_), action.body, arguments);
  }
  // A handle is the place of the thread among those that were spawned, or the first place and the
  // number of them.
  static constexpr std::int64_t list_base = 1000;
  void statement(const Spawn& action) {
    const auto first = static_cast<std::int64_t>(spawned_);
    const std::int64_t times = action.times ? count(*action.times) : 1;
    for (spawn_index_ = 0; spawn_index_ < times; ++spawn_index_) spawn_one(action);
    if (!action.handle) return;
    locals_[*action.handle] = action.times ? Value{ValueType::threads, first * list_base + times}
                                           : Value{ValueType::thread, first};
  }
  void statement(const Join& action) {
    const Value handle = locals_[action.handle];
    if (handle.type == ValueType::thread) {
      threads_[static_cast<std::size_t>(handle.bits)].join();
      return;
    }
    must(handle.type == ValueType::threads);
    const auto first = static_cast<std::size_t>(handle.bits / list_base);
    const auto length = static_cast<std::size_t>(handle.bits % list_base);
    if (action.element) {
      const Value element = evaluate(*action.element);
      must(is_index(element, length));
      threads_[first + static_cast<std::size_t>(element.bits)].join();
      return;
    }
    for (std::size_t each = 0; each < length; ++each) threads_[first + each].join();
  }
  void statement(const JoinAll&) {
    for (heddle::thread& each : threads_) {
      if (each.joinable()) each.join();
    }
  }
  void statement(const Sleep& action) {
    this_thread::sleep_for(std::chrono::nanoseconds(action.duration_ns));
  }
  void statement(const Yield&) { this_thread::yield(); }
  void statement(const Print& action) { print(text(action.pieces)); }

  void statement(const Set& action) {
    for (const Set::Assignment& assignment : action.assignments) {
      const Destination to = destination(assignment.target);
      store(to, evaluate(assignment.value));
    }
  }

  // Locks. A guard releases the lock however the block is left; an exception would release it
  // before it ends the execution, which a panic of a scenario does not.
  Flow statement(const With& action) {
    Object& object = objects_[place(action.lock)];
    return std::visit(
        [&](auto& lock) -> Flow {
          if constexpr (requires { lock.lock_shared(); }) {
            if (action.shared) {
              if (!panics(action.body)) {
                const std::shared_lock guard(lock);
                return block(action.body);
              }
              lock.lock_shared();
              const Flow flow = block(action.body);
              lock.unlock_shared();
              return flow;
            }
          }
          if constexpr (requires { lock.try_lock(); }) {
            if (!panics(action.body)) {
              const std::lock_guard guard(lock);
              return block(action.body);
            }
            lock.lock();
            const Flow flow = block(action.body);
            lock.unlock();
            return flow;
          } else {
            unsupported();
          }
        },
        object);
  }

  template <typename Lock>
  static bool try_lock(Lock& lock, std::int64_t timeout_ns) {
    if (timeout_ns == no_timeout) return lock.try_lock();
    if constexpr (requires { lock.try_lock_for(std::chrono::nanoseconds(0)); }) {
      return lock.try_lock_for(std::chrono::nanoseconds(timeout_ns));
    } else {
      // A condition_variable takes no timed mutex, and scenarios have one kind of mutex only.
      return detail::lock(object_of(lock), false, timeout_ns, {});
    }
  }
  template <typename Lock>
  static bool try_lock_shared(Lock& lock, std::int64_t timeout_ns) {
    if (timeout_ns == no_timeout) return lock.try_lock_shared();
    if constexpr (requires { lock.try_lock_shared_for(std::chrono::nanoseconds(0)); }) {
      return lock.try_lock_shared_for(std::chrono::nanoseconds(timeout_ns));
    } else {
      unsupported();
    }
  }

  void statement(const Simple& action) {
    const ObjectId id = place(action.object);
    const std::int64_t released = action.count ? count(*action.count) : 1;
    const Destination into = destination(action.into);
    Object& object = objects_[id];
    const bool succeeded = std::visit(
        Overloaded{[&](Semaphore& semaphore) { return use(semaphore, action, released); },
                   [&](barrier<>& meeting) {
                     meeting.arrive_and_wait();
                     return true;
                   },
                   [&](auto& other) {
                     if constexpr (
                         requires {
                           other.notify_one();
                           other.notify_all();
                         } &&
                         !requires { other.load(); }) {
                       if (action.kind == OperationKind::notify_one) {
                         other.notify_one();
                       } else {
                         other.notify_all();
                       }
                       return true;
                     } else if constexpr (requires { other.try_lock(); }) {
                       return use_lock(other, action);
                     } else {
                       unsupported();
                       return false;
                     }
                   }},
        object);
    store(into, Value::of(succeeded));
  }
  static bool use(Semaphore& semaphore, const Simple& action, std::int64_t released) {
    if (action.kind == OperationKind::acquire) {
      semaphore.acquire();
    } else if (action.kind == OperationKind::release) {
      semaphore.release(released);
    } else {
      ensure(action.kind == OperationKind::try_acquire, "an operation on a semaphore");
      return action.timeout_ns == no_timeout
                 ? semaphore.try_acquire()
                 : semaphore.try_acquire_for(std::chrono::nanoseconds(action.timeout_ns));
    }
    return true;
  }
  template <typename Lock>
  static bool use_lock(Lock& lock, const Simple& action) {
    if (action.kind == OperationKind::try_lock) return try_lock(lock, action.timeout_ns);
    if (action.kind == OperationKind::lock) lock.lock();
    if (action.kind == OperationKind::unlock) lock.unlock();
    if constexpr (requires { lock.lock_shared(); }) {
      if (action.kind == OperationKind::try_lock_shared) {
        return try_lock_shared(lock, action.timeout_ns);
      }
      if (action.kind == OperationKind::lock_shared) lock.lock_shared();
      if (action.kind == OperationKind::unlock_shared) lock.unlock_shared();
    }
    return true;
  }

  // False: the time was over.
  bool wait_once(Object& condition, Object& with, std::int64_t timeout_ns) {
    const bool is_for_ever = timeout_ns == no_timeout;
    if (auto* const any = std::get_if<condition_variable_any>(&condition)) {
      return std::visit(
          [&](auto& lock) -> bool {
            if constexpr (
                requires { lock.try_lock(); } && !requires { lock.lock_shared(); }) {
              if (!is_for_ever) {
                return any->wait_for(lock, std::chrono::nanoseconds(timeout_ns)) ==
                       cv_status::no_timeout;
              }
              any->wait(lock);
              return true;
            } else {
              unsupported();
            }
          },
          with);
    }
    auto& standard_condition = std::get<condition_variable>(condition);
    std::unique_lock lock(std::get<mutex>(with), std::adopt_lock);
    bool notified = true;
    if (is_for_ever) {
      standard_condition.wait(lock);
    } else {
      notified = standard_condition.wait_for(lock, std::chrono::nanoseconds(timeout_ns)) ==
                 cv_status::no_timeout;
    }
    lock.release();
    return notified;
  }
  // Each wait gets the whole time-out, unlike those of the standard that take a predicate.
  void statement(const Wait& action) {
    Object& waited_on = objects_[place(action.condvar)];
    Object& with = objects_[place(action.mutex)];
    const Destination into = destination(action.into);
    if (!action.until) {
      store(into, Value::of(wait_once(waited_on, with, action.timeout_ns)));
      return;
    }
    if (action.timeout_ns == no_timeout && std::holds_alternative<condition_variable>(waited_on)) {
      std::unique_lock lock(std::get<mutex>(with), std::adopt_lock);
      std::get<condition_variable>(waited_on).wait(lock, [&] { return condition(*action.until); });
      lock.release();
      store(into, Value::of(true));
      return;
    }
    bool holds = condition(*action.until);
    while (!holds) {
      const bool notified = wait_once(waited_on, with, action.timeout_ns);
      holds = condition(*action.until);
      if (!notified) break;
    }
    store(into, Value::of(holds));
  }

  Flow statement(const CallOnce& action) {
    Flow flow = Flow::next;
    call_once(std::get<once_flag>(objects_[place(action.once)]),
              [&] { flow = block(action.body); });
    return flow;
  }

  // Atomics.
  void statement(const Atomic& action) {
    auto& cell = std::get<atomic<std::int64_t>>(objects_[place(action.cell)]);
    const std::int64_t operand = action.value ? number(*action.value) : 0;
    const Destination into = destination(action.into);
    const std::memory_order order = standard(action.order);
    std::int64_t before = 0;
    if (action.kind == OperationKind::load) before = cell.load(order);
    if (action.kind == OperationKind::store) cell.store(operand, order);
    if (action.kind == OperationKind::exchange) before = cell.exchange(operand, order);
    if (action.kind == OperationKind::fetch_add) before = cell.fetch_add(operand, order);
    if (action.kind == OperationKind::fetch_sub) before = cell.fetch_sub(operand, order);
    if (action.kind == OperationKind::fetch_and) before = cell.fetch_and(operand, order);
    if (action.kind == OperationKind::fetch_or) before = cell.fetch_or(operand, order);
    if (action.kind == OperationKind::fetch_xor) before = cell.fetch_xor(operand, order);
    store(into, Value::of(before));
  }
  void statement(const CompareExchange& action) {
    auto& cell = std::get<atomic<std::int64_t>>(objects_[place(action.cell)]);
    std::int64_t value = number(action.expected);
    const std::int64_t desired = number(action.desired);
    const Destination into = destination(action.into);
    const Destination actual = destination(action.actual);
    const std::memory_order order = standard(action.order);
    const bool succeeded = desired % 2 == 0 ? cell.compare_exchange_weak(value, desired, order)
                                            : cell.compare_exchange_strong(value, desired, order);
    store(into, Value::of(succeeded));
    store(actual, Value::of(value));
  }
  void statement(const Fence& action) { heddle::atomic_thread_fence(standard(action.order)); }

  // Control flow.
  Flow statement(const If& action) {
    return block(condition(action.condition) ? action.then : action.otherwise);
  }
  Flow statement(const While& action) {
    while (!action.condition || condition(*action.condition)) {
      const Flow flow = block(action.body);
      if (flow == Flow::leaves_loop) break;
      if (flow == Flow::returns) return flow;
    }
    return Flow::next;
  }
  Flow statement(const Repeat& action) {
    for (std::int64_t left = count(action.times); left > 0; --left) {
      const Flow flow = block(action.body);
      if (flow == Flow::leaves_loop) break;
      if (flow == Flow::returns) return flow;
    }
    return Flow::next;
  }
  Flow statement(const For& action) {
    const std::int64_t first = number(action.first);
    const std::int64_t last = number(action.last) - (action.inclusive ? 0 : 1);
    for (std::int64_t turn = first; turn <= last; ++turn) {
      store(destination(action.variable), Value::of(turn));
      const Flow flow = block(action.body);
      if (flow == Flow::leaves_loop) break;
      if (flow == Flow::returns) return flow;
    }
    return Flow::next;
  }
  // Nothing is left to be destroyed that the exception would find on its way.
  void leave_threads() {
    for (heddle::thread& each : threads_) {
      if (each.joinable()) each.detach();
    }
  }
  void statement(const Panic& action) {
    leave_threads();
    throw std::runtime_error(std::string((*scenario_.texts)[action.message]));
  }
  static Flow statement(const Break&) { return Flow::leaves_loop; }
  static Flow statement(const Continue&) { return Flow::begins_turn; }
  static Flow statement(const Return&) { return Flow::returns; }
  void statement(const Assert& action) {
    expect(condition(action.condition), (*scenario_.texts)[action.message]);
  }
  void statement(const Choose& action) {
    must(!action.from.empty());
    const Destination into = destination(action.into);
    std::array<Value, most_arguments> values{};
    for (std::size_t each = 0; each < action.from.size(); ++each) {
      values[each] = evaluate(action.from[each]);
    }
    store(into, values[choose(static_cast<std::uint32_t>(action.from.size()))]);
  }

  const scenario::Scenario& scenario_;
  ScenarioAsCode::Objects& objects_;
  const Body& body_;
  std::array<Value, most_locals> locals_{};
  std::array<heddle::thread, most_threads> threads_;
  std::size_t spawned_ = 0;
  std::int64_t spawn_index_ = 0;
};

}  // namespace

ScenarioAsCode::ScenarioAsCode(const scenario::Scenario& scenario)
    : scenario_(scenario),
      mutexes_(scenario.objects.size()),
      is_any_condition_(scenario.objects.size()) {
  const auto note_use = [&](const Statement& statement) {
    if (const auto* const simple = std::get_if<Simple>(&statement.action)) {
      for (std::size_t each = 0; each < simple->object.count; ++each) {
        MutexUse& use = mutexes_[index(simple->object.object) + each];
        use.has_timeout = use.has_timeout || simple->timeout_ns != no_timeout;
      }
    } else if (const auto* const wait = std::get_if<Wait>(&statement.action)) {
      ensure(wait->condvar.count == 1 && wait->mutex.count == 1, "waits name one object");
      mutexes_[index(wait->mutex.object)].is_waited_with = true;
      if (scenario.objects[index(wait->mutex.object)].recursive) {
        is_any_condition_[index(wait->condvar.object)] = true;
      }
    }
  };
  for (const Body& body : scenario.bodies) for_each_statement(body.block, note_use);
}

bool ScenarioAsCode::can_destroy_objects() const {
  if (panics(scenario_.bodies[scenario_.main].block)) return false;
  bool takes_locks_alone = false;
  for (const Body& body : scenario_.bodies) {
    for_each_statement(body.block, [&](const Statement& statement) {
      const auto* const simple = std::get_if<Simple>(&statement.action);
      if (simple == nullptr) return;
      const ObjectKind kind = scenario_.objects[index(simple->object.object)].kind;
      takes_locks_alone =
          takes_locks_alone || kind == ObjectKind::mutex || kind == ObjectKind::rwlock;
    });
  }
  return !takes_locks_alone;
}

bool ScenarioAsCode::has_same_steps() const {
  bool has = true;
  const auto look_at = [&](const Statement& statement) {
    if (const auto* const simple = std::get_if<Simple>(&statement.action)) {
      has = has && simple->kind != OperationKind::arrive;
    } else if (const auto* const wait = std::get_if<Wait>(&statement.action)) {
      const bool is_any = is_any_condition_[index(wait->condvar.object)];
      has = has && !(is_any && detail::some_wait_has_its_own_mutex);
    }
  };
  for (const Body& body : scenario_.bodies) for_each_statement(body.block, look_at);
  return has;
}

ScenarioAsCode::Objects::Objects(const ScenarioAsCode& code) {
  const auto& declarations = code.scenario_.objects;
  ensure(declarations.size() <= most, "so many objects");
  for (std::size_t id = 0; id < declarations.size(); ++id) {
    const ObjectDeclaration& declaration = declarations[id];
    const MutexUse& use = code.mutexes_[id];
    const auto make = [&]<typename T>(std::in_place_type_t<T> type, auto... arguments) {
      objects_[id].emplace(type, arguments...);
    };
    switch (declaration.kind) {
      case ObjectKind::plain:
        make(std::in_place_type<shared<std::int64_t>>, declaration.initial.bits);
        break;
      case ObjectKind::atomic:
        make(std::in_place_type<atomic<std::int64_t>>, declaration.initial.bits);
        break;
      case ObjectKind::mutex:
        if (declaration.recursive && use.has_timeout) {
          make(std::in_place_type<recursive_timed_mutex>);
        } else if (declaration.recursive) {
          make(std::in_place_type<recursive_mutex>);
        } else if (use.has_timeout && !use.is_waited_with) {
          make(std::in_place_type<timed_mutex>);
        } else {
          make(std::in_place_type<mutex>);
        }
        break;
      case ObjectKind::condvar:
        if (code.is_any_condition_[id]) {
          make(std::in_place_type<condition_variable_any>);
        } else {
          make(std::in_place_type<condition_variable>);
        }
        break;
      case ObjectKind::rwlock:
        if (use.has_timeout) {
          make(std::in_place_type<shared_timed_mutex>);
        } else {
          make(std::in_place_type<shared_mutex>);
        }
        break;
      case ObjectKind::semaphore:
        make(std::in_place_type<Semaphore>, declaration.count);
        break;
      case ObjectKind::barrier:
        make(std::in_place_type<barrier<>>, declaration.count);
        break;
      case ObjectKind::once:
        make(std::in_place_type<once_flag>);
        break;
      case ObjectKind::channel:
      case ObjectKind::block:
        unsupported();
    }
  }
}

void ScenarioAsCode::run(Objects& objects) const {
  ThreadOfCode(scenario_, objects, scenario_.main, {}).run();
}

}  // namespace heddle::code_tests
