#pragma once
// The table of operations: what can be asked of a kind. Code that needs to know whether an
// operation may block, touches memory, concerns another thread and so on asks here. A list of kinds
// of its own would be wrong for the next kind, and nobody would notice. Code that does something
// different for each kind is a switch that names every kind: see CONTRIBUTING.md, "An operation".
//
// The rows stand in operation_row.hpp. The questions cost one load or one test of a bit.

#include <array>
#include <cstddef>
#include <cstdint>

#include "sim/model/operation_row.hpp"

namespace heddle {

namespace operation_table {

// Whatever their order: numbers without a row are no kinds.
consteval std::size_t count_rows() {
  std::size_t count = 0;
  for (unsigned number = 0; number <= UINT8_MAX; ++number) {
    if (row_of(static_cast<OperationKind>(number))) ++count;
  }
  return count;
}

}  // namespace operation_table

inline constexpr std::size_t operation_kinds = operation_table::count_rows();

namespace operation_table {

// By kind. A number below operation_kinds that is no kind is an error at compile time.
consteval std::array<OperationRow, operation_kinds> make_rows() {
  std::array<OperationRow, operation_kinds> made{};
  for (std::size_t number = 0; number < operation_kinds; ++number) {
    made[number] = row_of(static_cast<OperationKind>(number)).value();
  }
  return made;
}
inline constexpr std::array<OperationRow, operation_kinds> rows = make_rows();

template <typename Column>
consteval std::array<Column, operation_kinds> make_column(Column OperationRow::*column) {
  std::array<Column, operation_kinds> made{};
  for (std::size_t number = 0; number < operation_kinds; ++number) {
    made[number] = rows[number].*column;
  }
  return made;
}
inline constexpr auto effects = make_column(&OperationRow::effect);
inline constexpr auto blocks = make_column(&OperationRow::blocks);
inline constexpr auto dependences = make_column(&OperationRow::depends_on);
inline constexpr auto ways = make_column(&OperationRow::ways);
inline constexpr auto parts = make_column(&OperationRow::parts);
inline constexpr auto holds = make_column(&OperationRow::holds);
inline constexpr auto results = make_column(&OperationRow::result);

// The kinds whose rows are such.
template <typename Predicate>
consteval EnumSet<OperationKind> where(Predicate is_such) {
  EnumSet<OperationKind> kinds;
  for (std::size_t number = 0; number < operation_kinds; ++number) {
    if (is_such(rows[number])) kinds.insert(static_cast<OperationKind>(number));
  }
  return kinds;
}

consteval EnumSet<OperationKind> marked(Mark mark) {
  return where([mark](const OperationRow& row) { return row.marks.contains(mark); });
}

constexpr std::size_t place(OperationKind kind) { return static_cast<std::size_t>(kind); }

}  // namespace operation_table

constexpr EnumSet<ObjectKind> acts_on(OperationKind kind) {
  return operation_table::rows[operation_table::place(kind)].acts_on;
}
constexpr CellEffect effect_of(OperationKind kind) {
  return operation_table::effects[operation_table::place(kind)];
}
constexpr Blocks blocking_of(OperationKind kind) {
  return operation_table::blocks[operation_table::place(kind)];
}
constexpr DependsOn dependence_of(OperationKind kind) {
  return operation_table::dependences[operation_table::place(kind)];
}
constexpr Ways ways_of(OperationKind kind) {
  return operation_table::ways[operation_table::place(kind)];
}
constexpr Parts parts_of(OperationKind kind) {
  return operation_table::parts[operation_table::place(kind)];
}
constexpr Holds holding_of(OperationKind kind) {
  return operation_table::holds[operation_table::place(kind)];
}
constexpr Result result_of(OperationKind kind) {
  return operation_table::results[operation_table::place(kind)];
}

constexpr bool is_memory(OperationKind kind) {
  constexpr auto kinds = operation_table::where(
      [](const OperationRow& row) { return row.effect != CellEffect::no_effect; });
  return kinds.contains(kind);
}
constexpr bool is_plain_memory(OperationKind kind) {
  constexpr auto kinds = operation_table::where(
      [](const OperationRow& row) { return row.acts_on.contains(ObjectKind::plain); });
  return kinds.contains(kind);
}
constexpr bool is_atomic_memory(OperationKind kind) {
  constexpr auto kinds = operation_table::where(
      [](const OperationRow& row) { return row.acts_on.contains(ObjectKind::atomic); });
  return kinds.contains(kind);
}
constexpr bool reads_memory_only(OperationKind kind) {
  constexpr auto kinds = operation_table::where(
      [](const OperationRow& row) { return row.effect == CellEffect::read; });
  return kinds.contains(kind);
}
// Whether it may change the cell.
constexpr bool writes_memory(OperationKind kind) {
  constexpr auto kinds = operation_table::where([](const OperationRow& row) {
    return row.effect != CellEffect::no_effect && row.effect != CellEffect::read;
  });
  return kinds.contains(kind);
}
constexpr bool is_read_modify_write(OperationKind kind) {
  constexpr auto kinds = operation_table::where([](const OperationRow& row) {
    return row.effect != CellEffect::no_effect && row.effect != CellEffect::read &&
           row.effect != CellEffect::write;
  });
  return kinds.contains(kind);
}
// Whether its operand and its cell are integers.
constexpr bool is_arithmetic(OperationKind kind) {
  constexpr EnumSet effects{CellEffect::add, CellEffect::subtract, CellEffect::bit_and,
                            CellEffect::bit_or, CellEffect::bit_xor};
  constexpr auto kinds = operation_table::where(
      [effects](const OperationRow& row) { return effects.contains(row.effect); });
  return kinds.contains(kind);
}
// Whether it acts on memory whose values the program keeps.
constexpr bool is_block_access(OperationKind kind) {
  constexpr auto kinds = operation_table::where(
      [](const OperationRow& row) { return row.acts_on.contains(ObjectKind::block); });
  return kinds.contains(kind);
}
// Whether it is able whatever happens, in one step that goes one way.
constexpr bool is_always_able(OperationKind kind) {
  constexpr auto kinds = operation_table::where([](const OperationRow& row) {
    return row.blocks == Blocks::never && row.ways == Ways::one && row.parts == Parts::whole;
  });
  return kinds.contains(kind);
}
constexpr bool takes_effect_at_once(OperationKind kind) {
  constexpr auto kinds =
      operation_table::where([](const OperationRow& row) { return row.parts == Parts::no_point; });
  return kinds.contains(kind);
}
// Whether it waits for the clock and for nothing else.
constexpr bool waits_for_clock(OperationKind kind) {
  constexpr auto kinds = operation_table::where(
      [](const OperationRow& row) { return row.depends_on == DependsOn::clock; });
  return kinds.contains(kind);
}
constexpr bool is_shared(OperationKind kind) {
  constexpr auto kinds = operation_table::marked(Mark::shared);
  return kinds.contains(kind);
}
constexpr bool gives_way(OperationKind kind) {
  constexpr auto kinds = operation_table::marked(Mark::gives_way);
  return kinds.contains(kind);
}
constexpr bool changes_own_thread_only(OperationKind kind) {
  constexpr auto kinds = operation_table::marked(Mark::own_thread);
  return kinds.contains(kind);
}
constexpr bool changes_other_threads(OperationKind kind) {
  constexpr auto kinds = operation_table::marked(Mark::other_threads);
  return kinds.contains(kind);
}
constexpr bool goes_one_way(OperationKind kind) {
  constexpr auto kinds = operation_table::marked(Mark::one_way);
  return kinds.contains(kind);
}

// The columns agree with each other.
static_assert(operation_table::where([](const OperationRow& row) {
                const bool on_cell = row.acts_on.contains(ObjectKind::plain) ||
                                     row.acts_on.contains(ObjectKind::atomic);
                return on_cell != (row.effect != CellEffect::no_effect);
              }).empty(),
              "memory operations act on cells, and nothing else does");
static_assert(operation_table::where([](const OperationRow& row) {
                return row.blocks != Blocks::never && row.depends_on == DependsOn::nothing;
              }).empty(),
              "an operation that may block depends on something");
static_assert(
    operation_table::where([](const OperationRow& row) {
      return row.marks.contains(Mark::own_thread) &&
             (!row.acts_on.empty() || row.marks.contains(Mark::other_threads));
    }).empty(),
    "an operation that changes its own thread only acts on no object and no other thread");
static_assert(operation_table::where([](const OperationRow& row) {
                return row.holds == Holds::tries && row.result != Result::taken &&
                       row.result != Result::runs_body;
              }).empty(),
              "an operation that may fail to take says so by its result");

}  // namespace heddle
