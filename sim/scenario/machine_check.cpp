// Whether words that come from a file can be the state of a machine.

#include "sim/scenario/machine.hpp"

namespace heddle::scenario {
namespace {

bool is_value(std::span<const std::uint64_t> words, const ValueLimits& values) {
  return values.allow(words[0], words[1]);
}

// Whether the two words are that value.
bool are(std::span<const std::uint64_t> words, const Value& value) {
  if (words[0] != static_cast<std::uint64_t>(value.type)) return false;
  return value.type == ValueType::nothing || words[1] == static_cast<std::uint64_t>(value.bits);
}

}  // namespace

// Where a paused machine stands: the register for the result, and the operation.
struct Machine::PausedAt {
  Register destination = nowhere;
  std::uint64_t operation = 0;
  bool is_own = false;
};

// The state of a machine that is paused at `place`; nullopt: it is never paused there.
std::optional<Machine::PausedAt> Machine::pause_at_join(std::size_t place) const {
  // The machine comes back to a join until no thread is left.
  const Instruction& present = code_.instructions[place];
  if (present.code != Opcode::join && present.code != Opcode::join_all) return std::nullopt;
  return PausedAt{nowhere, static_cast<std::uint64_t>(present.a), true};
}

std::optional<Machine::PausedAt> Machine::pause_before(std::size_t place) const {
  const auto number = [](Register which) { return static_cast<std::uint64_t>(which); };
  if (place == 0) return std::nullopt;
  const Instruction& before = code_.instructions[place - 1];
  switch (before.code) {
    case Opcode::perform:
      return PausedAt{before.a, number(before.b), false};
    case Opcode::perform_own:
    case Opcode::perform_operand:
    case Opcode::perform_dynamic:
    case Opcode::read_element:
      return PausedAt{before.a, number(before.b), true};
    case Opcode::write_sum:
      return PausedAt{nowhere, number(before.a), true};
    case Opcode::print_line:
    case Opcode::await:
      return PausedAt{nowhere, number(before.b), true};
    case Opcode::move:
    case Opcode::move_boolean:
    case Opcode::check_set:
    case Opcode::check_count:
    case Opcode::add:
    case Opcode::subtract:
    case Opcode::multiply:
    case Opcode::divide:
    case Opcode::remainder:
    case Opcode::negate:
    case Opcode::logical_not:
    case Opcode::equal:
    case Opcode::not_equal:
    case Opcode::less:
    case Opcode::less_equal:
    case Opcode::same:
    case Opcode::element:
    case Opcode::list_element:
    case Opcode::pick:
    case Opcode::jump:
    case Opcode::loop_back:
    case Opcode::jump_true:
    case Opcode::jump_false:
    case Opcode::jump_nothing:
    case Opcode::jump_equal:
    case Opcode::jump_not_equal:
    case Opcode::jump_less:
    case Opcode::jump_less_equal:
    case Opcode::for_exclusive:
    case Opcode::for_inclusive:
    case Opcode::for_next:
    case Opcode::repeat_begin:
    case Opcode::repeat_next:
    case Opcode::join:
    case Opcode::join_all:
    case Opcode::fail:
    case Opcode::record_spawn:
    case Opcode::list_begin:
    case Opcode::list_end:
    case Opcode::finished:
      return std::nullopt;
  }
  return std::nullopt;
}

// `words`: the operation's objects, its operand, the value that it desires. Fields that no register
// gives must be as in the code. Which object a register gives is not checked here, but by the
// caller that knows what an object is.
bool Machine::may_be_own(const OwnOperation& own, std::span<const std::uint64_t> words,
                         const ValueLimits& values) const {
  const Operation& operation = own.operation;
  const std::uint64_t mutex = words[0] >> 32U;
  const std::uint64_t object = words[0] & UINT32_MAX;
  if (own.mutex == nowhere && mutex != index(operation.mutex)) return false;
  if (own.array.first != no_object) {
    if (object < index(own.array.first)) return false;
    if (object - index(own.array.first) >= own.array.count) return false;
  } else if (own.object == nowhere && object != index(operation.object)) {
    return false;
  }
  if (operation.kind == OperationKind::choose && own.operand == nowhere &&
      !are(words.subspan(1), operation.operand)) {
    return false;
  }
  return is_value(words.subspan(1), values) && is_value(words.subspan(3), values);
}

bool Machine::may_restore_state(std::span<const std::uint64_t> words,
                                const ValueLimits& values) const {
  constexpr std::size_t words_of_own = 5;
  if (words.size() < 2) return false;
  const std::size_t place = words[0] >> 32U;
  if (place >= code_.instructions.size()) return false;
  const auto destination = static_cast<Register>(static_cast<std::uint32_t>(words[0]));
  const auto is_there = [&](const std::optional<PausedAt>& at) {
    return at && destination == at->destination &&
           words[1] >> 1U == at->operation + (at->is_own ? 1 : 0) &&
           (words[1] & 1U) == (at->is_own ? 1U : 0U);
  };
  // At a join, the machine may be paused by the join, or still by the operation before it.
  auto paused = pause_at_join(place);
  if (!is_there(paused)) paused = pause_before(place);
  if (!is_there(paused)) return false;
  words = words.subspan(2);
  if (paused->is_own) {
    if (words.size() < words_of_own) return false;
    if (!may_be_own(code_.own[paused->operation], words, values)) return false;
    words = words.subspan(words_of_own);
  }
  const std::size_t live = place == 0 ? code_.parameters : code_.origins[place - 1].live;
  if (words.size() < 2 * live) return false;
  for (std::size_t each = 0; each < live; ++each) {
    if (!is_value(words.subspan(2 * each), values)) return false;
  }
  return Handles::may_restore(words.subspan(2 * live), values.threads);
}

}  // namespace heddle::scenario
