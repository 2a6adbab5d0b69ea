// The top level of a scenario: declarations, bodies, and the expressions that are evaluated outside
// of the threads.

#include <set>
#include <stdexcept>

#include "tests/differential/reference_expression.hpp"
#include "tests/differential/reference_program.hpp"
#include "tests/differential/reference_statements.hpp"

namespace heddle::differential::reference {
namespace {

const std::set<std::string> bare_kinds = {"mutex", "rwlock", "condvar", "once", "channel"};

void add(Program& program, const std::string& name, const DeclaredObject& object, std::size_t count,
         bool array) {
  program.names.push_back({name, program.objects.size(), count, array});
  for (std::size_t each = 0; each < count; ++each) program.objects.push_back(object);
}

void add_cells(Program& program, const std::string& name, const std::string& kind,
               const Json& values) {
  if (!values.is_array()) {
    add(program, name, {.kind = kind, .initial = literal(values), .guards = {}}, 1, false);
    return;
  }
  program.names.push_back({name, program.objects.size(), values.size(), true});
  for (const Json& value : values) {
    program.objects.push_back({.kind = kind, .initial = literal(value), .guards = {}});
  }
}

// mutex, rwlock and condvar, with the details of their declaration.
void add_counted(Program& program, const std::string& name, const std::string& kind,
                 const Json& details) {
  DeclaredObject object{.kind = kind, .initial = {}, .guards = {}};
  std::size_t count = 1;
  bool array = false;
  if (details.is_object()) {
    object.recursive = details.value("recursive", false);
    array = details.contains("count");
    count = details.value("count", std::size_t{1});
  }
  add(program, name, object, count, array);
}

void declare(Program& program, const std::string& name, const Json& declaration) {
  if (declaration.is_string() && bare_kinds.contains(declaration.get<std::string>())) {
    const std::string kind = declaration.get<std::string>();
    add(program, name, {.kind = kind, .initial = {}, .count = kind == "channel", .guards = {}}, 1,
        false);
    return;
  }
  if (!declaration.is_object()) return add_cells(program, name, "plain", declaration);
  if (declaration.contains("array")) {
    add(program, name, {.kind = "plain", .initial = literal(declaration["value"]), .guards = {}},
        declaration["array"].get<std::size_t>(), true);
    return;
  }
  const std::string kind = declaration.begin().key();
  const Json& details = declaration.begin().value();
  if (kind == "atomic") {
    add_cells(program, name, "atomic", details);
  } else if (kind == "semaphore" || kind == "barrier") {
    add(program, name,
        {.kind = kind, .initial = {}, .count = details.get<std::int64_t>(), .guards = {}}, 1,
        false);
  } else if (kind == "channel") {
    add(program, name,
        {.kind = kind,
         .initial = {},
         .count = details.value("senders", std::int64_t{1}),
         .capacity = details.value("capacity", std::int64_t{-1}),
         .guards = {}},
        1, false);
  } else {
    add_counted(program, name, kind, details);
  }
}

// In an array of mutexes, each guards the cell at its own place.
void declare_guards(Program& program, const std::string& mutex, const Json& declaration) {
  if (!declaration.is_object() || !declaration.contains("mutex")) return;
  if (!declaration["mutex"].contains("guards")) return;
  const DeclaredName& lock = *program.find(mutex);
  for (const Json& guarded : declaration["mutex"]["guards"]) {
    const DeclaredName& cells = *program.find(guarded.get<std::string>());
    for (std::size_t cell = cells.first; cell < cells.first + cells.count; ++cell) {
      const std::size_t place = lock.array ? cell - cells.first : 0;
      program.objects[cell].guards.push_back(lock.first + place);
    }
  }
}

// An expression over shared memory that is evaluated on its own.
std::size_t fragment(Program& program, const Json& text) {
  const std::size_t entry = program.code.size();
  if (text.is_string()) {
    compile_expression(program, nullptr, text.get<std::string>());
  } else {
    program.code.push_back({.code = Code::push, .word = {}, .datum = literal(text), .order = {}});
  }
  program.code.push_back({.code = Code::halt, .word = {}, .datum = {}, .order = {}});
  return entry;
}

void observe(Program& program, const Json& watched) {
  Observed observed{.text = watched.is_string() ? watched.get<std::string>() : watched.dump(),
                    .fragments = {}};
  const DeclaredName* whole = program.find(observed.text);
  if (whole != nullptr && whole->array) {
    observed.array = true;
    for (std::size_t cell = 0; cell < whole->count; ++cell) {
      observed.fragments.push_back(
          fragment(program, Json(observed.text + "[" + std::to_string(cell) + "]")));
    }
  } else {
    observed.fragments.push_back(fragment(program, watched));
  }
  program.observed.push_back(observed);
}

void observe_all(Program& program, const Json& scenario) {
  if (scenario.contains("observe")) {
    program.observes_output = false;
    for (const Json& watched : scenario["observe"]) {
      if (watched == "output") {
        program.observes_output = true;
      } else {
        observe(program, watched);
      }
    }
    return;
  }
  for (const DeclaredName& name : program.names) {
    const std::string& kind = program.objects[name.first].kind;
    if (kind == "plain" || kind == "atomic") observe(program, Json(name.name));
  }
}

// Without a body called main: spawn every body in file order, and join them in that order.
Json implicit_main(const Json& threads) {
  Json body = Json::array();
  for (const auto& [name, unused] : threads.items()) body.push_back(Json{{"spawn", name}});
  body.push_back("join_all");
  return body;
}

void compile_bodies(Program& program, Json threads) {
  if (!threads.contains("main")) threads["main"] = implicit_main(threads);
  for (const auto& [name, body] : threads.items()) {
    Body compiled{.name = name, .locals = {}};
    if (body.is_object() && body.contains("params")) {
      compiled.locals = body["params"].get<std::vector<std::string>>();
    }
    if (name == "main") program.main = program.bodies.size();
    program.bodies.push_back(compiled);
  }
  std::size_t number = 0;
  for (const auto& [name, body] : threads.items()) {
    StatementCompiler(program, number++).body(body.is_object() ? body["body"] : body);
  }
}

bool is_exact(const Json& scenario, const std::string& time_model) {
  std::string model = time_model;
  if (model.empty() && scenario.contains("time")) {
    model = scenario["time"].value("model", "unbounded");
  }
  if (model == "jitter") throw std::invalid_argument("the reference does not know jitter");
  return model == "exact";
}

}  // namespace

Program compile_program(const std::string& json_text, const std::string& time_model) {
  const Json scenario = Json::parse(json_text);
  Program program;
  const Json shared = scenario.value("shared", Json::object());
  for (const auto& [name, declaration] : shared.items()) declare(program, name, declaration);
  for (const auto& [name, declaration] : shared.items()) declare_guards(program, name, declaration);
  compile_bodies(program, scenario["threads"]);
  program.exact_time = is_exact(scenario, time_model);
  program.main_joins = scenario.value("main_exit", "kill") == "join";
  program.spurious_wakeups = scenario.value("spurious_wakeups", std::int64_t{0});
  program.races_are_bugs = scenario.value("races", "error") == "error";
  observe_all(program, scenario);
  const auto compile_conditions = [&](const char* key, std::vector<std::size_t>& fragments) {
    for (const Json& each : scenario.value(key, Json::array())) {
      fragments.push_back(fragment(program, each));
    }
  };
  compile_conditions("invariants", program.invariants);
  compile_conditions("finally", program.finally);
  return program;
}

}  // namespace heddle::differential::reference
