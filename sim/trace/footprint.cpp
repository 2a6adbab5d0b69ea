#include "sim/trace/footprint.hpp"

#include <algorithm>
#include <optional>

#include "sim/model/operation_table.hpp"

namespace heddle {
namespace {

constexpr std::int64_t far_from_overflow = std::int64_t{1} << 62U;
constexpr std::int64_t small_operand = std::int64_t{1} << 32U;

bool is_between(const Value& value, std::int64_t bound) {
  return value.bits > -bound && value.bits < bound;
}

// Read-modify-writes that leave the same in either order, where nobody uses their results.
std::optional<Touch> commuting_class(const Event& event) {
  switch (effect_of(event.kind)) {
    case CellEffect::add:
    case CellEffect::subtract:
      // Not where one order overflows and the other does not. So many small operands as would lead
      // from here to there are in no execution.
      if (!is_between(event.value, far_from_overflow)) return std::nullopt;
      if (event.written.type == ValueType::integer) {
        const std::int64_t added = event.written.bits - event.value.bits;
        if (added <= -small_operand || added >= small_operand) return std::nullopt;
      }
      return Touch::adds;
    case CellEffect::bit_and:
      return Touch::ands;
    case CellEffect::bit_or:
      return Touch::ors;
    case CellEffect::bit_xor:
      return Touch::xors;
    case CellEffect::no_effect:
    case CellEffect::read:
    case CellEffect::write:
    case CellEffect::exchange:
    case CellEffect::compare_exchange:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

void Footprint::add_to_many(const Access& access) {
  more_.resize(count_ - few);  // what is behind them was forgotten
  more_.push_back(access);
}

bool messages_conflict(const Access& one, const Access& other) {
  const auto are = [&](Touch first, Touch second) {
    return (one.touch == first && other.touch == second) ||
           (one.touch == second && other.touch == first);
  };
  const bool not_known = one.number == any_message || other.number == any_message;
  const bool same_message = not_known || one.number == other.number;
  if (are(Touch::sends, Touch::takes)) {
    // A bounded channel has room for a message once the one `capacity` before it was taken.
    const Access& sent = one.touch == Touch::sends ? one : other;
    const Access& taken = one.touch == Touch::sends ? other : one;
    return same_message || sent.makes_room == taken.number;
  }
  if (are(Touch::sends, Touch::misses)) return same_message;
  // A message that was sent before the close is taken after it just so.
  if (are(Touch::takes, Touch::closes)) return false;
  if (are(Touch::misses, Touch::misses)) return false;
  // All else shows in what order it happened: which message is which, whether the channel was
  // closed (a send on a closed channel panics).
  return !are(Touch::finds_closed, Touch::finds_closed);
}

bool accesses_conflict(const Footprint& one, const Footprint& other) {
  if (one.is_apart_from(other)) return false;
  for (std::size_t i = 0; i < one.size(); ++i) {
    for (std::size_t j = 0; j < other.size(); ++j) {
      if (one[i].resource == other[j].resource && conflict(one[i], other[j])) return true;
    }
  }
  return false;
}

Footprints::Footprints(const ProgramFacts& facts, std::bitset<rows> dropped)
    : facts_(facts),
      dropped_(dropped),
      has_plain_cells_(facts.creates_objects ||
                       std::ranges::any_of(facts.objects, [](const ObjectFacts& object) {
                         return object.declaration.kind == ObjectKind::plain ||
                                object.declaration.kind == ObjectKind::block;
                       })) {}

void Footprints::learn(const Event& create) {
  const std::size_t number = created_.add(create.object);
  if (number >= created_declarations_.size()) created_declarations_.resize(number + 1);
  created_declarations_[number] = declaration_of(create);
}

void Footprints::send(const Event& event, std::uint32_t message, Footprint& footprint) const {
  Access access{static_cast<std::uint32_t>(index(event.object)), Touch::sends, message};
  if (message == any_message) return touch(Row::send, access, footprint);
  const std::int64_t capacity = declaration(event.object).capacity;
  if (capacity > 0 && message >= capacity) {
    access.makes_room = message - static_cast<std::uint32_t>(capacity);
  }
  touch(Row::send, access, footprint);
}

// A change of a cell can also be seen by an invariant, together with changes of other cells, and
// at the end.
void Footprints::change_cell(ObjectId cell, Touch how, Footprint& footprint) const {
  touch(how == Touch::changes ? Row::write_cell : Row::modify_cell, cell, how, footprint);
  // Created cells are neither observed nor of any invariant.
  if (is_created(cell)) return;
  const ObjectFacts& facts = facts_.objects[index(cell)];
  if (facts.invariant_group != no_group) {
    touch(Row::break_invariant, {resource(Shared::groups) + facts.invariant_group, Touch::changes},
          footprint);
  }
  if (facts.seen_at_end) {
    touch(Row::see_at_end, Shared::end, Touch::reads, footprint);
  }
}

void Footprints::modify_cell(const Event& event, const StepContext& context,
                             Footprint& footprint) const {
  if (event.kind == OperationKind::compare_exchange && !context.at_most &&
      event.written.type == ValueType::nothing) {
    return touch(Row::read_cell, event.object, Touch::reads, footprint);
  }
  // They also order what the threads did before and after, which decides about data races.
  const bool orders = has_plain_cells_ && event.order != MemoryOrder::relaxed;
  const auto commuting = context.result_used || orders ? std::nullopt : commuting_class(event);
  change_cell(event.object, commuting.value_or(Touch::changes), footprint);
}

void Footprints::add(const Event& event, const StepContext& context, Footprint& footprint) const {
  const auto lock = [&](ObjectId object, bool taken) {
    taken = taken || context.at_most;
    touch(taken ? Row::take_lock : Row::fail_lock, object, taken ? Touch::changes : Touch::reads,
          footprint);
  };
  switch (event.kind) {
    case OperationKind::read:
    case OperationKind::load:
      return touch(Row::read_cell, event.object, Touch::reads, footprint);
    case OperationKind::write:
    case OperationKind::store:
      return change_cell(event.object, Touch::changes, footprint);
    case OperationKind::fetch_add:
    case OperationKind::fetch_sub:
    case OperationKind::fetch_and:
    case OperationKind::fetch_or:
    case OperationKind::fetch_xor:
    case OperationKind::exchange:
    case OperationKind::compare_exchange:
      return modify_cell(event, context, footprint);
    case OperationKind::lock:
      return lock(event.object, true);
    case OperationKind::try_lock:
      return lock(event.object, event.value.is_true());
    case OperationKind::unlock:
      return touch(Row::release_lock, event.object, Touch::changes, footprint);
    case OperationKind::lock_shared:
      return touch(Row::share_lock, event.object, Touch::shares, footprint);
    case OperationKind::unlock_shared:
      return touch(Row::unshare_lock, event.object, Touch::shares, footprint);
    case OperationKind::try_lock_shared:
      if (!event.value.is_true() || context.at_most) return lock(event.object, false);
      return touch(Row::share_lock, event.object, Touch::shares, footprint);
    case OperationKind::wait:
      switch (event.phase) {
        case Phase::enter:
          touch(Row::release_lock, event.mutex, Touch::changes, footprint);
          return touch(Row::enter_wait, event.object, Touch::waits, footprint);
        case Phase::wake:
          touch(Row::leave_set_of_waiters, event.object, Touch::waits, footprint);
          if (facts_.settings.spurious_wakeups != 0 &&
              !dropped_[static_cast<std::size_t>(Row::wake_spuriously)]) {
            footprint.set_touches_all();
          }
          return;
        case Phase::leave:
        case Phase::whole:
        case Phase::inside:
          return touch(Row::retake_mutex, event.mutex, Touch::changes, footprint);
      }
      return;
    case OperationKind::notify_one:
    case OperationKind::notify_all:
      return touch(Row::notify, event.object, Touch::changes, footprint);
    case OperationKind::acquire:
      return touch(Row::acquire_semaphore, event.object, Touch::changes, footprint);
    case OperationKind::try_acquire:
      if (event.value.is_true() || context.at_most) {
        return touch(Row::acquire_semaphore, event.object, Touch::changes, footprint);
      }
      return touch(Row::fail_semaphore, event.object, Touch::reads, footprint);
    case OperationKind::release:
      return touch(Row::release_semaphore, event.object, Touch::gives, footprint);
    case OperationKind::arrive:
      if (event.phase == Phase::leave) return;
      return touch(Row::arrive, event.object, Touch::changes, footprint);
    case OperationKind::once_begin:
      if (event.value.is_true() || context.at_most) {
        return touch(Row::begin_once, event.object, Touch::changes, footprint);
      }
      return touch(Row::find_once_done, event.object, Touch::reads, footprint);
    case OperationKind::once_end:
      return touch(Row::end_once, event.object, Touch::changes, footprint);
    case OperationKind::send:
      if (event.phase == Phase::leave) return;
      return send(event, context.message, footprint);
    case OperationKind::recv:
    case OperationKind::try_recv:
      if (event.value.type != ValueType::nothing) {
        return touch(Row::receive, event.object, Touch::takes, footprint, context.message);
      }
      if (context.channel_found_closed) {
        return touch(Row::find_closed, event.object, Touch::finds_closed, footprint,
                     context.message);
      }
      return touch(Row::miss_message, event.object, Touch::misses, footprint, context.message);
    case OperationKind::close:
      return touch(Row::close, event.object, Touch::closes, footprint);
    case OperationKind::spawn:
      return touch(Row::spawn, Shared::spawns, Touch::changes, footprint);
    case OperationKind::print:
      if (!facts_.output_is_seen) return;
      touch(Row::print, Shared::output, Touch::changes, footprint);
      return touch(Row::see_at_end, Shared::end, Touch::reads, footprint);
    case OperationKind::end:
      if (event.thread == main_thread && facts_.settings.main_exit == MainExit::kill) {
        touch(Row::main_ends, Shared::end, Touch::changes, footprint);
      }
      return;
    case OperationKind::create:  // a failed one has no object, and ends all
      if (event.object == no_object) return;
      // No row of the relation: whatever touches the object comes after this in any case.
      return footprint.add({static_cast<std::uint32_t>(event.object), Touch::changes});
    case OperationKind::destroy:
      return touch(Row::destroy, event.object, Touch::changes, footprint);
    case OperationKind::access:
    case OperationKind::atomic_access: {
      const bool changes = writes(memory_effect_of(event));
      return touch(changes ? Row::write_block : Row::read_block, event.object,
                   changes ? Touch::changes : Touch::reads, footprint, packed(extent_of(event)));
    }
    case OperationKind::join:  // a second join of the same thread is a bug, which ends all
    case OperationKind::fence:
    case OperationKind::sleep:
    case OperationKind::yield:
    case OperationKind::await:             // what it reads follows it
    case OperationKind::atomically_begin:  // likewise
    case OperationKind::atomically_end:
    case OperationKind::choose:
    case OperationKind::fail:
      return;
  }
}

void Footprints::add_block(const CellUse* use, Footprint& footprint) const {
  if (use == nullptr) return footprint.set_touches_all();
  for_each_cell(use->written, [&](ObjectId cell) { change_cell(cell, Touch::changes, footprint); });
  for_each_cell(use->read,
                [&](ObjectId cell) { touch(Row::read_cell, cell, Touch::reads, footprint); });
}

void Footprints::add_await(const Condition& condition, Footprint& footprint) const {
  const auto read = [&](ObjectId cell) { touch(Row::read_cell, cell, Touch::reads, footprint); };
  if (const auto cells = condition.cells_read()) return for_each_cell(*cells, read);
  for (std::size_t id = 0; id < facts_.objects.size(); ++id) {
    const ObjectKind kind = facts_.objects[id].declaration.kind;
    const bool is_cell = kind == ObjectKind::plain || kind == ObjectKind::atomic;
    if (is_cell) read(ObjectId{static_cast<std::uint32_t>(id)});
  }
}

}  // namespace heddle
