#include "sim/native/cell_access.hpp"

#include <optional>

#include "sim/model/operation_table.hpp"

namespace heddle::native {
namespace {

constexpr std::string_view overflow = "overflow in an atomic operation";
constexpr std::string_view wrong_type = "a value of another type than the cell holds";

std::memory_order order_of(MemoryOrder order) {
  switch (order) {
    case MemoryOrder::relaxed:
      return std::memory_order_relaxed;
    case MemoryOrder::acquire:
      return std::memory_order_acquire;
    case MemoryOrder::release:
      return std::memory_order_release;
    case MemoryOrder::acq_rel:
      return std::memory_order_acq_rel;
    case MemoryOrder::seq_cst:
      break;
  }
  return std::memory_order_seq_cst;
}

// Loads cannot release and stores cannot acquire; the half that they can do remains.
std::memory_order load_order(MemoryOrder order) {
  if (order == MemoryOrder::release) return std::memory_order_relaxed;
  return order_of(order == MemoryOrder::acq_rel ? MemoryOrder::acquire : order);
}

std::memory_order store_order(MemoryOrder order) {
  if (order == MemoryOrder::acquire) return std::memory_order_relaxed;
  return order_of(order == MemoryOrder::acq_rel ? MemoryOrder::release : order);
}

bool types_fit(ValueType type, const Operation& operation) {
  if (reads_memory_only(operation.kind)) return true;
  if (is_arithmetic(operation.kind) && type != ValueType::integer) return false;
  return operation.operand.type == type;
}

// fetch_add and fetch_sub. They must not store if they overflow; the processor's own would wrap
// around.
std::optional<std::int64_t> add_checked(std::atomic<std::int64_t>& cell,
                                        const Operation& operation) {
  std::int64_t before = cell.load(std::memory_order_relaxed);
  std::int64_t after = 0;
  do {
    const bool overflows = effect_of(operation.kind) == CellEffect::add
                               ? __builtin_add_overflow(before, operation.operand.bits, &after)
                               : __builtin_sub_overflow(before, operation.operand.bits, &after);
    if (overflows) return std::nullopt;
  } while (!cell.compare_exchange_weak(before, after, order_of(operation.order),
                                       std::memory_order_relaxed));
  return before;
}

Access compare_exchange(std::atomic<std::int64_t>& cell, ValueType type,
                        const Operation& operation) {
  std::int64_t before = operation.operand.bits;
  if (operation.desired.type == type) {
    cell.compare_exchange_strong(before, operation.desired.bits, order_of(operation.order));
    return {{type, before}};
  }
  // It is an error only if it would store.
  before = cell.load(load_order(operation.order));
  return {{type, before}, before == operation.operand.bits ? wrong_type : std::string_view{}};
}

}  // namespace

Access access_cell(std::atomic<std::int64_t>& cell, ValueType type, const Operation& operation) {
  if (!types_fit(type, operation)) return {{}, wrong_type};
  const std::int64_t operand = operation.operand.bits;
  const MemoryOrder ordered =
      is_plain_memory(operation.kind) ? MemoryOrder::relaxed : operation.order;
  const std::memory_order order = order_of(ordered);
  switch (effect_of(operation.kind)) {
    case CellEffect::read:
      return {{type, cell.load(load_order(ordered))}};
    case CellEffect::write:
      cell.store(operand, store_order(ordered));
      return {};
    case CellEffect::add:
    case CellEffect::subtract: {
      const auto before = add_checked(cell, operation);
      return before ? Access{{type, *before}} : Access{{}, overflow};
    }
    case CellEffect::bit_and:
      return {{type, cell.fetch_and(operand, order)}};
    case CellEffect::bit_or:
      return {{type, cell.fetch_or(operand, order)}};
    case CellEffect::bit_xor:
      return {{type, cell.fetch_xor(operand, order)}};
    case CellEffect::exchange:
      return {{type, cell.exchange(operand, order)}};
    case CellEffect::compare_exchange:
      return compare_exchange(cell, type, operation);
    case CellEffect::no_effect:
      break;
  }
  return {};
}

// The thread sanitizer does not follow fences, and gcc warns of that. Every cell is an atomic, so
// the sanitizer misses nothing.
#if !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wtsan"
#endif
void fence(MemoryOrder order) { std::atomic_thread_fence(order_of(order)); }
#if !defined(__clang__)
#pragma GCC diagnostic pop
#endif

Value read_cell(const std::atomic<std::int64_t>& cell, ValueType type, bool atomic) {
  return {type, cell.load(atomic ? std::memory_order_seq_cst : std::memory_order_relaxed)};
}

}  // namespace heddle::native
