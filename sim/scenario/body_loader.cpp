#include "sim/scenario/body_loader.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "sim/scenario/expression_parser.hpp"
#include "sim/scenario/local_collector.hpp"
#include "sim/scenario/local_table.hpp"
#include "sim/scenario/statement_loader.hpp"
#include "sim/scenario/wording.hpp"

namespace heddle::scenario {
namespace {

constexpr std::string_view main_name = "main";
// Locals are what a thread's state consists of, which is kept for many points of an execution.
constexpr std::size_t local_limit = 10'000;

// Where the parts of a body are.
struct BodyParts {
  const JsonNode* params = nullptr;
  const JsonNode* statements = nullptr;
};

BodyParts parts_of(const JsonNode& node, LoadContext& context) {
  static constexpr std::array<std::string_view, 2> keys = {"params", "body"};
  if (node.kind == JsonNode::Kind::list) return {nullptr, &node};
  if (!context.reader.object(node,
                             "a list of statements or {\"params\": [...], \"body\": [...]}")) {
    return {};
  }
  context.reader.known_keys(node, keys, "a thread");
  const BodyParts parts{node.find("params"), node.find("body")};
  if (parts.statements == nullptr) {
    context.problems.report(node.begin, "expected \"body\", the list of the thread's statements");
  }
  return parts;
}

void load_params(const JsonNode& node, LoadContext& context, LocalTable& locals) {
  if (!context.reader.list(node, "a list of parameter names")) return;
  for (const JsonNode& item : node.items) {
    const std::string* name = context.reader.text(item, "the name of a parameter");
    if (name == nullptr) continue;
    std::string complaint;
    if (!is_name(*name)) {
      complaint = "expected the name of a parameter, found " + in_quotes(*name);
    } else if (context.shared.find(*name) != nullptr) {
      complaint =
          "expected another name for the parameter, as " + in_quotes(*name) + " is a shared object";
    } else if (locals.find(*name)) {
      complaint = "expected each parameter once, but " + in_quotes(*name) + " is repeated";
    }
    if (complaint.empty()) {
      locals.add_assignment(locals.add(*name), item.begin, StaticType::unknown);
    } else {
      context.problems.report(item.begin, std::move(complaint));
    }
  }
}

// More warnings say nothing new, and a file that others wrote may have many. If there are too many
// names, the nearest one is not searched for.
constexpr std::size_t most_warnings = 20;
constexpr std::size_t most_candidates = 10'000;

// A name that begins with _ says that nobody is meant to read it.
void warn_of_unread(const LocalTable& locals, const Body& body, LoadContext& context) {
  std::vector<std::string_view> shared;
  if (context.scenario.declarations.size() <= most_candidates) {
    for (const Declaration& each : context.scenario.declarations) shared.push_back(each.name);
  }
  for (const Slot slot : locals.unread()) {
    const std::string& name = locals.names()[slot];
    if (slot < body.parameters || name.starts_with('_')) continue;
    if (context.scenario.warnings.size() == most_warnings) return;
    const Diagnostic place = context.problems.place(locals.first_assignment(slot));
    context.scenario.warnings.push_back(
        {.kind = "unread-local",
         .line = place.line,
         .column = place.column,
         .pointer = place.pointer,
         .message = "the local " + in_quotes(name) + " of " + body.name + " is never read",
         .suggestion = nearest_word(name, shared)});
  }
}

void load_body(const BodyParts& parts, LoadContext& context, LocalTable& locals, Body& body) {
  collect_locals(*parts.statements, context, locals);
  if (locals.names().size() > local_limit) {
    context.problems.report(
        parts.statements->begin,
        "expected no more than " + std::to_string(local_limit) + " locals in a thread");
    return;
  }
  locals.settle();
  body.locals = locals.names();
  AssignmentFlow flow(locals);
  flow.begin(body.parameters);
  body.site = context.site(*parts.statements);
  body.block = StatementLoader(context, locals, flow).block(*parts.statements);
  warn_of_unread(locals, body, context);
}

// Spawns every thread in file order and joins them in that order.
Body implicit_main(const JsonNode& threads, LoadContext& context) {
  Body body;
  body.name = main_name;
  body.label = context.intern(main_name);
  body.site = context.site(threads);
  for (std::uint32_t i = 0; i < context.scenario.bodies.size(); ++i) {
    const Body& spawned = context.scenario.bodies[i];
    if (spawned.parameters > 0) {
      context.problems.report(threads.begin,
                              "expected a thread called \"main\", as " + in_quotes(spawned.name) +
                                  " has parameters and cannot be spawned without arguments");
    }
    Spawn spawn;
    spawn.body = i;
    Statement statement;
    statement.site = spawned.site;
    statement.action = std::move(spawn);
    body.block.push_back(std::move(statement));
  }
  Statement join_all;
  join_all.site = body.site;
  join_all.action = JoinAll{};
  body.block.push_back(std::move(join_all));
  return body;
}

// A body of which only the name and the parameters are loaded.
Body load_head(const JsonMember& member, const BodyParts& parts, LoadContext& context,
               LocalTable& locals) {
  if (!is_name(member.key)) {
    context.problems.report(
        member.key_begin,
        "expected the name of a thread (at most 250 letters, digits and _), found " +
            in_quotes(member.key));
  }
  Body body;
  body.name = member.key;
  body.label = context.intern(member.key);
  if (parts.params) load_params(*parts.params, context, locals);
  body.parameters = static_cast<std::uint32_t>(locals.names().size());
  if (member.key == main_name && body.parameters > 0) {
    context.problems.report(parts.params->begin,
                            "expected no parameters of \"main\", which nobody spawns");
  }
  return body;
}

}  // namespace

void load_bodies(const JsonNode& node, LoadContext& context) {
  Scenario& scenario = context.scenario;
  if (!context.reader.object(node, "an object of thread bodies")) return;
  if (node.members.empty()) return context.reader.mismatch(node, "at least one thread");
  if (node.members.size() > body_limit) {
    context.problems.report(node.begin, "expected no more than " + std::to_string(body_limit) +
                                            " thread bodies in a file");
    return;
  }
  std::vector<BodyParts> parts;
  std::vector<LocalTable> locals;
  // The heads first: a body may spawn a later one.
  for (const JsonMember& member : node.members) {
    if (member.repeated) continue;
    parts.push_back(parts_of(member.value, context));
    locals.emplace_back();
    context.bodies.emplace(member.key, static_cast<std::uint32_t>(scenario.bodies.size()));
    scenario.bodies.push_back(load_head(member, parts.back(), context, locals.back()));
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].statements) load_body(parts[i], context, locals[i], scenario.bodies[i]);
  }
  const auto main = context.bodies.find(main_name);
  if (main != context.bodies.end()) {
    scenario.main = main->second;
  } else {
    scenario.main = static_cast<std::uint32_t>(scenario.bodies.size());
    scenario.bodies.push_back(implicit_main(node, context));
  }
}

}  // namespace heddle::scenario
