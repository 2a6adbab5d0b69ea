#include "tests/differential/reference_values.hpp"

#include <stdexcept>

namespace heddle::differential::reference {
namespace {

// So that an endless loop without visible operations is an error of the test, not a hanging test.
constexpr std::size_t fragment_limit = 100'000;

[[noreturn]] void fault() { throw Failure{"fault"}; }

void push(Thread& thread, const Datum& datum) { thread.stack.push_back(datum); }

const Datum& checked_kind(const Datum& datum, Datum::Kind kind) {
  if (datum.kind != kind) fault();
  return datum;
}

bool compared(const std::string& word, int order) {
  if (word == "==") return order == 0;
  if (word == "!=") return order != 0;
  if (word == "<") return order < 0;
  if (word == "<=") return order <= 0;
  if (word == ">") return order > 0;
  return order >= 0;
}

template <typename Comparable>
int order_of(const Comparable& left, const Comparable& right) {
  return left < right ? -1 : (right < left ? 1 : 0);
}

Datum compare(const std::string& word, const Datum& left, const Datum& right) {
  if (left.kind != right.kind) fault();
  if (left.kind == Datum::Kind::text) {
    return Datum::boolean(compared(word, left.text.compare(right.text)));
  }
  const bool equality = word == "==" || word == "!=";
  if (left.kind != Datum::Kind::integer && !equality) fault();
  if (left.kind == Datum::Kind::threads) fault();
  return Datum::boolean(compared(word, order_of(left.number, right.number)));
}

void binary(Thread& thread, const std::string& word) {
  const Datum right = pop(thread);
  const Datum left = pop(thread);
  if (word.find_first_of("<>=") != std::string::npos) {
    push(thread, compare(word, left, right));
    return;
  }
  checked_kind(left, Datum::Kind::integer);
  checked_kind(right, Datum::Kind::integer);
  push(thread, Datum::integer(checked(word, left.number, right.number)));
}

void unary(Thread& thread, const std::string& word) {
  if (word == "!") {
    push(thread, Datum::boolean(!pop_boolean(thread)));
  } else {
    push(thread, Datum::integer(checked("-", 0, pop_integer(thread))));
  }
}

std::size_t pop_index(Thread& thread, std::size_t count) {
  const std::int64_t index = pop_integer(thread);
  if (index < 0 || index >= static_cast<std::int64_t>(count)) fault();
  return static_cast<std::size_t>(index);
}

void join_texts(Thread& thread, std::int64_t count) {
  std::string text;
  for (std::int64_t each = 0; each < count; ++each) text = printed(pop(thread)) + text;
  push(thread, Datum::string(text));
}

void push_local(Thread& thread, std::size_t slot) {
  if (thread.locals[slot].kind == Datum::Kind::nothing) fault();
  push(thread, thread.locals[slot]);
}

// True where the thread goes on at the instruction's target.
bool jumps(Thread& thread, const Instruction& instruction) {
  if (instruction.code == Code::jump) return true;
  if (instruction.code == Code::jump_if_false) return !pop_boolean(thread);
  checked_kind(operand(thread, 0), Datum::Kind::boolean);
  const bool wanted = instruction.code == Code::peek_if_true;
  if (operand(thread, 0) == Datum::boolean(wanted)) return true;
  pop(thread);
  return false;
}

void next_handle(Thread& thread, Datum& handles) {
  const bool any = !handles.threads.empty();
  if (any) {
    push(thread, Datum::thread(handles.threads.front()));
    handles.threads.erase(handles.threads.begin());
  }
  push(thread, Datum::boolean(any));
}

void unjoined_child(const State& state, Thread& thread) {
  for (const Thread& child : state.threads) {
    if (child.spawner != thread.number || child.joined_by == thread.number) continue;
    push(thread, Datum::thread(child.number));
    push(thread, Datum::boolean(true));
    return;
  }
  push(thread, Datum::boolean(false));
}

void as_list(Thread& thread) {
  Datum handles = pop(thread);
  if (handles.kind == Datum::Kind::thread) {
    handles = {.kind = Datum::Kind::threads, .text = {}, .threads = {handles.number}};
  }
  push(thread, checked_kind(handles, Datum::Kind::threads));
}

}  // namespace

Datum pop(Thread& thread) {
  Datum top = thread.stack.at(thread.stack.size() - 1);
  thread.stack.pop_back();
  return top;
}

std::int64_t pop_integer(Thread& thread) {
  return checked_kind(pop(thread), Datum::Kind::integer).number;
}

std::size_t pop_object(Thread& thread) { return static_cast<std::size_t>(pop_integer(thread)); }

bool pop_boolean(Thread& thread) {
  return checked_kind(pop(thread), Datum::Kind::boolean).number != 0;
}

const Datum& operand(const Thread& thread, std::size_t depth) {
  return thread.stack.at(thread.stack.size() - 1 - depth);
}

std::size_t object_operand(const Thread& thread, std::size_t depth) {
  return static_cast<std::size_t>(operand(thread, depth).number);
}

std::int64_t checked(const std::string& word, std::int64_t left, std::int64_t right) {
  std::int64_t result = 0;
  if (word == "+") {
    if (__builtin_add_overflow(left, right, &result)) fault();
  } else if (word == "-") {
    if (__builtin_sub_overflow(left, right, &result)) fault();
  } else if (word == "*") {
    if (__builtin_mul_overflow(left, right, &result)) fault();
  } else {
    if (right == 0 || (left == INT64_MIN && right == -1)) fault();
    result = word == "/" ? left / right : left % right;
  }
  return result;
}

void execute(const Program& program, const State& state, Thread& thread) {
  const Instruction& instruction = program.code[thread.next];
  const auto slot = static_cast<std::size_t>(instruction.number);
  ++thread.next;
  switch (instruction.code) {
    case Code::push:
      return push(thread, instruction.datum);
    case Code::push_local:
      return push_local(thread, slot);
    case Code::take_local:
      push_local(thread, slot);
      thread.locals[slot] = Datum{};
      return;
    case Code::store_local:
      thread.locals[slot] = pop(thread);
      return;
    case Code::clear_local:
      thread.locals[slot] = Datum{};
      return;
    case Code::pop:
      pop(thread);
      return;
    case Code::unary:
      return unary(thread, instruction.word);
    case Code::binary:
      return binary(thread, instruction.word);
    case Code::check_boolean:
      if (operand(thread, 0).kind != Datum::Kind::boolean) fault();
      return;
    case Code::check_integer:
      if (operand(thread, 0).kind != Datum::Kind::integer) fault();
      return;
    case Code::check_count:
      if (operand(thread, 0).kind != Datum::Kind::integer || operand(thread, 0).number < 0) fault();
      return;
    case Code::element:
      return push(thread, Datum::integer(instruction.number + static_cast<std::int64_t>(pop_index(
                                                                  thread, instruction.target))));
    case Code::list_element: {
      const Datum handles = checked_kind(thread.locals[slot], Datum::Kind::threads);
      return push(thread,
                  Datum::thread(handles.threads[pop_index(thread, handles.threads.size())]));
    }
    case Code::join_texts:
      return join_texts(thread, instruction.number);
    case Code::jump:
    case Code::jump_if_false:
    case Code::peek_if_true:
    case Code::peek_if_false:
      if (jumps(thread, instruction)) thread.next = instruction.target;
      return;
    case Code::fail:
      throw Failure{instruction.word};
    case Code::as_list:
      return as_list(thread);
    case Code::append_handle:
      thread.locals[slot].threads.push_back(pop(thread).number);
      return;
    case Code::next_handle:
      return next_handle(thread, thread.locals[slot]);
    case Code::unjoined_child:
      return unjoined_child(state, thread);
    case Code::start_timer:
      thread.timer_ns = program.exact_time ? instruction.number : 0;
      return;
    case Code::stop_timer:
      thread.timer_ns = nobody;
      return;
    case Code::halt:
    case Code::operation:
      throw std::logic_error("an instruction that is not executed here");
  }
}

Evaluation evaluate(const Program& program, const State& state, Thread thread,
                    std::size_t fragment) {
  Evaluation evaluation;
  thread.stack.clear();
  thread.next = fragment;
  try {
    for (std::size_t count = 0; program.code[thread.next].code != Code::halt; ++count) {
      if (count == fragment_limit) throw std::logic_error("an expression without end");
      if (program.code[thread.next].code != Code::operation) {
        execute(program, state, thread);
        continue;
      }
      const std::size_t cell = pop_object(thread);
      evaluation.cells.push_back(cell);
      push(thread, state.objects[cell].value);
      ++thread.next;
    }
    evaluation.value = pop(thread);
  } catch (const Failure&) {
    evaluation.value.reset();
  }
  return evaluation;
}

}  // namespace heddle::differential::reference
