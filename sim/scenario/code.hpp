#pragma once
// The compiled form of a thread body or of an expression: instructions over numbered registers, and
// the operations that they perform, prebuilt as far as they are known. Exists so that running a
// scenario costs a few nanoseconds for each visible operation; it must not know who runs it nor
// what an operation means.
//
// Registers: 0 and up are the locals of the body, then hidden locals and temporaries; they are all
// that a thread's state consists of, beside its place in the code. Below 0 lie `nowhere` (-1),
// which takes results that nobody wants, and the constants (-2 and down), so that every operand of
// an instruction is a register.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/model/ids.hpp"
#include "sim/model/operation.hpp"
#include "sim/model/value.hpp"
#include "sim/scenario/cell_ranges.hpp"
#include "sim/scenario/scenario.hpp"

namespace heddle::scenario {

using Register = std::int32_t;
inline constexpr Register nowhere = -1;

constexpr Register constant_register(std::size_t number) {
  return -2 - static_cast<Register>(number);
}
constexpr bool is_constant(Register place) { return place < nowhere; }
constexpr std::size_t constant_number(Register place) {
  return static_cast<std::size_t>(-2 - place);
}

// What an instruction does with its a, b and c. `r[x]` is register x. Instructions that jump add
// `a` to the place of the instruction after them. Where an instruction cannot be carried out, the
// thread faults.
enum class Opcode : std::uint8_t {
  move,          // r[a] = r[b]
  move_boolean,  // r[a] = r[b], which must be a boolean
  check_set,     // r[b] must have been assigned
  check_count,   // r[b] must be an integer, not negative
  add,           // r[a] = r[b] + r[c], and so on
  subtract,
  multiply,
  divide,
  remainder,
  negate,       // r[a] = -r[b]
  logical_not,  // r[a] = !r[b]
  equal,        // r[a] = r[b] == r[c], and so on
  not_equal,
  less,
  less_equal,
  same,          // r[a] = whether r[b] and r[c] have the same type and bits
  element,       // r[a] = the object at index r[b] of array c
  list_element,  // r[a] = the handle at index r[c] of the list r[b]
  pick,          // r[a] = r[b + r[c]]
  jump,
  loop_back,     // jump, to the head of a loop
  jump_true,     // if r[b]
  jump_false,    // if !r[b]
  jump_nothing,  // if r[b] is `nothing`
  jump_equal,    // if r[b] == r[c], and so on
  jump_not_equal,
  jump_less,
  jump_less_equal,
  // For loops: r[b] counts to r[b + 1], included; r[c] is the variable.
  for_exclusive,  // begins a loop whose r[b + 1] is not included; jumps if it is empty
  for_inclusive,  // begins a loop; jumps if it is empty
  for_next,       // jumps to the next turn, if there is one
  repeat_begin,   // jumps if r[b] is 0
  repeat_next,    // counts r[b] down; jumps if turns are left
  // Visible operations; r[a] takes the result.
  perform,          // fixed operation b
  perform_own,      // own operation b as it is
  perform_operand,  // own operation b with operand r[c]
  perform_dynamic,  // own operation b with all that its registers give
  write_sum,        // own operation a with operand r[b] + r[c]; no result
  read_element,     // own operation b on the element at index r[c] of its array
  print_line,       // own operation b with the text of line c
  await,            // own operation b with condition c
  join,             // own operation a for each handle in r[b]; r[c] counts them
  join_all,         // own operation a for each unjoined thread; r[c] counts those looked at
  fail,             // fixed operation b; nothing follows
  // The handles of threads.
  record_spawn,  // r[b] is the handle of a thread that this one spawned
  list_begin,    // r[a] = a list of the handles recorded from now on
  list_end,      // r[a] = the list that began as r[b]
  finished,      // no operation follows
};

struct Instruction {
  Opcode code{};
  Register a = nowhere;
  Register b = nowhere;
  Register c = nowhere;
};

// The source of an instruction. It is only looked at to explain a fault, or the state of a thread.
// `left` and `right` are as in the scenario.
struct Origin {
  SiteId site = no_site;
  std::uint32_t live = 0;  // registers from this one on are in use by nobody
  Expression::Kind kind = Expression::Kind::literal;
  Register left = nowhere;
  Register right = nowhere;
};

// The cells or other objects that an index selects from.
struct Array {
  ObjectId first = no_object;
  std::uint32_t count = 0;
};

// An operation with fields that are known only when it is performed. Each thread has its own.
struct OwnOperation {
  Operation operation;
  Array array;                // read_element
  Register object = nowhere;  // holds the number of the object
  Register mutex = nowhere;   // likewise
  Register operand = nowhere;
  Register desired = nowhere;
  Register arguments = nowhere;  // the first of them
};

// A line of output with expressions in it. The values of the expressions lie in consecutive
// registers.
struct Line {
  std::vector<std::optional<std::string>> pieces;  // a text; none: the next value goes here
  Register first_value = nowhere;
  std::uint32_t values = 0;
};

struct AwaitedCondition;

// A statement by which a thread may find a bug in itself; only looked at to put the bug into words.
// Either a panic or an assertion.
struct OwnFailure {
  SiteId site = no_site;
  const Panic* panic = nullptr;
  const Assert* assertion = nullptr;
};

struct Code {
  const Scenario* scenario = nullptr;
  std::vector<Instruction> instructions;  // the last one is `finished`
  std::vector<Origin> origins;            // by instruction
  std::vector<Value> constants;
  std::vector<Operation> fixed;
  std::vector<OwnOperation> own;
  std::vector<Array> arrays;
  std::vector<Line> lines;
  std::vector<AwaitedCondition> conditions;
  std::vector<std::unique_ptr<const CellUse>> blocks;  // by `atomically`
  std::vector<OwnFailure> failures;                    // its statements are those of the scenario
  // If only one thread is left, and it is at this instruction or behind it, it can go but one way,
  // and starts no other thread: see one_way.hpp.
  std::size_t one_way_from = 0;
  std::uint32_t parameters = 0;
  std::uint32_t registers = 0;
  std::vector<std::string> locals;  // their names
  Register result = nowhere;        // of an expression
};

struct AwaitedCondition {
  Code code;
  const Await* statement = nullptr;
  std::vector<Slot> captured;  // the locals of the thread that the condition reads
  std::vector<CellRange> cells_read;
};

}  // namespace heddle::scenario
