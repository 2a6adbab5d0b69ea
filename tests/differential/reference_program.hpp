#pragma once
// The form of a scenario that the reference runs: declared objects, and one flat list of
// instructions that a stack machine executes. Instructions push their results on the thread's stack
// and pop their operands from it.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace heddle::differential::reference {

// A value of the scenario's language, and what the machine needs besides: handles of threads and
// lists of them.
struct Datum {
  enum class Kind { nothing, integer, boolean, text, thread, threads };
  Kind kind = Kind::nothing;
  std::int64_t number = 0;  // integer; boolean: 0 or 1; thread: its number
  std::string text;
  std::vector<std::int64_t> threads;

  static Datum integer(std::int64_t number) { return {Kind::integer, number, {}, {}}; }
  static Datum boolean(bool truth) { return {Kind::boolean, truth ? 1 : 0, {}, {}}; }
  static Datum string(const std::string& text) { return {Kind::text, 0, text, {}}; }
  static Datum thread(std::int64_t number) { return {Kind::thread, number, {}, {}}; }

  friend bool operator==(const Datum&, const Datum&) = default;
};

// As `print` shows it.
std::string printed(const Datum& datum);
// As compact JSON; null for nothing.
std::string as_json(const Datum& datum);

enum class Code {
  // Values. push: `datum`. push_local, take_local (which forgets it), store_local, clear_local:
  // `number` is the slot.
  push,
  push_local,
  take_local,
  store_local,
  clear_local,
  pop,
  // unary: `word` is - or !. binary: `word` is the operator; && and || are made of jumps.
  unary,
  binary,
  // Faults unless the top of the stack is a boolean, an integer, or an integer that is not
  // negative.
  check_boolean,
  check_integer,
  check_count,
  // The index on the stack becomes the number of an object: `number` is the array's first object,
  // `target` its length.
  element,
  // The index on the stack becomes one handle of the list in local `number`.
  list_element,
  // `number` values on the stack become one text.
  join_texts,
  // Control flow: `target` is where to go on. jump_if_false pops a boolean and faults on anything
  // else. peek_if_true and peek_if_false leave the boolean on the stack if they jump, and pop it if
  // they do not.
  jump,
  jump_if_false,
  peek_if_true,
  peek_if_false,
  // Ends the execution with status `word`.
  fail,
  // Lists of handles in local `number`: make a list of a handle; append the handle on the stack;
  // move the first handle to the stack and push true, or push only false.
  as_list,
  append_handle,
  next_handle,
  // Pushes the first child that this thread has not joined, and true; or only false.
  unjoined_child,
  // The thread's timer: `number` nanoseconds from now; none.
  start_timer,
  stop_timer,
  // The end of a fragment that is evaluated on its own.
  halt,
  // A visible operation; `word` names it as a statement does. Besides those there are read, write,
  // wait, join, once_begin, once_end, atomically_begin, atomically_end, end.
  operation,
};

struct Instruction {
  Code code{};
  std::string word;
  std::int64_t number =
      0;  // operation: how many operands, where that varies; tries: 1 where there is a time-out
  std::size_t target = 0;  // spawn: the body; await: the fragment
  Datum datum;
  std::string order;  // atomics and fences
};

struct DeclaredObject {
  std::string kind;  // plain, atomic, mutex, rwlock, condvar, semaphore, barrier, once, channel
  Datum initial;     // plain, atomic
  bool recursive = false;           // mutex
  std::int64_t count = 0;           // semaphore: permits; barrier: threads; channel: senders
  std::int64_t capacity = -1;       // channel; -1: unbounded
  std::vector<std::size_t> guards;  // plain: the mutexes that must be held
};

struct DeclaredName {
  std::string name;
  std::size_t first = 0;
  std::size_t count = 1;
  bool array = false;
};

struct Body {
  std::string name;
  std::vector<std::string> locals;  // parameters first; those that the compiler made have no name
  std::size_t entry = 0;
};

struct Observed {
  std::string text;
  bool array = false;
  std::vector<std::size_t> fragments;  // one, or one for each cell of the array
};

struct Program {
  std::vector<DeclaredObject> objects;
  std::vector<DeclaredName> names;
  std::vector<Body> bodies;
  std::vector<Instruction> code;
  std::size_t main = 0;
  bool main_joins = false;
  bool exact_time = false;
  std::int64_t spurious_wakeups = 0;
  bool observes_output = true;
  bool races_are_bugs = true;
  std::vector<Observed> observed;
  std::vector<std::size_t> invariants;  // fragments
  std::vector<std::size_t> finally;

  const DeclaredName* find(const std::string& name) const;
};

// See explore_reference for what both require.
Program compile_program(const std::string& json_text, const std::string& time_model);

}  // namespace heddle::differential::reference
