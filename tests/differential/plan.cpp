#include "tests/differential/plan.hpp"

#include <algorithm>

#include "tests/differential/generator_random.hpp"

namespace heddle::differential {
namespace {

constexpr std::string_view act_names[] = {
    "create",   "destroy", "publish", "take",        "take_out",   "lock",       "unlock",
    "try_lock", "load",    "add",     "wait",        "notify_one", "notify_all", "read",
    "write",    "acquire", "release", "try_acquire", "show",       "spawn",      "join_all"};
constexpr std::string_view sort_names[] = {"mutex", "atomic", "condvar", "plain", "semaphore"};

// Declared: an atomic for each sort, and the one that values are shown in.
constexpr ObjectId shown{static_cast<std::uint32_t>(sorts)};
constexpr ObjectId cell_of(Sort sort) {
  return static_cast<ObjectId>(static_cast<std::uint32_t>(sort));
}

class Planner {
 public:
  explicit Planner(std::uint64_t seed) : random_(seed) {}

  Plan plan() {
    Plan plan;
    plan.waits_for_all = random_.chance(80);
    plan.spurious_wakeups = random_.chance(10) ? 1 : 0;
    focus_ =
        random_.one_of({Sort::mutex, Sort::atomic, Sort::condvar, Sort::plain, Sort::semaphore});
    const std::size_t workers = 1 + random_.below(2);
    plan.bodies.resize(1 + workers + (random_.chance(20) ? 1 : 0));
    fill_main(plan.bodies[0], workers);
    for (std::size_t body = 1; body < plan.bodies.size(); ++body) {
      const bool spawns = body == 1 && plan.bodies.size() > 1 + workers;
      fill_worker(plan.bodies[body]);
      if (spawns) {
        const auto child = static_cast<std::uint32_t>(plan.bodies.size() - 1);
        plan.bodies[body].push_back({.act = Act::spawn, .body = child});
      }
    }
    return plan;
  }

 private:
  void fill_main(std::vector<Instruction>& body, std::size_t workers) {
    if (random_.chance(70)) make(body, true);
    if (focus_ == Sort::condvar && random_.chance(80)) {
      body.push_back({Act::create, Sort::mutex});
      body.push_back({Act::publish, Sort::mutex});
    }
    for (std::size_t worker = 0; worker < workers; ++worker) {
      const bool same = worker > 0 && random_.chance(25);
      body.push_back(
          {.act = Act::spawn, .body = static_cast<std::uint32_t>(same ? 1 : 1 + worker)});
    }
    if (random_.chance(50)) piece(body);
    if (random_.chance(70)) body.push_back({.act = Act::join_all});
    if (random_.chance(40)) body.push_back({Act::destroy, focus_});
  }

  void fill_worker(std::vector<Instruction>& body) {
    const std::size_t pieces = 1 + random_.below(2);
    for (std::size_t count = 0; count < pieces; ++count) piece(body);
  }

  void make(std::vector<Instruction>& body, bool publishes) {
    body.push_back({Act::create, focus_});
    if (publishes) body.push_back({Act::publish, focus_});
  }

  void piece(std::vector<Instruction>& body) {
    switch (random_.below(6)) {
      case 0:  // a loop that creates, uses and destroys
        for (std::size_t round = random_.below(2); round < 2; ++round) {
          make(body, random_.chance(20));
          use(body);
          if (random_.chance(80)) body.push_back({Act::destroy, focus_});
        }
        break;
      case 1:
        make(body, true);
        if (random_.chance(40)) use(body);
        break;
      case 2:
        body.push_back({Act::take_out, focus_});
        if (random_.chance(50)) use(body);
        body.push_back({Act::destroy, focus_});
        break;
      default:
        body.push_back({Act::take, focus_});
        use(body);
        if (random_.chance(25)) body.push_back({Act::destroy, focus_});
        break;
    }
    if (random_.chance(20)) body.push_back({.act = Act::show});
  }

  void use(std::vector<Instruction>& body) {
    switch (focus_) {
      case Sort::mutex:
        if (random_.chance(20)) {
          body.push_back({Act::try_lock, Sort::mutex});
          return;
        }
        body.push_back({Act::lock, Sort::mutex});
        if (random_.chance(85)) body.push_back({Act::unlock, Sort::mutex});
        return;
      case Sort::atomic:
        body.push_back({random_.one_of({Act::load, Act::add}), Sort::atomic});
        if (random_.chance(30)) body.push_back({Act::show, Sort::atomic});
        return;
      case Sort::condvar:
        body.push_back({random_.one_of({Act::notify_one, Act::notify_all}), Sort::condvar});
        if (random_.chance(50)) {
          body.back() = {Act::take, Sort::mutex};
          body.push_back({Act::lock, Sort::mutex});
          body.push_back({Act::wait, Sort::condvar});
          if (random_.chance(70)) body.push_back({Act::unlock, Sort::mutex});
        }
        return;
      case Sort::plain:
        body.push_back({random_.one_of({Act::read, Act::write}), Sort::plain});
        return;
      case Sort::semaphore:
        body.push_back(
            {random_.one_of({Act::acquire, Act::release, Act::try_acquire}), Sort::semaphore});
        return;
    }
  }

