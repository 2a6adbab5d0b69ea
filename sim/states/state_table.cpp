#include "sim/states/state_table.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

namespace heddle {
namespace {

constexpr std::size_t no_bucket = SIZE_MAX;
constexpr std::size_t fewest_buckets = 1024;
// Regions are large, so that they are filled evenly, as far as chance goes.
constexpr std::size_t buckets_in_region = 4096;
constexpr std::size_t most_regions = 64;
// How far ahead memory is fetched.
constexpr std::size_t fetched_ahead = 16;

}  // namespace

void StateBatch::sort_by_origin() {
  const auto by_origin = [](const StateOrigin& one, const StateOrigin& other) {
    return one.from < other.from;
  };
  if (std::is_sorted(origins_.begin(), origins_.end(), by_origin)) return;
  std::vector<std::uint32_t> order(origins_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t one, std::uint32_t other) {
    return by_origin(origins_[one], origins_[other]);
  });
  const std::size_t words = packed_.size() / origins_.size();
  StateBatch sorted;
  sorted.clear(layout_);
  for (const std::uint32_t place : order) {
    sorted.add(packed_.data() + place * words, words, hashes_[place], origins_[place]);
  }
  std::swap(packed_, sorted.packed_);
  std::swap(hashes_, sorted.hashes_);
  std::swap(origins_, sorted.origins_);
}

bool StateTable::widen(std::span<const std::uint32_t> state) {
  StateLayout wider = layout().widened_for(state);
  const std::size_t words = layout().words();
  if (count_ > states_in_chunk && bytes() + 8 * count_ * wider.words() > memory_limit_) {
    return false;
  }
  std::vector<std::uint32_t> unpacked(layout().parts());
  std::vector<LargeArray<std::uint64_t>> chunks;
  for (std::size_t number = 0; number < count_; ++number) {
    const std::size_t place = number % states_in_chunk;
    if (place == 0) chunks.emplace_back(states_in_chunk * wider.words(), number != 0);
    LargeArray<std::uint64_t>& narrow = chunks_[number / states_in_chunk];
    layout().unpack(&narrow[place * words], unpacked);
    wider.pack(unpacked, &chunks.back()[place * wider.words()]);
    // The states that were packed anew are not needed any more.
    if (place == states_in_chunk - 1) narrow = {};
  }
  chunks_ = std::move(chunks);
  layouts_.push_back(std::move(wider));
  const std::size_t size = std::max(buckets_.size(), fewest_buckets);
  buckets_ = {};
  make_buckets(size);
  return true;
}

void StateTable::pack_anew(StateBatch& batch) const {
  const StateLayout& old = layouts_[batch.layout_ - 1];
  std::vector<std::uint32_t> unpacked(old.parts());
  std::vector<std::uint64_t> packed(batch.size() * layout().words());
  for (std::size_t place = 0; place < batch.size(); ++place) {
    old.unpack(batch.packed_.data() + place * old.words(), unpacked);
    std::uint64_t* const anew = packed.data() + place * layout().words();
    layout().pack(unpacked, anew);
    batch.hashes_[place] = hash_of(anew);
  }
  batch.packed_ = std::move(packed);
  batch.layout_ = layout_number();
}

// If the regions stay the same, they are left to put_in(), which fills each anew.
void StateTable::make_buckets(std::size_t size) {
  const std::size_t regions_before = regions_;
  old_buckets_ = std::exchange(buckets_, LargeArray<Bucket>(size, true));
  regions_ = std::clamp<std::size_t>(size / buckets_in_region, 1, most_regions);
  region_mask_ = size / regions_ - 1;
  home_shift_ = 32 - static_cast<std::uint32_t>(std::countr_zero(size));
  region_shift_ = static_cast<std::uint32_t>(std::countr_zero(size / regions_));
  if (!old_buckets_.empty()) {
    if (regions_ == regions_before) return;
    refill(0, regions_);
    old_buckets_ = {};
    return;
  }
  std::fill(buckets_.begin(), buckets_.end(), Bucket{});
  for (std::size_t number = 0; number < count_; ++number) {
    put({static_cast<std::uint32_t>(number + 1), hash_of(packed(number))});
  }
}

