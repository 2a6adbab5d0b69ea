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

bool execute_local(Thread& thread, const Instruction& instruction) {
  const auto slot = static_cast<std::size_t>(instruction.number);
  switch (instruction.code) {
    case Code::push_local:
      push_local(thread, slot);
      return true;
    case Code::take_local:
      push_local(thread, slot);
      thread.locals[slot] = Datum{};
      return true;
    case Code::store_local:
      thread.locals[slot] = pop(thread);
      return true;
    case Code::clear_local:
      thread.locals[slot] = Datum{};
      return true;
    default:
      return false;
  }
}

bool execute_check(Thread& thread, const Instruction& instruction) {
  const auto kind_of_top = [&] { return operand(thread, 0).kind; };
  switch (instruction.code) {
    case Code::check_boolean:
      if (kind_of_top() != Datum::Kind::boolean) fault();
      return true;
    case Code::check_integer:
      if (kind_of_top() != Datum::Kind::integer) fault();
      return true;
    case Code::check_count:
      if (kind_of_top() != Datum::Kind::integer || operand(thread, 0).number < 0) fault();
      return true;
    default:
      return false;
  }
}

bool execute_value(Thread& thread, const Instruction& instruction) {
  switch (instruction.code) {
    case Code::push:
      push(thread, instruction.datum);
      return true;
    case Code::pop:
      pop(thread);
      return true;
    case Code::unary:
      unary(thread, instruction.word);
      return true;
    case Code::binary:
      binary(thread, instruction.word);
      return true;
    case Code::element:
      push(thread, Datum::integer(instruction.number + static_cast<std::int64_t>(
                                                           pop_index(thread, instruction.target))));
      return true;
    case Code::join_texts:
      join_texts(thread, instruction.number);
      return true;
    case Code::fail:
      throw Failure{instruction.word};
    default:
      return false;
  }
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

bool is_jump(Code code) {
  return code == Code::jump || code == Code::jump_if_false || code == Code::peek_if_true ||
         code == Code::peek_if_false;
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

void execute_handle(const State& state, Thread& thread, const Instruction& instruction) {
  const auto slot = static_cast<std::size_t>(instruction.number);
  switch (instruction.code) {
    case Code::list_element: {
      const Datum handles = checked_kind(thread.locals[slot], Datum::Kind::threads);
      push(thread, Datum::thread(handles.threads[pop_index(thread, handles.threads.size())]));
      return;
    }
    case Code::as_list:
      return as_list(thread);
    case Code::append_handle:
      thread.locals[slot].threads.push_back(pop(thread).number);
      return;
    case Code::next_handle:
      return next_handle(thread, thread.locals[slot]);
    case Code::unjoined_child:
      return unjoined_child(state, thread);
    default:
      throw std::logic_error("an instruction without meaning");
  }
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
  ++thread.next;
  if (is_jump(instruction.code)) {
    if (jumps(thread, instruction)) thread.next = instruction.target;
  } else if (instruction.code == Code::start_timer) {
    thread.timer_ns = program.exact_time ? instruction.number : 0;
  } else if (instruction.code == Code::stop_timer) {
    thread.timer_ns = nobody;
  } else if (!execute_local(thread, instruction) && !execute_check(thread, instruction) &&
             !execute_value(thread, instruction)) {
    execute_handle(state, thread, instruction);
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
