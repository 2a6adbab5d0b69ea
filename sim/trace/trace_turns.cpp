// Operations that have to wait for their turn: before which earlier steps they could have had it.

#include <algorithm>
#include <functional>

#include "sim/model/operation_table.hpp"
#include "sim/trace/trace_order.hpp"

namespace heddle {

// Whether the operation has to wait where what it needs is not there, so that not every step that
// it conflicts with could have come after it.
bool TraceOrder::may_block(const Step& step) const {
  const bool timed = step.note.timed && !step.note.due_at_once &&
                     footprints_.facts().settings.time != TimeModel::unbounded;
  switch (step.event.kind) {
    case OperationKind::lock:
      return !step.is_misuse;  // who holds it already, or finds it destroyed, waits for nobody
    case OperationKind::lock_shared:
    case OperationKind::acquire:
    case OperationKind::once_begin:
    case OperationKind::await:
      return true;
    case OperationKind::send:
      return step.event.phase != Phase::leave &&
             footprints_.declaration(step.event.object).capacity > 0;
    case OperationKind::recv:
      return !step.note.timed || timed;
    case OperationKind::try_lock:
    case OperationKind::try_lock_shared:
    case OperationKind::try_acquire:
      return timed;
    case OperationKind::wait:
      return step.event.phase == Phase::leave;
    case OperationKind::read:
    case OperationKind::write:
    case OperationKind::load:
    case OperationKind::store:
    case OperationKind::fetch_add:
    case OperationKind::fetch_sub:
    case OperationKind::fetch_and:
    case OperationKind::fetch_or:
    case OperationKind::fetch_xor:
    case OperationKind::exchange:
    case OperationKind::compare_exchange:
    case OperationKind::fence:
    case OperationKind::unlock:
    case OperationKind::unlock_shared:
    case OperationKind::notify_one:
    case OperationKind::notify_all:
    case OperationKind::release:
    case OperationKind::arrive:
    case OperationKind::once_end:
    case OperationKind::try_recv:
    case OperationKind::close:
    case OperationKind::spawn:
    case OperationKind::join:
    case OperationKind::sleep:
    case OperationKind::yield:
    case OperationKind::end:
    case OperationKind::print:
    case OperationKind::choose:
    case OperationKind::atomically_begin:
    case OperationKind::atomically_end:
    case OperationKind::fail:
    case OperationKind::create:
    case OperationKind::destroy:
    case OperationKind::access:
    case OperationKind::atomic_access:
      return false;
  }
  return false;
}

// Steps before which the operation, which had to wait for its turn, could have happened: that took
// what it needed, say. The last ones that could be: an earlier one will be found from there.
void TraceOrder::find_turns(const Step& step, StepNumber number, std::size_t blocked,
                            const Time* base) {
  const bool retakes = step.event.kind == OperationKind::wait;
  const bool ends = ends_all_ && number != size();
  const ObjectId lock = retakes ? step.event.mutex : step.event.object;
  if (retakes || step.event.kind == OperationKind::lock) {
    const ObjectDeclaration& declaration = footprints_.declaration(lock);
    if (declaration.kind == ObjectKind::mutex && !declaration.recursive) {
      const StepNumber taking = last_taking(lock);
      // It was free before that, and nobody else takes it until it is taken here.
      if (taking != no_step && !covers(base, taking)) {
        take_turn(taking, number, blocked, true);
        reversals_.back().may_end_nothing = ends;
      }
      return;
    }
  }
  found_.clear();
  for (std::size_t place = 0; place < step.footprint.size(); ++place) {
    const Access& access = step.footprint[place];
    const std::vector<Touched>& list = touched_[place_of(access.resource)];
    for (std::size_t next = list.size(); next > 0; --next) {
      const Touched& earlier = list[next - 1];
      if (covers(base, earlier.step)) {
        // So are all before it.
        if (hides_earlier(earlier, access)) break;
      } else if (conflict({access.resource, earlier.touch, earlier.number}, access)) {
        found_.push_back(earlier.step);
      }
    }
    const StepNumber other = counterpart(access);
    if (other != no_step && !covers(base, other)) found_.push_back(other);
  }
  std::ranges::sort(found_, std::greater<>());
  found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
  const std::size_t first_new = reversals_.size();
  for (const StepNumber earlier : found_) {
    const bool hidden =
        std::any_of(reversals_.begin() + static_cast<std::ptrdiff_t>(first_new), reversals_.end(),
                    [&](const Reversal& other) { return before(earlier, other.first); });
    if (hidden || !able_without(step, earlier)) continue;
    take_turn(earlier, number, blocked);
    reversals_.back().may_end_nothing = ends;
  }
}

// With base_ as what comes before in any case.
void TraceOrder::take_turn(StepNumber first, StepNumber second, std::size_t blocked, bool at_once) {
  reversals_.push_back({first, second, blocked, bases_.size() / width_, at_once});
  bases_.insert(bases_.end(), base_.begin(), base_.begin() + static_cast<std::ptrdiff_t>(width_));
}

bool TraceOrder::is_in_base(StepNumber one, const Reversal& reversal) const {
  if (reversal.base == Reversal::no_base) return before(one, reversal.second);
  return covers(bases_.data() + reversal.base * width_, one);
}

// Whether the operation could happen at once where `first` and what comes after it did not.
bool TraceOrder::able_without(const Step& step, StepNumber first) const {
  if (step.event.kind == OperationKind::await) return awaits_truth(step, first);
  return finds_it_free(step, first) || (step.note.timed && is_due(step, first));
}

// Whether the time-out may fire at the moment of `first`: it fires then, or the operation was able
// to go on though what it needs was not there.
bool TraceOrder::is_due(const Step& step, StepNumber first) const {
  const StepNumber last = threads_[index(step.thread)].last();
  if (last != no_step && last > first) return false;
  const bool is_same_instant = last_of_instant_ == no_step || first > last_of_instant_;
  if (step.event.way == Way::timeout && is_same_instant) return true;
  const bool was_able = (steps_[first].note.able >> (index(step.thread) % 64) & 1U) != 0;
  return was_able && !finds_it_free(step, first, Span::before_first);
}

// Whether what the operation needs is there: the lock free, a permit, a message, ...
bool TraceOrder::finds_it_free(const Step& step, StepNumber first, Span span) const {
  const auto is_in = [&](StepNumber other) {
    return span == Span::before_first ? other < first : stays(other, first);
  };
  const auto count = [&](const std::vector<StepNumber>& list) {
    return std::partition_point(list.begin(), list.end(), is_in) - list.begin();  // in order
  };
  const ObjectId id = step.event.kind == OperationKind::wait ? step.event.mutex : step.event.object;
  const ObjectDeclaration& declaration = footprints_.declaration(id);
  const ChannelState& channel = channels_[slot(id)];
  if (declaration.kind == ObjectKind::channel) {
    const std::int64_t messages = count(channel.sends) - count(channel.takes);
    if (count(channel.closes) >= declaration.count) return true;
    return step.event.kind == OperationKind::send ? messages < declaration.capacity : messages > 0;
  }
  std::int64_t held = 0;    // exclusively, by others; permits
  std::int64_t shared = 0;  // by others
  std::int64_t mine = 0;
  for (const Touched& earlier : touched(id)) {
    if (!is_in(earlier.step) || steps_[earlier.step].is_misuse) continue;
    const Event& event = steps_[earlier.step].event;
    if (event.kind == OperationKind::create) continue;
    if (event.kind == OperationKind::destroy) return true;  // nobody waits for what is not there
    const bool frees = holding_of(event.kind) == Holds::gives_back || event.phase == Phase::enter;
    const std::int64_t sign = frees ? -1 : 1;
    switch (earlier.touch) {
      case Touch::changes:
        (event.thread == step.thread ? mine : held) += sign;
        break;
      case Touch::shares:
        (event.thread == step.thread ? mine : shared) += sign;
        break;
      case Touch::gives:
        held -= event.value.bits;
        break;
      case Touch::reads:
      case Touch::adds:
      case Touch::ands:
      case Touch::ors:
      case Touch::xors:
      case Touch::waits:
      case Touch::sends:
      case Touch::takes:
      case Touch::misses:
      case Touch::closes:
      case Touch::finds_closed:
        break;
    }
  }
  if (declaration.kind == ObjectKind::semaphore) return declaration.count - held - mine > 0;
  return (held == 0 && (shared == 0 || is_shared(step.event.kind))) || mine != 0;
}

void TraceOrder::foresee(const Step& step, StepNumber first, Event& event,
                         StepContext& context) const {
  switch (result_of(event.kind)) {
    case Result::taken:
      event.value = Value::of(finds_it_free(step, first));
      break;
    case Result::value_before: {
      if (effect_of(event.kind) != CellEffect::compare_exchange) return;
      const bool succeeds = value_without(event.object, first) == step.note.operand;
      event.written = succeeds ? Value::of(true) : Value{};
      break;
    }
    case Result::message: {
      const ChannelState& channel = channels_[slot(event.object)];
      const bool is_there = staying(channel.sends, first) > staying(channel.takes, first);
      event.value = is_there ? Value::of(true) : Value{};
      const std::int64_t closers = footprints_.declaration(event.object).count;
      context.channel_found_closed = event.kind == OperationKind::recv && !is_there &&
                                     staying(channel.closes, first) >= closers;
      break;
    }
    case Result::runs_body:
      event.value = Value::of(!is_done_without(event.object, first));
      break;
    case Result::no_result:
    case Result::value:
    case Result::notified:
    case Result::handle:
    case Result::number:
    case Result::new_object:
      return;
  }
  context.at_most = false;
}

bool TraceOrder::is_done_without(ObjectId once, StepNumber first) const {
  return std::ranges::any_of(touched(once), [&](const Touched& touched) {
    return steps_[touched.step].event.kind == OperationKind::once_end && stays(touched.step, first);
  });
}

// The condition over the memory as it would be.
bool TraceOrder::awaits_truth(const Step& step, StepNumber first) const {
  class Past final : public Memory {
   public:
    Past(const TraceOrder& order, StepNumber first) : order_(order), first_(first) {}
    Value read(ObjectId cell) const override { return order_.value_without(cell, first_); }

   private:
    const TraceOrder& order_;
    StepNumber first_;
  };
  return step.note.condition->evaluate(Past(*this, first)) != Truth::no;
}

// What would be in the cell where `first` and what comes after it did not happen.
Value TraceOrder::value_without(ObjectId cell, StepNumber first) const {
  Value value = footprints_.declaration(cell).initial;
  for (const Touched& touched : touched(cell)) {
    if (touched.touch == Touch::reads || !stays(touched.step, first)) continue;
    value = value_after(steps_[touched.step], cell, value);
  }
  return value;
}

Value TraceOrder::value_after(const Step& step, ObjectId cell, Value before) const {
  Value value = before;
  for (const Event& event : events_.subspan(step.position, step.events)) {
    if (event.object != cell) continue;
    switch (effect_of(event.kind)) {
      case CellEffect::write:
        value = event.value;
        break;
      case CellEffect::add:
      case CellEffect::subtract:
        // Others that it commutes with may be left out.
        value.bits += event.written.bits - event.value.bits;
        break;
      case CellEffect::bit_and:
        value.bits &= step.events == 1 ? step.note.operand.bits : event.written.bits;
        break;
      case CellEffect::bit_or:
        value.bits |= step.events == 1 ? step.note.operand.bits : event.written.bits;
        break;
      case CellEffect::bit_xor:
        value.bits ^= event.written.bits ^ event.value.bits;
        break;
      case CellEffect::exchange:
      case CellEffect::compare_exchange:
      case CellEffect::no_effect:
      case CellEffect::read:
        if (event.written.type != ValueType::nothing) value = event.written;
        break;
    }
  }
  return value;
}

StepNumber TraceOrder::last_taking(ObjectId mutex) const {
  const std::vector<Touched>& list = touched(mutex);
  for (std::size_t place = list.size(); place > 0; --place) {
    const Touched& touched = list[place - 1];
    const Event& event = steps_[touched.step].event;
    if (event.kind == OperationKind::create) return no_step;
    const bool frees = holding_of(event.kind) == Holds::gives_back || event.phase == Phase::enter;
    if (touched.touch == Touch::changes && !frees && !steps_[touched.step].is_misuse) {
      return touched.step;
    }
  }
  return no_step;
}

}  // namespace heddle
