// The state of a machine as plain data.

#include <algorithm>
#include <cstring>

#include "sim/scenario/conditions.hpp"
#include "sim/scenario/machine.hpp"

namespace heddle::scenario {
namespace {

constexpr std::size_t words_of_value = 2;
constexpr std::size_t words_of_operation = (sizeof(Operation) + 7) / 8;

void append(const Value& value, std::vector<std::uint64_t>& words) {
  words.push_back(static_cast<std::uint64_t>(value.type));
  words.push_back(value.type == ValueType::nothing ? 0 : static_cast<std::uint64_t>(value.bits));
}

const std::uint64_t* take(const std::uint64_t* word, Value& value) {
  value.type = static_cast<ValueType>(word[0]);
  value.bits = static_cast<std::int64_t>(word[1]);
  return word + 2;
}

}  // namespace

std::span<const Value> Machine::state() const {
  if (place() == 0) return {registers_, code_.parameters};
  return {registers_, code_.origins[place() - 1].live};
}

// Layout: the place and the destination; if the operation is the machine's own, which one it is and
// its content; the registers in use; the handles.
void Machine::save(WordStack& words) const {
  const std::span<const Value> live = state();
  const std::uint64_t own = number_of_own(paused_at_);
  std::uint64_t* word = words.add(2 + (own != 0 ? words_of_operation : 0) +
                                  words_of_value * live.size() + handles_.words());
  *word++ = (std::uint64_t{place()} << 32U) | static_cast<std::uint32_t>(destination_);
  *word++ = own;
  if (own != 0) {
    std::memcpy(word, paused_at_, sizeof(Operation));
    word += words_of_operation;
  }
  for (const Value& value : live) {
    *word++ = static_cast<std::uint64_t>(value.type);
    *word++ = static_cast<std::uint64_t>(value.bits);
  }
  handles_.save(word);
}

void Machine::restore(std::span<const std::uint64_t> words) {
  const std::uint64_t* word = words.data();
  next_ = code_.instructions.data() + (*word >> 32U);
  destination_ = static_cast<Register>(static_cast<std::uint32_t>(*word++));
  const std::uint64_t own = *word++;
  if (own != 0) {
    std::memcpy(static_cast<void*>(&own_[own - 1].operation), word, sizeof(Operation));
    word += words_of_operation;
    paused_at_ = &own_[own - 1].operation;
  }
  const std::size_t live = state().size();
  for (std::size_t place = 0; place < live; ++place) {
    registers_[place].type = static_cast<ValueType>(*word++);
    registers_[place].bits = static_cast<std::int64_t>(*word++);
  }
  for (const auto& condition : conditions_) {
    if (own != 0 && condition.get() == paused_at_->condition) {
      condition->capture(registers_, paused_at_->site);
    }
  }
  handles_.restore(words.subspan(static_cast<std::size_t>(word - words.data())));
}

// Layout: the place and the destination; which operation it is; its content, if it is the machine's
// own; the registers in use; the handles.
void Machine::save_state(std::vector<std::uint64_t>& words) const {
  words.push_back((std::uint64_t{place()} << 32U) | static_cast<std::uint32_t>(destination_));
  const std::uint64_t own = number_of_own(paused_at_);
  if (own == 0) {
    words.push_back(static_cast<std::uint64_t>(paused_at_ - code_.fixed.data()) << 1U);
  } else {
    const Operation& operation = own_[own - 1].operation;
    words.push_back((own << 1U) | 1U);
    words.push_back((std::uint64_t{index(operation.mutex)} << 32U) | index(operation.object));
    append(operation.operand, words);
    append(operation.desired, words);
  }
  // The register for the result is not read before it is written, so its content does not matter.
  const std::span<const Value> live = state();
  for (std::size_t place = 0; place < live.size(); ++place) {
    const bool is_result = destination_ >= 0 && static_cast<std::size_t>(destination_) == place;
    append(is_result ? Value{} : live[place], words);
  }
  words.resize(words.size() + handles_.words());
  handles_.save(words.data() + words.size() - handles_.words());
}

const Operation& Machine::restore_state(ThreadId self, std::span<const std::uint64_t> words) {
  const std::uint64_t* word = words.data();
  self_ = self;
  next_ = code_.instructions.data() + (*word >> 32U);
  destination_ = static_cast<Register>(static_cast<std::uint32_t>(*word++));
  const std::uint64_t which = *word++;
  const std::uint64_t number = which >> 1U;
  const bool is_own = (which & 1U) != 0;
  if (is_own) {
    Operation& operation = own_[number - 1].operation;
    operation.mutex = static_cast<ObjectId>(*word >> 32U);
    operation.object = static_cast<ObjectId>(*word++ & UINT32_MAX);
    word = take(word, operation.operand);
    word = take(word, operation.desired);
    paused_at_ = &operation;
  } else {
    paused_at_ = &code_.fixed[number];
  }
  const std::span<const Value> live = state();
  for (Value* value = registers_; value != registers_ + live.size(); ++value) {
    word = take(word, *value);
  }
  // Some registers will be in use at the next operation before anything is put there.
  std::fill(registers_ + live.size(), registers_ + code_.registers, Value{});
  handles_.restore(words.subspan(static_cast<std::size_t>(word - words.data())));
  if (paused_at_->kind == OperationKind::await) await(next_[-1]);
  return *paused_at_;
}

// The number of the machine's own operation, from 1 on; 0: it is none of them.
std::uint64_t Machine::number_of_own(const Operation* operation) const {
  for (std::size_t number = 0; number < own_.size(); ++number) {
    if (&own_[number].operation == operation) return number + 1;
  }
  return 0;
}

}  // namespace heddle::scenario
