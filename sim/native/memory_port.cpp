// The operations of a thread on memory and on the output: all that goes through the gate.

#include <algorithm>
#include <chrono>
#include <thread>

#include "sim/native/run_memory.hpp"
#include "sim/native/thread_port.hpp"

namespace heddle::native {
namespace {

// A wait that is taken for a deadlock has had at least two looks, and then mostly very many.
constexpr std::uint32_t looks_between_texts = 16;

// Waits before it looks again: at first only as long as it takes to let others run, then longer and
// longer.
void back_off(std::uint32_t looks) {
  constexpr std::uint32_t yields = 32;
  constexpr std::uint32_t longest_us = 500;
  if (looks < yields) {
    std::this_thread::yield();
  } else {
    std::this_thread::sleep_for(
        std::chrono::microseconds(std::min(looks - yields + 20, longest_us)));
  }
}

}  // namespace

Value ThreadPort::access(const Operation& operation) {
  Region& region = run_.region();
  const ValueType type = run_.objects()[index(operation.object)].initial.type;
  if (!inside_atomically_ && !run_.gate().enter(record_)) Run::park();
  if (type == ValueType::text) {
    if (operation.operand.type == ValueType::text) run_.export_text(operation.operand.text());
    if (operation.desired.type == ValueType::text) run_.export_text(operation.desired.text());
  }
  const Access access = access_cell(region.cell(operation.object), type, operation);
  if (!inside_atomically_) run_.gate().leave(record_);
  if (!access.fault.empty()) fail(Status::fault, operation, access.fault);
  return access.result;
}

void ThreadPort::begin_atomically() {
  if (!run_.gate().enter_alone(record_)) Run::park();
  inside_atomically_ = true;
}

void ThreadPort::end_atomically() {
  inside_atomically_ = false;
  run_.gate().leave_alone(record_);
}

void ThreadPort::print(const Operation& operation) {
  if (!run_.gate().enter(record_)) Run::park();
  run_.print(operation.operand.text());
  run_.gate().leave(record_);
}

void ThreadPort::await(const Operation& operation) {
  record_.awaited.set({});
  const Waiting waiting(record_, operation);
  for (std::uint32_t looks = 0;; ++looks) {
    const Truth truth = look(operation);
    record_.looks.fetch_add(1, std::memory_order_relaxed);
    if (truth == Truth::fault) {
      fail(Status::fault, operation, operation.condition->fault_message());
    }
    if (truth == Truth::yes) return;
    if (looks % looks_between_texts == 1) publish_awaited(operation);
    back_off(looks);
  }
}

// For the text of a deadlock, in case it is one.
void ThreadPort::publish_awaited(const Operation& operation) {
  const RunMemory memory(run_);
  const std::string text = operation.condition->text_with_values(memory);
  record_.awaited_version.fetch_add(1);
  record_.awaited.set(text);
  record_.awaited_version.fetch_add(1);
}

// A condition that reads several cells must be true of one state, not of a mixture of several. So
// if it seems to be true, it is looked at again while nobody writes.
Truth ThreadPort::look(const Operation& operation) {
  if (run_.gate().is_closed()) Run::park();
  const RunMemory memory(run_);
  const Truth seen = operation.condition->evaluate(memory);
  if (seen == Truth::no || memory.reads() <= 1) return seen;
  if (!run_.gate().enter_alone(record_)) Run::park();
  const Truth confirmed = operation.condition->evaluate(memory);
  run_.gate().leave_alone(record_);
  return confirmed;
}

}  // namespace heddle::native