  Random random_;
  Sort focus_{};
};

}  // namespace

Plan random_plan(std::uint64_t seed) { return Planner(seed).plan(); }

Settings Plan::settings() const {
  Settings settings;
  settings.main_exit = waits_for_all ? MainExit::join : MainExit::kill;
  settings.spurious_wakeups = spurious_wakeups;
  return settings;
}

std::string Plan::text() const {
  std::string text = waits_for_all ? "main waits for all\n" : "main kills\n";
  text += std::to_string(spurious_wakeups) + " spurious wake-ups\n";
  for (std::size_t body = 0; body < bodies.size(); ++body) {
    text += "body " + std::to_string(body) + ":";
    for (const Instruction& instruction : bodies[body]) {
      text += " " + std::string(act_names[static_cast<std::size_t>(instruction.act)]);
      if (instruction.act == Act::spawn) {
        text += "(" + std::to_string(instruction.body) + ")";
      } else if (instruction.act != Act::join_all && instruction.act != Act::show) {
        text += "(" + std::string(sort_names[static_cast<std::size_t>(instruction.sort)]) + ")";
      }
    }
    text += "\n";
  }
  return text;
}

PlanProgram::PlanProgram(const Plan& plan) : plan_(plan) {
  for (std::size_t body = 0; body < plan_.bodies.size(); ++body) {
    labels_.push_back(texts_.intern(body == 0 ? "main" : "worker" + std::to_string(body)));
  }
  for (std::size_t sort = 0; sort < sorts; ++sort) names_[sort] = texts_.intern(sort_names[sort]);
  for (std::size_t cell = 0; cell <= sorts; ++cell) {
    objects_.push_back({.kind = ObjectKind::atomic, .initial = Value::of(std::int64_t{0})});
  }
  created_ = {ObjectDeclaration{.kind = ObjectKind::mutex},
              {.kind = ObjectKind::atomic, .initial = Value::of(std::int64_t{1})},
              {.kind = ObjectKind::condvar},
              {.kind = ObjectKind::plain, .initial = Value::of(std::int64_t{1})},
              {.kind = ObjectKind::semaphore, .count = 1}};
}

void PlanProgram::start(ThreadId thread, const Operation* spawn) {
  while (threads_.size() <= index(thread)) threads_.emplace_back();
  Thread& started = threads_[index(thread)];
  started = Thread{};
  started.body = spawn == nullptr ? 0 : spawn->body;
}

// The same on a stack of its own.
void PlanProgram::run(ThreadId thread, Port& port) {
  for (;;) {
    const Operation& operation = advance(thread);
    const Value result = port.perform(operation);
    if (operation.kind == OperationKind::end) return;
    deliver(thread, result);
  }
}

// False: the thread leaves the instruction out.
bool PlanProgram::prepare(Thread& thread, const Instruction& instruction) const {
  Operation& operation = thread.operation;
  const std::int64_t known = thread.known[static_cast<std::size_t>(instruction.sort)];
  operation = Operation{};
  operation.site = static_cast<SiteId>(64 * thread.body + thread.next);
  operation.object = static_cast<ObjectId>(known);
  const auto is = [&](OperationKind kind) {
    operation.kind = kind;
    return known != 0;
  };
  switch (instruction.act) {
    case Act::create:
      operation.kind = OperationKind::create;
      operation.object = no_object;
      operation.declaration = &created_[static_cast<std::size_t>(instruction.sort)];
      operation.label = names_[static_cast<std::size_t>(instruction.sort)];
      return true;
    case Act::destroy:
      return is(OperationKind::destroy);
    case Act::publish:
      operation.kind = OperationKind::store;
      operation.object = cell_of(instruction.sort);
      operation.operand = Value::of(known);
      return known != 0;
    case Act::take:
      operation.kind = OperationKind::load;
      operation.object = cell_of(instruction.sort);
      return true;
    case Act::take_out:
      operation.kind = OperationKind::exchange;
      operation.object = cell_of(instruction.sort);
      operation.operand = Value::of(std::int64_t{0});
      return true;
    case Act::lock:
      return is(OperationKind::lock);
    case Act::unlock:
      return is(OperationKind::unlock);
    case Act::try_lock:
      return is(OperationKind::try_lock);
    case Act::load:
      return is(OperationKind::load);
    case Act::add:
      operation.operand = Value::of(std::int64_t{1});
      return is(OperationKind::fetch_add);
    case Act::wait:
      operation.mutex = static_cast<ObjectId>(thread.known[static_cast<std::size_t>(Sort::mutex)]);
      return is(OperationKind::wait) && index(operation.mutex) != 0;
    case Act::notify_one:
      return is(OperationKind::notify_one);
    case Act::notify_all:
      return is(OperationKind::notify_all);
    case Act::read:
      return is(OperationKind::read);
    case Act::write:
      operation.operand = Value::of(std::int64_t{2} + thread.body);
      return is(OperationKind::write);
    case Act::acquire:
      return is(OperationKind::acquire);
    case Act::release:
      operation.operand = Value::of(std::int64_t{1});
      return is(OperationKind::release);
    case Act::try_acquire:
      return is(OperationKind::try_acquire);
    case Act::show:
      operation.kind = OperationKind::store;
      operation.object = shown;
      operation.operand = Value::of(thread.value);
      return true;
    case Act::spawn:
      operation.kind = OperationKind::spawn;
      operation.object = no_object;
      operation.body = instruction.body;
      operation.label = labels_[instruction.body];
      return true;
    case Act::join_all:
      operation.kind = OperationKind::join;
      operation.object = no_object;
      if (thread.joined == thread.spawned.size()) return false;
      operation.operand = Value::of(static_cast<ThreadId>(thread.spawned[thread.joined]));
      return true;
  }
  return false;
}

const Operation& PlanProgram::advance(ThreadId id) {
  Thread& thread = threads_[index(id)];
  const std::vector<Instruction>& body = plan_.bodies[thread.body];
  while (thread.next < body.size() && !prepare(thread, body[thread.next])) ++thread.next;
  if (thread.next == body.size()) {
    thread.operation = Operation{.kind = OperationKind::end};
    thread.operation.site = static_cast<SiteId>(64 * thread.body + thread.next);
  }
  return thread.operation;
}

void PlanProgram::deliver(ThreadId id, Value result) {
  Thread& thread = threads_[index(id)];
  const Instruction& instruction = plan_.bodies[thread.body][thread.next];
  std::int64_t& known = thread.known[static_cast<std::size_t>(instruction.sort)];
  switch (instruction.act) {
    case Act::create:
    case Act::take:
    case Act::take_out:
      known = result.bits;
      break;
    case Act::load:
    case Act::add:
    case Act::read:
    case Act::try_lock:
    case Act::try_acquire:
      thread.value = result.bits;
      break;
    case Act::spawn:
      thread.spawned.push_back(static_cast<std::uint32_t>(result.bits));
      break;
    case Act::join_all:
      ++thread.joined;
      return;  // perhaps once more
    case Act::destroy:
    case Act::publish:
    case Act::lock:
    case Act::unlock:
    case Act::wait:
    case Act::notify_one:
    case Act::notify_all:
    case Act::write:
    case Act::acquire:
    case Act::release:
    case Act::show:
      break;
  }
  ++thread.next;
}

void PlanProgram::save(ThreadId thread, WordStack& words) const {
  std::vector<std::uint64_t> state;
  save_state(thread, state);
  std::copy(state.begin(), state.end(), words.add(state.size()));
}

void PlanProgram::restore(ThreadId thread, std::span<const std::uint64_t> words) {
  restore_state(thread, words);
}

void PlanProgram::save_state(ThreadId id, std::vector<std::uint64_t>& words) const {
  const Thread& thread = threads_[index(id)];
  words.push_back(thread.body);
  words.push_back(thread.next);
  for (const std::int64_t known : thread.known) words.push_back(static_cast<std::uint64_t>(known));
  words.push_back(static_cast<std::uint64_t>(thread.value));
  words.push_back(thread.joined);
  words.push_back(thread.spawned.size());
  words.insert(words.end(), thread.spawned.begin(), thread.spawned.end());
}

const Operation& PlanProgram::restore_state(ThreadId id, std::span<const std::uint64_t> words) {
  while (threads_.size() <= index(id)) threads_.emplace_back();
  Thread& thread = threads_[index(id)];
  std::size_t at = 0;
  thread.body = static_cast<std::uint32_t>(words[at++]);
  thread.next = static_cast<std::size_t>(words[at++]);
  for (std::int64_t& known : thread.known) known = static_cast<std::int64_t>(words[at++]);
  thread.value = static_cast<std::int64_t>(words[at++]);
  thread.joined = static_cast<std::size_t>(words[at++]);
  const auto count = static_cast<std::size_t>(words[at++]);
  thread.spawned.clear();
  for (std::size_t each = 0; each < count; ++each) {
    thread.spawned.push_back(static_cast<std::uint32_t>(words[at++]));
  }
  return advance(id);
}

void PlanProgram::observe(const Memory& memory, std::vector<Value>& values) const {
  for (std::uint32_t cell = 0; cell < objects_.size(); ++cell) {
    values.push_back(memory.read(ObjectId{cell}));
  }
}

std::string PlanProgram::site_name(SiteId site) const {
  return "body " + std::to_string(index(site) / 64) + ", " + std::to_string(index(site) % 64);
}

std::string PlanProgram::object_name(ObjectId object) const {
  return object == shown ? "shown" : "the " + std::string(sort_names[index(object)]);
}

}  // namespace heddle::differential
