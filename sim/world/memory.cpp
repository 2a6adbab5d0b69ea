// Plain and atomic cells, what awaits them, and the output.

#include "sim/world/world.hpp"

namespace heddle {
namespace {

constexpr std::string_view overflow = "overflow in an atomic operation";
constexpr std::size_t most_output_bytes = std::size_t{16} << 20U;
constexpr std::string_view wrong_type = "a value of another type than the cell holds";

// What a read-modify-write stores; nullopt where it overflows.
std::optional<std::int64_t> combine(CellEffect effect, std::int64_t before, std::int64_t operand) {
  std::int64_t after = 0;
  switch (effect) {
    case CellEffect::add:
      if (__builtin_add_overflow(before, operand, &after)) return std::nullopt;
      return after;
    case CellEffect::subtract:
      if (__builtin_sub_overflow(before, operand, &after)) return std::nullopt;
      return after;
    case CellEffect::bit_and:
      return before & operand;
    case CellEffect::bit_or:
      return before | operand;
    case CellEffect::bit_xor:
      return before ^ operand;
    case CellEffect::no_effect:
    case CellEffect::read:
    case CellEffect::write:
    case CellEffect::exchange:
    case CellEffect::compare_exchange:
      return operand;  // they are not arithmetic
  }
  return operand;
}

}  // namespace

// A step of one of the operations that is_common: what apply_slowly would do, without what cannot
// concern them.
void World::apply_access(const Alternative& taken) {
  const ThreadId id = taken.thread;
  const Operation& operation = *taken.operation;
  Thread& state = thread(id);
  ++point_.step;
  returns_ += static_cast<std::size_t>(point_.previous != id);
  point_.previous = id;
  spawned_ = nobody;
  state.pending = nullptr;  // it runs: whoever looks at the threads concerned leaves it out
  Event& event = log(id, operation);
  Value& cell = values_[index(operation.object)];
  copy(event.value, cell);
  copy(state.result, cell);
  switch (effect_of(operation.kind)) {
    case CellEffect::read:
      return;
    case CellEffect::add: {
      std::int64_t after = 0;
      if (cell.type != ValueType::integer || operation.operand.type != ValueType::integer) {
        fail_at(event, Status::fault, wrong_type);
      } else if (__builtin_add_overflow(cell.bits, operation.operand.bits, &after)) {
        fail_at(event, Status::fault, overflow);
      } else {
        cell.bits = after;
        copy(event.written, cell);
      }
      break;
    }
    case CellEffect::write:
      copy(event.value, operation.operand);
      if (cell.type == operation.operand.type) {
        copy(cell, operation.operand);
      } else {
        fail_at(event, Status::fault, wrong_type);
      }
      break;
    case CellEffect::no_effect:
    case CellEffect::subtract:
    case CellEffect::bit_and:
    case CellEffect::bit_or:
    case CellEffect::bit_xor:
    case CellEffect::exchange:
    case CellEffect::compare_exchange:
      __builtin_unreachable();  // not is_common
  }
  memory_changed();
}

Value World::access(const Operation& operation, Event& event) {
  Value& cell = values_[slot(operation.object)];
  const Value before = cell;
  Value after = operation.operand;
  const CellEffect effect = effect_of(operation.kind);
  switch (effect) {
    case CellEffect::no_effect:
    case CellEffect::read:
      event.value = before;
      return before;
    case CellEffect::write:
      event.value = after;
      break;
    case CellEffect::exchange:
      event.value = before;
      break;
    case CellEffect::compare_exchange:
      event.value = before;
      if (operation.operand.type != before.type) {
        fail_at(event, Status::fault, wrong_type);
        return before;
      }
      if (before != operation.operand) return before;
      after = operation.desired;
      break;
    case CellEffect::add:
    case CellEffect::subtract:
    case CellEffect::bit_and:
    case CellEffect::bit_or:
    case CellEffect::bit_xor: {
      event.value = before;
      if (before.type != ValueType::integer || after.type != ValueType::integer) {
        fail_at(event, Status::fault, wrong_type);
        return before;
      }
      const auto combined = combine(effect, before.bits, operation.operand.bits);
      if (!combined) {
        fail_at(event, Status::fault, overflow);
        return before;
      }
      after = Value::of(*combined);
      break;
    }
  }
  if (after.type != before.type) {
    fail_at(event, Status::fault, wrong_type);
    return before;
  }
  if (is_read_modify_write(operation.kind)) event.written = after;
  cell = after;
  memory_changed();
  return before;
}

// Until the thread reports what it did, it counts as having done all that it may do.
void World::perform_access(const Operation& operation, Event& event) {
  note({operation.offset, operation.size},
       operation.operand.is_true() ? MemoryEffect::read_and_write : MemoryEffect::read, event);
}

void World::memory_changed() {
  memory_changed_ = true;
  if (!awaiting_.empty()) refresh_all(awaiting_);
}

void World::perform_await(const Alternative& taken) {
  // Reads the world, and logs what it reads.
  class Reader final : public Memory {
   public:
    Reader(World& world, ThreadId thread, SiteId site)
        : world_(world), thread_(thread), site_(site) {}
    Value read(ObjectId cell) const override {
      ensure(!is_created(cell), "a condition reads a cell that was created");
      const bool atomic = world_.object(cell).kind == ObjectKind::atomic;
      Operation operation{.kind = atomic ? OperationKind::load : OperationKind::read};
      operation.object = cell;
      operation.site = site_;
      Event& event = world_.log(thread_, operation);
      event.phase = Phase::inside;
      event.value = world_.read(cell);
      return event.value;
    }

   private:
    World& world_;
    ThreadId thread_;
    SiteId site_;
  };
  const Condition& condition = *taken.operation->condition;
  const SiteId site = taken.operation->site;
  if (condition.evaluate(Reader(*this, taken.thread, site)) == Truth::fault) {
    fail({Status::fault, taken.thread, site, condition.fault_message()});
  }
}

void World::perform_print(const Operation& operation, Event& event) {
  event.value = operation.operand;
  output_.push_back(operation.operand.text());
  output_bytes_ += operation.printed_bytes;
  if (output_bytes_ > most_output_bytes) {
    fail_at(event, Status::truncated, "the limit on output: 16 MiB in one execution");
  }
}

}  // namespace heddle
