// The state of a machine as plain data.

#include <cstring>

#include "sim/scenario/conditions.hpp"
#include "sim/scenario/machine.hpp"

namespace heddle::scenario {
namespace {

constexpr std::size_t words_of_value = 2;
constexpr std::size_t words_of_operation = (sizeof(Operation) + 7) / 8;

}  // namespace

std::span<const Value> Machine::state() const {
  if (place() == 0) return {registers_, code_.parameters};
  return {registers_, code_.origins[place() - 1].live};
}

// Layout: the place and the destination; the operation, where it is the machine's own: which one,
// and what is in it; the registers in use; the handles.
void Machine::save(std::vector<std::uint64_t>& words) const {
  const std::span<const Value> live = state();
  const std::uint64_t own = number_of_own(paused_at_);
  const std::size_t begin = words.size();
  words.resize(begin + 2 + (own != 0 ? words_of_operation : 0) + words_of_value * live.size());
  std::uint64_t* word = words.data() + begin;
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
  handles_.save(words);
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
  for (Value* value = registers_; value != registers_ + state().size(); ++value) {
    value->type = static_cast<ValueType>(*word++);
    value->bits = static_cast<std::int64_t>(*word++);
  }
  for (const auto& condition : conditions_) {
    if (own != 0 && condition.get() == paused_at_->condition) {
      condition->capture(registers_, paused_at_->site);
    }
  }
  handles_.restore(words.subspan(static_cast<std::size_t>(word - words.data())));
}

// Which of the machine's own operations it is, from 1 on; 0: none of them.
std::uint64_t Machine::number_of_own(const Operation* operation) const {
  for (std::size_t number = 0; number < own_.size(); ++number) {
    if (&own_[number].operation == operation) return number + 1;
  }
  return 0;
}

}  // namespace heddle::scenario
