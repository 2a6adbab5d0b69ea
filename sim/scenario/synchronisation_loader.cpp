// The part of the loader of statements that deals with locks, condition variables, semaphores,
// barriers and channels.

#include <algorithm>
#include <array>
#include <utility>

#include "sim/scenario/statement_loader.hpp"

namespace heddle::scenario {

// An operation that needs nothing but an object, a time-out, a count and a target.
Simple StatementLoader::simple(const StatementView& view, OperationKind kind,
                               std::initializer_list<ObjectKind> kinds) {
  Simple result;
  result.kind = kind;
  result.object = object(*view.operand, kinds);
  if (const JsonNode* node = view.find("count")) result.count = count(*node, "a count").expression;
  result.timeout_ns = timeout_ns(view);
  result.into = target(view, "into", StaticType::boolean);
  return result;
}

With StatementLoader::with(const StatementView& view, bool shared) {
  With result;
  result.shared = shared;
  result.lock = shared ? object(*view.operand, {ObjectKind::rwlock})
                       : object(*view.operand, {ObjectKind::mutex, ObjectKind::rwlock});
  result.body = required_block(view, "do");
  return result;
}

Wait StatementLoader::wait(const StatementView& view) {
  Wait result;
  result.condvar = object(*view.operand, {ObjectKind::condvar});
  if (const JsonNode* mutex = view.find("mutex")) {
    result.mutex = object(*mutex, {ObjectKind::mutex});
  }
  if (const JsonNode* until = view.find("until")) {
    result.until = resolver_.expression(*until, StaticType::boolean).expression;
  }
  result.timeout_ns = timeout_ns(view);
  result.into = target(view, "into", StaticType::boolean);
  return result;
}

Send StatementLoader::send(const StatementView& view) {
  Send result;
  result.channel = object(*view.operand, {ObjectKind::channel});
  result.value = required_expression(view, "value", StaticType::unknown);
  return result;
}

Recv StatementLoader::recv(const StatementView& view) {
  Recv result;
  result.channel = object(*view.operand, {ObjectKind::channel});
  result.timeout_ns = timeout_ns(view);
  // Nothing was received where the other body runs.
  if (const JsonNode* otherwise = view.find("else")) {
    result.otherwise = conditional_block(*otherwise);
  }
  result.into = target(view, "into", StaticType::unknown);
  return result;
}

TryRecv StatementLoader::try_recv(const StatementView& view) {
  TryRecv result;
  result.channel = object(*view.operand, {ObjectKind::channel});
  result.into = target(view, "into", StaticType::unknown);
  result.ok = target(view, "ok", StaticType::boolean);
  return result;
}

ForEach StatementLoader::for_each(const StatementView& view) {
  ForEach result;
  if (const JsonNode* channel = view.find("in")) {
    result.channel = object(*channel, {ObjectKind::channel});
  }
  flow_.enter_loop(view.node->begin, view.node->end);
  result.variable = loop_variable(*view.operand);
  if (const JsonNode* body = view.find("do")) result.body = loop_body(*body);
  flow_.leave_loop();
  return result;
}

}  // namespace heddle::scenario