void StateTable::refill(std::size_t first_region, std::size_t last_region) {
  const std::size_t size = buckets_.size() / regions_;
  std::fill(buckets_.begin() + first_region * size, buckets_.begin() + last_region * size,
            Bucket{});
  const std::size_t old_size = old_buckets_.size() / regions_;
  for (std::size_t old = first_region * old_size; old < last_region * old_size; ++old) {
    if (old_buckets_[old].number != 0) put(old_buckets_[old]);
  }
}

void StateTable::put(Bucket bucket) {
  std::size_t place = home(bucket.hash);
  while (buckets_[place].number != 0) place = after(place);
  buckets_[place] = bucket;
}

bool StateTable::make_room(std::span<StateBatch* const> batches, std::size_t threads) {
  std::size_t places = 0;
  for (StateBatch* const batch : batches) {
    bring_up_to_date(*batch);
    batch->first_place_ = places;
    batch->buckets_.assign(batch->size(), no_bucket);
    batch->added_.assign(threads, 0);
    places += batch->size();
  }
  if (count_ + places >= UINT32_MAX - 1) return false;
  std::size_t size = std::max(buckets_.size(), fewest_buckets);
  while (4 * (count_ + places) > 3 * size) size *= 2;
  if (size != buckets_.size()) {
    if (size > fewest_buckets && bytes() + size * sizeof(Bucket) > memory_limit_) return false;
    make_buckets(size);
  }
  while (chunks_.size() * states_in_chunk < count_ + places) add_chunk();
  return true;
}

// Layout: the largest numbers that fit; how many states there are; each, packed, and its origin.
void StateTable::save(WordSink& sink) const {
  const std::vector<std::uint32_t> largest = layout().largest();
  sink.put(largest.size());
  for (const std::uint32_t number : largest) sink.put(number);
  sink.put(count_);
  const std::size_t words = layout().words();
  std::vector<std::uint64_t> origins;
  for (std::size_t first = 0; first < count_; first += states_in_chunk) {
    const std::size_t chunk = first / states_in_chunk;
    const std::size_t states = std::min(states_in_chunk, count_ - first);
    sink.put(std::span(chunks_[chunk].begin(), states * words));
    origins.clear();
    for (std::size_t place = 0; place < states; ++place) {
      const StateOrigin origin = origins_[chunk][place];
      origins.push_back(std::uint64_t{origin.from} << 32U | origin.by);
    }
    sink.put(origins);
  }
}

void StateTable::restore(WordSource& source, std::span<const std::uint32_t> counts,
                         std::uint32_t choices) {
  std::vector<std::uint32_t> largest(source.take_count());
  for (std::uint32_t& number : largest) number = source.take_number();
  if (largest.size() > counts.size()) throw BadWords();
  largest.resize(counts.size());  // parts of which no state was put in yet take no room
  layouts_.push_back(layout().widened_for(largest));
  const std::size_t count = source.take_count();
  const std::size_t words = layout().words();
  if (count == 0 || count > source.left() / (words + 1)) throw BadWords();
  std::vector<std::uint64_t> origins;
  std::vector<std::uint32_t> state(layout().parts());
  for (count_ = 0; count_ < count;) {
    const std::size_t chunk = count_ / states_in_chunk;
    const std::size_t states = std::min(states_in_chunk, count - count_);
    add_chunk();
    source.take(std::span(chunks_[chunk].begin(), states * words));
    origins.resize(states);
    source.take(origins);
    for (std::size_t place = 0; place < states; ++place) {
      const StateOrigin origin{static_cast<std::uint32_t>(origins[place] >> 32U),
                               static_cast<std::uint32_t>(origins[place])};
      // Every way to a state leads through earlier ones, from the first.
      const std::size_t number = count_ + place;
      if (number != 0 && (origin.from >= number || origin.by >= choices)) throw BadWords();
      origins_[chunk][place] = origin;
      layout().unpack(packed(number), state);
      for (std::size_t part = 0; part < state.size(); ++part) {
        if (state[part] != 0 && state[part] >= counts[part]) throw BadWords();
      }
    }
    count_ += states;
  }
  make_buckets(std::bit_ceil(std::max(2 * count_, fewest_buckets)));
}

