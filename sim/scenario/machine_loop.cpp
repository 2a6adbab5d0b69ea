// The loop over instructions. The functions that it calls are in machine.cpp.

#include "sim/scenario/arithmetic.hpp"
#include "sim/scenario/machine.hpp"

namespace heddle::scenario {
namespace {

// How many instructions a thread may go back, in jumps, without a visible operation. So between two
// operations at most this many instructions, and the length of the code, are carried out: a part of
// a second. A scenario that needs more is taken to hang. Nothing else could end it, since nothing
// happens that the engine could count.
constexpr std::int64_t most_invisible_instructions = 100'000'000;

constexpr std::size_t number(Register place) { return static_cast<std::size_t>(place); }

// Makes `last` included and says whether the loop has a turn.
inline bool begin_counting(Value first, Value& last, bool inclusive) {
  if (first.bits > last.bits || (!inclusive && first.bits == last.bits)) return false;
  if (!inclusive) --last.bits;
  return true;
}

}  // namespace

inline const Operation* Machine::pause(const Instruction* next, Register destination,
                                       const Operation& operation) {
  next_ = next;
  destination_ = destination;
  paused_at_ = &operation;
  return &operation;
}

// One instruction after the other: each goes on, pauses at a visible operation, or faults. The
// function is as long as there are kinds of instructions. In one function, the compiler keeps
// `next` and `r` in machine registers.
const Operation* Machine::advance() {
  const Instruction* next = next_;
  Value* const r = registers_;
  std::int64_t left = most_invisible_instructions;
  for (;;) {
    const Instruction& i = *next++;
    switch (i.code) {
      case Opcode::move:
        copy(r[i.a], r[i.b]);
        continue;
      case Opcode::move_boolean:
        if (r[i.b].type != ValueType::boolean) [[unlikely]]
          return fault(i);
        copy(r[i.a], r[i.b]);
        continue;
      case Opcode::check_set:
        if (r[i.b].type == ValueType::nothing) [[unlikely]]
          return fault(i);
        continue;
      case Opcode::check_count:
        if (r[i.b].type != ValueType::integer || r[i.b].bits < 0) [[unlikely]]
          return fault(i);
        continue;
      case Opcode::add:
        if (!add(r[i.b], r[i.c], r[i.a])) [[unlikely]]
          return fault(i);
        continue;
      case Opcode::subtract:
        if (!subtract(r[i.b], r[i.c], r[i.a])) [[unlikely]]
          return fault(i);
        continue;
      case Opcode::multiply:
        if (!multiply(r[i.b], r[i.c], r[i.a])) [[unlikely]]
          return fault(i);
        continue;
      case Opcode::divide:
        if (!divide(r[i.b], r[i.c], r[i.a])) [[unlikely]]
          return fault(i);
        continue;
      case Opcode::remainder:
        if (!remainder(r[i.b], r[i.c], r[i.a])) [[unlikely]]
          return fault(i);
        continue;
      case Opcode::negate:
        if (!negate(r[i.b], r[i.a])) [[unlikely]]
          return fault(i);
        continue;
      case Opcode::logical_not:
        if (r[i.b].type != ValueType::boolean) [[unlikely]]
          return fault(i);
        r[i.a] = Value::of(!r[i.b].is_true());
        continue;
      case Opcode::equal:
        if (r[i.b].type != r[i.c].type) [[unlikely]]
          return fault(i);
        r[i.a] = Value::of(r[i.b].bits == r[i.c].bits);
        continue;
      case Opcode::not_equal:
        if (r[i.b].type != r[i.c].type) [[unlikely]]
          return fault(i);
        r[i.a] = Value::of(r[i.b].bits != r[i.c].bits);
        continue;
      case Opcode::less: {
        bool is_less = r[i.b].bits < r[i.c].bits;
        if (!both_integers(r[i.b], r[i.c])) [[unlikely]] {
          const std::int64_t cost = text_less(r[i.b], r[i.c], is_less);
          if (cost == 0) return fault(i);
          left -= cost;
        }
        r[i.a] = Value::of(is_less);
        continue;
      }
      case Opcode::less_equal: {
        bool is_greater = r[i.c].bits < r[i.b].bits;
        if (!both_integers(r[i.b], r[i.c])) [[unlikely]] {
          const std::int64_t cost = text_less(r[i.c], r[i.b], is_greater);
          if (cost == 0) return fault(i);
          left -= cost;
        }
        r[i.a] = Value::of(!is_greater);
        continue;
      }
      case Opcode::same:
        r[i.a] = Value::of(r[i.b] == r[i.c]);
        continue;
      case Opcode::element: {
        const Array& array = code_.arrays[number(i.c)];
        if (!is_index(r[i.b], array.count)) [[unlikely]]
          return fault(i);
        r[i.a] = Value::of(static_cast<std::int64_t>(index(array.first)) + r[i.b].bits);
        continue;
      }
      case Opcode::list_element:
        if (!list_element(r[i.b], r[i.c], r[i.a])) [[unlikely]]
          return fault(i);
        continue;
      case Opcode::pick:
        copy(r[i.a], r[i.b + static_cast<Register>(r[i.c].bits)]);
        continue;
      case Opcode::jump:
        next += i.a;
        continue;
      case Opcode::loop_back:
        left += i.a;
        if (left < 0) [[unlikely]]
          return fault(i);
        next += i.a;
        continue;
      case Opcode::jump_true:
        if (r[i.b].type != ValueType::boolean) [[unlikely]]
          return fault(i);
        if (r[i.b].is_true()) next += i.a;
        continue;
      case Opcode::jump_false:
        if (r[i.b].type != ValueType::boolean) [[unlikely]]
          return fault(i);
        if (!r[i.b].is_true()) next += i.a;
        continue;
      case Opcode::jump_nothing:
        if (r[i.b].type == ValueType::nothing) next += i.a;
        continue;
      case Opcode::jump_equal:
        if (r[i.b].type != r[i.c].type) [[unlikely]]
          return fault(i);
        if (r[i.b].bits == r[i.c].bits) next += i.a;
        continue;
      case Opcode::jump_not_equal:
        if (r[i.b].type != r[i.c].type) [[unlikely]]
          return fault(i);
        if (r[i.b].bits != r[i.c].bits) next += i.a;
        continue;
      case Opcode::jump_less: {
        bool is_less = r[i.b].bits < r[i.c].bits;
        if (!both_integers(r[i.b], r[i.c])) [[unlikely]] {
          const std::int64_t cost = text_less(r[i.b], r[i.c], is_less);
          if (cost == 0) return fault(i);
          left -= cost;
        }
        if (is_less) next += i.a;
        continue;
      }
      case Opcode::jump_less_equal: {
        bool is_greater = r[i.c].bits < r[i.b].bits;
        if (!both_integers(r[i.b], r[i.c])) [[unlikely]] {
          const std::int64_t cost = text_less(r[i.c], r[i.b], is_greater);
          if (cost == 0) return fault(i);
          left -= cost;
        }
        if (!is_greater) next += i.a;
        continue;
      }
      case Opcode::for_exclusive:
      case Opcode::for_inclusive:
        if (!both_integers(r[i.b], r[i.b + 1])) [[unlikely]]
          return fault(i);
        if (begin_counting(r[i.b], r[i.b + 1], i.code == Opcode::for_inclusive)) {
          copy(r[i.c], r[i.b]);
        } else {
          next += i.a;
        }
        continue;
      case Opcode::for_next:
        left += i.a;
        if (left < 0) [[unlikely]]
          return fault(i);
        if (r[i.b].bits != r[i.b + 1].bits) {
          ++r[i.b].bits;
          copy(r[i.c], r[i.b]);
          next += i.a;
        }
        continue;
      case Opcode::repeat_begin:
        if (r[i.b].type != ValueType::integer || r[i.b].bits < 0) [[unlikely]]
          return fault(i);
        if (r[i.b].bits == 0) next += i.a;
        continue;
      case Opcode::repeat_next:
        left += i.a;
        if (left < 0) [[unlikely]]
          return fault(i);
        if (--r[i.b].bits != 0) next += i.a;
        continue;
      case Opcode::perform:
        return pause(next, i.a, code_.fixed[number(i.b)]);
      case Opcode::perform_own:
        return pause(next, i.a, own_[number(i.b)].operation);
      case Opcode::perform_operand: {
        Operation& operation = own_[number(i.b)].operation;
        copy(operation.operand, r[i.c]);
        return pause(next, i.a, operation);
      }
      case Opcode::perform_dynamic:
        return pause(next, i.a, fill_in(own_[number(i.b)]));
      case Opcode::write_sum: {
        Operation& operation = own_[number(i.a)].operation;
        if (!add(r[i.b], r[i.c], operation.operand)) [[unlikely]]
          return fault(i);
        return pause(next, nowhere, operation);
      }
      case Opcode::read_element: {
        OwnOperation& own = own_[number(i.b)];
        if (!is_index(r[i.c], own.array.count)) [[unlikely]]
          return fault(i);
        own.operation.object =
            heddle::advance(own.array.first, static_cast<std::size_t>(r[i.c].bits));
        return pause(next, i.a, own.operation);
      }
      case Opcode::print_line:
        return pause(next, nowhere, print(i));
      case Opcode::await:
        return pause(next, nowhere, await(i));
      case Opcode::join: {
        if (r[i.b].type != ValueType::thread && r[i.b].type != ValueType::threads) [[unlikely]] {
          return fault(i);
        }
        if (!next_to_join(i)) continue;
        return pause(&i, nowhere, own_[number(i.a)].operation);
      }
      case Opcode::join_all:
        if (!next_of_all(i)) continue;
        return pause(&i, nowhere, own_[number(i.a)].operation);
      case Opcode::fail:
        return pause(&code_.instructions.back(), nowhere, code_.fixed[number(i.b)]);
      case Opcode::record_spawn:
        handles_.record_spawn(r[i.b].thread());
        continue;
      case Opcode::list_begin:
        r[i.a] = HandleList{self_, handles_.size(), 0}.value();
        continue;
      case Opcode::list_end: {
        HandleList list = HandleList::of(r[i.b]);
        list.length = handles_.size() - list.first;
        r[i.a] = list.value();
        continue;
      }
      case Opcode::finished:
        next_ = &i;
        return nullptr;
    }
  }
}

}  // namespace heddle::scenario
