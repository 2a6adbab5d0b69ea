#include "sim/scenario/statement_loader.hpp"

#include <utility>

#include "sim/scenario/wording.hpp"

namespace heddle::scenario {

Block StatementLoader::block(const JsonNode& node) {
  Block result;
  if (!context_.reader.list(node, "a list of statements")) return result;
  result.reserve(node.items.size());
  for (const JsonNode& item : node.items) {
    if (++context_.statements > statement_limit) {
      if (context_.statements == statement_limit + 1) {
        context_.problems.report(
            item.begin,
            "expected no more than " + std::to_string(statement_limit) + " statements in a file");
      }
      return result;
    }
    if (std::optional<Statement> loaded = statement(item)) result.push_back(std::move(*loaded));
  }
  return result;
}

std::optional<Statement> StatementLoader::statement(const JsonNode& node) {
  const std::optional<StatementView> view = read_statement(node, context_);
  if (!view) return std::nullopt;
  if (atomically_ && !view->form->in_atomically) {
    resolver_.report(node.begin,
                     "expected only memory operations, locals, assertions and control flow inside "
                     "of \"atomically\", found \"" +
                         std::string(view->form->word) + "\"");
  }
  Statement result;
  result.site = context_.site(node);
  load_action(*view, result);
  return result;
}

void StatementLoader::load_action(const StatementView& view, Statement& statement) {
  using enum MemoryOrder;
  switch (view.form->verb) {
    case Verb::spawn:
      statement.action = spawn(view);
      break;
    case Verb::join:
      statement.action = join(view);
      break;
    case Verb::join_all:
      statement.action = JoinAll{};
      break;
    case Verb::sleep:
      statement.action = Sleep{context_.reader.duration_ns(*view.operand).value_or(0)};
      break;
    case Verb::yield:
      statement.action = Yield{};
      break;
    case Verb::print:
      statement.action = print(view);
      break;
    case Verb::set:
      statement.action = set(view);
      break;
    case Verb::lock:
      statement.action = simple(view, OperationKind::lock, {ObjectKind::mutex, ObjectKind::rwlock});
      break;
    case Verb::unlock:
      statement.action =
          simple(view, OperationKind::unlock, {ObjectKind::mutex, ObjectKind::rwlock});
      break;
    case Verb::try_lock:
      statement.action =
          simple(view, OperationKind::try_lock, {ObjectKind::mutex, ObjectKind::rwlock});
      break;
    case Verb::lock_shared:
      statement.action = simple(view, OperationKind::lock_shared, {ObjectKind::rwlock});
      break;
    case Verb::unlock_shared:
      statement.action = simple(view, OperationKind::unlock_shared, {ObjectKind::rwlock});
      break;
    case Verb::try_lock_shared:
      statement.action = simple(view, OperationKind::try_lock_shared, {ObjectKind::rwlock});
      break;
    case Verb::notify_one:
      statement.action = simple(view, OperationKind::notify_one, {ObjectKind::condvar});
      break;
    case Verb::notify_all:
      statement.action = simple(view, OperationKind::notify_all, {ObjectKind::condvar});
      break;
    case Verb::acquire:
      statement.action = simple(view, OperationKind::acquire, {ObjectKind::semaphore});
      break;
    case Verb::release:
      statement.action = simple(view, OperationKind::release, {ObjectKind::semaphore});
      break;
    case Verb::try_acquire:
      statement.action = simple(view, OperationKind::try_acquire, {ObjectKind::semaphore});
      break;
    case Verb::arrive:
      statement.action = simple(view, OperationKind::arrive, {ObjectKind::barrier});
      break;
    case Verb::close:
      statement.action = simple(view, OperationKind::close, {ObjectKind::channel});
      break;
    case Verb::with:
      statement.action = with(view, false);
      break;
    case Verb::with_shared:
      statement.action = with(view, true);
      break;
    case Verb::wait:
      statement.action = wait(view);
      break;
    case Verb::send:
      statement.action = send(view);
      break;
    case Verb::recv:
      statement.action = recv(view);
      break;
    case Verb::try_recv:
      statement.action = try_recv(view);
      break;
    case Verb::load:
      statement.action = atomic(view, OperationKind::load);
      break;
    case Verb::store:
      statement.action = atomic(view, OperationKind::store);
      break;
    case Verb::fetch_add:
      statement.action = atomic(view, OperationKind::fetch_add);
      break;
    case Verb::fetch_sub:
      statement.action = atomic(view, OperationKind::fetch_sub);
      break;
    case Verb::fetch_and:
      statement.action = atomic(view, OperationKind::fetch_and);
      break;
    case Verb::fetch_or:
      statement.action = atomic(view, OperationKind::fetch_or);
      break;
    case Verb::fetch_xor:
      statement.action = atomic(view, OperationKind::fetch_xor);
      break;
    case Verb::exchange:
      statement.action = atomic(view, OperationKind::exchange);
      break;
    case Verb::compare_exchange:
      statement.action = compare_exchange(view);
      break;
    case Verb::fence:
      statement.action = Fence{order(*view.operand, {acquire, release, acq_rel, seq_cst})};
      break;
    case Verb::choose:
      statement.action = choose(view);
      break;
    case Verb::call_once:
      statement.action = call_once(view);
      break;
    case Verb::if_:
      statement.action = if_statement(view);
      break;
    case Verb::while_:
    case Verb::loop:
      statement.action = while_loop(view);
      break;
    case Verb::repeat:
      statement.action = repeat(view);
      break;
    case Verb::for_:
      statement.action = for_loop(view);
      break;
    case Verb::for_each:
      statement.action = for_each(view);
      break;
    case Verb::break_:
      check_inside_loop(view);
      statement.action = Break{};
      break;
    case Verb::continue_:
      check_inside_loop(view);
      statement.action = Continue{};
      break;
    case Verb::return_:
      statement.action = Return{};
      break;
    case Verb::panic:
      statement.action = panic(view);
      break;
    case Verb::assert_:
      statement.action = assertion(view);
      break;
    case Verb::await:
      statement.action = Await{resolver_.expression(*view.operand, StaticType::boolean).expression,
                               written(*view.operand)};
      break;
    case Verb::atomically:
      statement.action = atomically(view);
      break;
  }
}

Block StatementLoader::required_block(const StatementView& view, std::string_view modifier) {
  const JsonNode* node = view.find(modifier);
  return node ? block(*node) : Block{};
}

Block StatementLoader::conditional_block(const JsonNode& node) {
  flow_.enter_condition();
  Block result = block(node);
  flow_.leave_condition();
  return result;
}

// Requires that the flow has entered the loop.
Block StatementLoader::loop_body(const JsonNode& node) {
  ++loops_;
  Block result = block(node);
  --loops_;
  return result;
}

std::optional<Target> StatementLoader::target(const StatementView& view, std::string_view modifier,
                                              StaticType value) {
  const JsonNode* node = view.find(modifier);
  return node ? target(*node, value) : std::nullopt;
}

std::optional<Target> StatementLoader::target(const JsonNode& node, StaticType value) {
  const std::string* text = context_.reader.text(node, "the name of what to store in");
  if (text == nullptr) return std::nullopt;
  TypedTarget found = resolver_.target(*text, text_origin(context_.text, node.begin, *text));
  resolver_.check_assignment(found, value, node.begin);
  if (found.target.local) flow_.assign(*found.target.local);
  if (!found.usable) return std::nullopt;
  return std::move(found.target);
}

Target StatementLoader::loop_variable(const JsonNode& node) {
  Target result;
  const std::string* text = context_.reader.text(node, "the name of the loop's variable");
  if (text == nullptr) return result;
  if (!is_name(*text)) {
    resolver_.report(node.begin,
                     "expected the name of the loop's variable, found " + in_quotes(*text));
  } else if (context_.shared.find(*text) != nullptr) {
    resolver_.report(node.begin, "expected another name for the loop's variable, as " +
                                     in_quotes(*text) + " is a shared object");
  } else {
    result.local = locals_.find(*text);
    if (result.local) flow_.assign(*result.local);
  }
  return result;
}

Expression StatementLoader::required_expression(const StatementView& view,
                                                std::string_view modifier, StaticType wanted) {
  const JsonNode* node = view.find(modifier);
  return node ? resolver_.expression(*node, wanted).expression : Expression{};
}

TypedExpression StatementLoader::count(const JsonNode& node, std::string_view what) {
  TypedExpression result = resolver_.expression(node, StaticType::integer);
  const bool negative = result.type == StaticType::integer &&
                        result.expression.kind == Expression::Kind::literal &&
                        result.expression.value.bits < 0;
  if (negative) {
    resolver_.report(node.begin, "expected " + std::string(what) + " that is not negative, found " +
                                     std::to_string(result.expression.value.bits));
  }
  return result;
}

std::int64_t StatementLoader::timeout_ns(const StatementView& view) {
  const JsonNode* node = view.find("timeout");
  return node ? context_.reader.duration_ns(*node).value_or(no_timeout) : no_timeout;
}

Reference StatementLoader::object(const JsonNode& node, std::initializer_list<ObjectKind> kinds) {
  return resolver_.reference(node, kinds).reference;
}

TextId StatementLoader::written(const JsonNode& node) {
  if (node.kind == JsonNode::Kind::text) return context_.intern(node.text);
  return context_.intern(context_.text.substr(node.begin, node.end - node.begin));
}

}  // namespace heddle::scenario
