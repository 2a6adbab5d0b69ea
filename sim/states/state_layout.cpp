#include "sim/states/state_layout.hpp"

#include <algorithm>
#include <bit>

namespace heddle {

bool StateLayout::fits(std::span<const std::uint32_t> state) const {
  if (state.size() != fields_.size()) return false;
  for (std::size_t part = 0; part < state.size(); ++part) {
    if (state[part] > fields_[part].largest) return false;
  }
  return true;
}

StateLayout StateLayout::widened_for(std::span<const std::uint32_t> state) const {
  StateLayout wider = *this;
  wider.fields_.resize(std::max(fields_.size(), state.size()));
  std::uint32_t word = 0;
  std::uint32_t shift = 0;
  for (std::size_t part = 0; part < wider.fields_.size(); ++part) {
    Field& field = wider.fields_[part];
    int bits = static_cast<int>(std::bit_width(field.largest));
    if (part < state.size() && state[part] > field.largest) {
      bits = static_cast<int>(std::bit_width(state[part])) + (bits == 0 ? 0 : 1);
    }
    bits = std::min(bits, 32);
    if (shift + static_cast<std::uint32_t>(bits) > 64) {
      ++word;
      shift = 0;
    }
    field.word = word;
    // If nothing is stored, the shift must still be one that a word has.
    field.shift = bits == 0 ? 0 : shift;
    field.largest = static_cast<std::uint32_t>((std::uint64_t{1} << bits) - 1);
    shift += static_cast<std::uint32_t>(bits);
  }
  wider.words_ = word + 1;
  return wider;
}

std::vector<std::uint32_t> StateLayout::largest() const {
  std::vector<std::uint32_t> numbers;
  for (const Field& field : fields_) numbers.push_back(field.largest);
  return numbers;
}

void StateLayout::pack(std::span<const std::uint32_t> state, std::uint64_t* packed) const {
  std::fill_n(packed, words_, 0);
  for (std::size_t part = 0; part < state.size(); ++part) {
    packed[fields_[part].word] |= std::uint64_t{state[part]} << fields_[part].shift;
  }
}

}  // namespace heddle
