#include "sim/scenario/code_builder.hpp"

#include <algorithm>

namespace heddle::scenario {

CodeBuilder::CodeBuilder(Code& code, std::uint32_t locals) : code_(code), used_(locals) {
  code_.registers = locals;
}

Register CodeBuilder::constant(Value value) {
  const auto [place, is_new] = constants_[static_cast<std::size_t>(value.type)].try_emplace(
      value.bits, code_.constants.size());
  if (is_new) code_.constants.push_back(value);
  return constant_register(place->second);
}

Value CodeBuilder::value_of(Register constant) const {
  return code_.constants[constant_number(constant)];
}

Register CodeBuilder::temporary() {
  const auto taken = static_cast<Register>(used_++);
  code_.registers = std::max(code_.registers, used_);
  return taken;
}

Label CodeBuilder::label() {
  labels_.push_back(SIZE_MAX);
  return static_cast<Label>(labels_.size() - 1);
}

void CodeBuilder::place(Label label) {
  last_label_ = code_.instructions.size();
  labels_[index(label)] = last_label_;
}

void CodeBuilder::emit(Opcode code, Register a, Register b, Register c) {
  code_.instructions.push_back({code, a, b, c});
  code_.origins.push_back({.site = site_, .live = used_});
}

void CodeBuilder::jump(Opcode code, Label label, Register b, Register c) {
  jumps_.push_back({code_.instructions.size(), label});
  emit(code, 0, b, c);
}

void CodeBuilder::describe(Expression::Kind kind, Register left, Register right) {
  Origin& origin = code_.origins.back();
  origin.kind = kind;
  origin.left = left;
  origin.right = right;
}

// `x = y + z`: the sum that was computed last goes into a temporary that only this operation uses.
bool CodeBuilder::fuse_sum(const Request& request) {
  if (request.object != nowhere || code_.instructions.empty()) return false;
  if (code_.instructions.size() <= last_label_) return false;
  Instruction& sum = code_.instructions.back();
  if (sum.code != Opcode::add || sum.a != request.operand) return false;
  if (static_cast<std::size_t>(sum.a) < code_.locals.size()) return false;
  sum = {Opcode::write_sum, own(request), sum.b, sum.c};
  return true;
}

void CodeBuilder::perform(Request request, Register result) {
  request.operation.site = site_;
  request.operation.result_used = result != nowhere;
  if (is_constant(request.operand)) {
    request.operation.operand = value_of(request.operand);
    request.operand = nowhere;
  }
  if (is_constant(request.desired)) {
    request.operation.desired = value_of(request.desired);
    request.desired = nowhere;
  }
  const bool dynamic =
      request.object != nowhere || request.mutex != nowhere || request.desired != nowhere;
  if (dynamic) {
    emit(Opcode::perform_dynamic, result, own(request));
  } else if (request.operand != nowhere) {
    if (result == nowhere && fuse_sum(request)) return;
    emit(Opcode::perform_operand, result, own(request), request.operand);
  } else if (request.arguments != nowhere) {
    emit(Opcode::perform_own, result, own(request));
  } else {
    emit(Opcode::perform, result, fixed(request.operation));
  }
}

void CodeBuilder::fail(Status status, std::string_view message) {
  const Operation operation{
      .kind = OperationKind::fail, .status = status, .site = site_, .message = message};
  emit(Opcode::fail, nowhere, fixed(operation));
}

Register CodeBuilder::own(const Request& request, Array array) {
  code_.own.push_back({request.operation, array, request.object, request.mutex, request.operand,
                       request.desired, request.arguments});
  code_.own.back().operation.site = site_;
  return static_cast<Register>(code_.own.size() - 1);
}

Register CodeBuilder::fixed(Operation operation) {
  operation.site = site_;
  code_.fixed.push_back(operation);
  return static_cast<Register>(code_.fixed.size() - 1);
}

Register CodeBuilder::array(Array array) {
  code_.arrays.push_back(array);
  return static_cast<Register>(code_.arrays.size() - 1);
}

void CodeBuilder::finish() {
  emit(Opcode::finished);
  for (const Jump& jump : jumps_) {
    const auto target = static_cast<std::ptrdiff_t>(labels_[index(jump.label)]);
    const auto next = static_cast<std::ptrdiff_t>(jump.instruction) + 1;
    code_.instructions[jump.instruction].a = static_cast<Register>(target - next);
  }
}

}  // namespace heddle::scenario
