#include "sim/explore/state_table.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace heddle {
namespace {

constexpr std::size_t fewest_buckets = 1024;

}  // namespace

void StateTable::pack(std::span<const std::uint32_t> state, std::uint64_t* packed) const {
  std::fill_n(packed, words_, 0);
  for (std::size_t part = 0; part < state.size(); ++part) {
    packed[fields_[part].word] |= std::uint64_t{state[part]} << fields_[part].shift;
  }
}

void StateTable::unpack(std::uint32_t number, std::span<std::uint32_t> state) const {
  const std::uint64_t* const packed = packed_state(number);
  for (std::size_t part = 0; part < state.size(); ++part) {
    const Field& field = fields_[part];
    state[part] = static_cast<std::uint32_t>(packed[field.word] >> field.shift) & field.largest;
  }
}

// A number that grew gets twice as much room as it needs, so that this happens seldom.
std::optional<bool> StateTable::widen(std::span<const std::uint32_t> state) {
  std::vector<Field> fields = fields_;
  fields.resize(state.size());
  std::uint32_t word = 0;
  std::uint32_t shift = 0;
  for (std::size_t part = 0; part < state.size(); ++part) {
    Field& field = fields[part];
    int bits = static_cast<int>(std::bit_width(field.largest));
    if (state[part] > field.largest)
      bits = static_cast<int>(std::bit_width(state[part])) + (bits == 0 ? 0 : 1);
    bits = std::min(bits, 32);
    if (shift + static_cast<std::uint32_t>(bits) > 64) {
      ++word;
      shift = 0;
    }
    field.word = word;
    field.shift = shift;
    field.largest = static_cast<std::uint32_t>((std::uint64_t{1} << bits) - 1);
    shift += static_cast<std::uint32_t>(bits);
    // Where nothing is stored, the shift must still be one that a word has.
    if (bits == 0) field.shift = 0;
  }
  StateTable wider(SIZE_MAX);  // what it will take was looked at before
  wider.fields_ = fields;
  wider.words_ = word + 1;
  std::vector<std::uint32_t> unpacked(fields_.size());
  std::vector<std::uint64_t> packed(wider.words_);
  const std::size_t limit = memory_limit_;
  const std::uint32_t layout = layout_;
  const std::size_t more = bytes() / std::max<std::size_t>(words_, 1) * wider.words_;
  if (count_ > states_in_chunk && bytes() + more > memory_limit_) return std::nullopt;
  for (std::size_t number = 0; number < count_; ++number) {
    unpack(static_cast<std::uint32_t>(number), unpacked);
    wider.pack(unpacked, packed.data());
    wider.append(packed.data());
    // What is packed anew is not needed any more.
    if (number % states_in_chunk == states_in_chunk - 1) chunks_[number / states_in_chunk] = {};
  }
  const std::size_t buckets = buckets_.size();
  buckets_ = {};
  wider.rebuild_buckets(std::max(buckets, fewest_buckets));
  *this = std::move(wider);
  memory_limit_ = limit;
  layout_ = layout + 1;
  return true;
}

bool StateTable::append(const std::uint64_t* packed) {
  if (count_ == UINT32_MAX - 1) return false;
  if (count_ == chunks_.size() * states_in_chunk) {
    const std::size_t size = states_in_chunk * words_;
    if (count_ > 0 && bytes() + 8 * size > memory_limit_) return false;
    // The first one is for small programs, which do not fill it.
    chunks_.emplace_back(size, !chunks_.empty());
  }
  std::copy_n(packed, words_, &chunks_.back()[count_ % states_in_chunk * words_]);
  ++count_;
  return true;
}

bool StateTable::grow() {
  const std::size_t size = std::max(fewest_buckets, 2 * buckets_.size());
  if (size > fewest_buckets && bytes() + size * sizeof(Bucket) > memory_limit_) return false;
  return rebuild_buckets(size);
}

bool StateTable::rebuild_buckets(std::size_t size) {
  LargeArray<Bucket> old = std::exchange(buckets_, LargeArray<Bucket>(size, true));
  std::fill(buckets_.begin(), buckets_.end(), Bucket{});
  mask_ = size - 1;
  const auto put = [this](Bucket bucket) {
    std::size_t place = bucket.hash & mask_;
    while (buckets_[place].number != 0) place = (place + 1) & mask_;
    buckets_[place] = bucket;
  };
  if (!old.empty()) {
    for (const Bucket bucket : old) {
      if (bucket.number != 0) put(bucket);
    }
  } else {
    for (std::size_t number = 0; number < count_; ++number) {
      put({static_cast<std::uint32_t>(number + 1), hash_of(packed_state(number))});
    }
  }
  return true;
}

std::optional<std::uint32_t> StateTable::find(const std::uint64_t* packed) const {
  if (buckets_.empty()) return std::nullopt;
  const std::uint32_t hash = hash_of(packed);
  for (std::size_t bucket = hash & mask_; buckets_[bucket].number != 0;
       bucket = (bucket + 1) & mask_) {
    if (buckets_[bucket].hash == hash && equal(buckets_[bucket].number - 1, packed)) {
      return buckets_[bucket].number - 1;
    }
  }
  return std::nullopt;
}

}  // namespace heddle