// The bucket of a state that was put in, but has no number yet, holds its place among all batches.
void StateTable::put_in(std::span<StateBatch* const> batches, std::size_t thread,
                        std::size_t threads) {
  const std::size_t first_region = regions_ * thread / threads;
  const std::size_t last_region = regions_ * (thread + 1) / threads;
  if (!old_buckets_.empty()) refill(first_region, last_region);
  const std::size_t words = layout().words();
  const auto packed_at = [&](const StateBatch& present, std::size_t place) {
    // Equal states are near each other as a rule.
    if (place >= present.first_place_) {
      return present.packed_.data() + (place - present.first_place_) * words;
    }
    const auto after = std::upper_bound(
        batches.begin(), batches.end(), place,
        [](std::size_t wanted, const StateBatch* each) { return wanted < each->first_place_; });
    const StateBatch& batch = **(after - 1);
    return batch.packed_.data() + (place - batch.first_place_) * words;
  };
  std::vector<std::uint32_t> own;  // the places of states of this thread's regions
  for (StateBatch* const batch : batches) {
    // Without branches: it is chance whether a state belongs to this thread's regions.
    own.resize(batch->size());
    std::size_t count = 0;
    for (std::size_t place = 0; place < batch->size(); ++place) {
      own[count] = static_cast<std::uint32_t>(place);
      const std::size_t region = home(batch->hashes_[place]) >> region_shift_;
      count += static_cast<std::size_t>(region - first_region < last_region - first_region);
    }
    std::uint32_t added = 0;
    for (std::size_t next = 0; next < count; ++next) {
      if (next + fetched_ahead < count) {
        fetch_bucket(batch->hashes_[own[next + fetched_ahead]]);
      }
      const std::size_t place = own[next];
      const std::uint32_t hash = batch->hashes_[place];
      const std::uint64_t* const packed = batch->packed_.data() + place * words;
      std::size_t bucket = home(hash);
      bool is_known = false;
      for (; buckets_[bucket].number != 0; bucket = after(bucket)) {
        const std::size_t number = buckets_[bucket].number - 1;
        // The state is not among those that were stored before.
        is_known = buckets_[bucket].hash == hash && number >= count_ &&
                   std::equal(packed, packed + words, packed_at(*batch, number - count_));
        if (is_known) break;
      }
      if (is_known) continue;
      const std::size_t number = count_ + batch->first_place_ + place;
      buckets_[bucket] = {static_cast<std::uint32_t>(number + 1), hash};
      batch->buckets_[place] = bucket;
      ++added;
    }
    batch->added_[thread] = added;
  }
}

void StateTable::count(std::span<StateBatch* const> batches) {
  old_buckets_ = {};
  for (StateBatch* const batch : batches) {
    batch->first_number_ = count_;
    for (const std::uint32_t added : batch->added_) count_ += added;
  }
}

void StateTable::store(const StateBatch& batch) {
  const std::size_t words = layout().words();
  std::size_t number = batch.first_number_;
  for (std::size_t place = 0; place < batch.size(); ++place) {
    if (place + fetched_ahead < batch.size()) {
      fetch_bucket(batch.hashes_[place + fetched_ahead]);
    }
    if (batch.buckets_[place] == no_bucket) continue;
    std::copy_n(batch.packed_.data() + place * words, words,
                &chunks_[number / states_in_chunk][number % states_in_chunk * words]);
    origins_[number / states_in_chunk][number % states_in_chunk] = batch.origins_[place];
    ++number;
    buckets_[batch.buckets_[place]].number = static_cast<std::uint32_t>(number);
  }
}

void StateTable::check(std::size_t first) const {
  for (std::size_t number = first; number < count_; ++number) {
    const std::uint64_t* const state = packed(number);
    ensure(find(state, hash_of(state)) == number, "a state is twice in the table, or lost");
  }
}

}  // namespace heddle
