// The parts of a state as words: canonical, so that equal words mean an equal future.

#include "sim/world/state_words.hpp"

#include <algorithm>

#include "sim/world/world.hpp"

namespace heddle {
namespace {

std::uint64_t pair_of(std::uint64_t high, std::uint64_t low) { return (high << 32U) | low; }

std::uint64_t word_of(ThreadId thread) { return index(thread); }

// Lists whose order decides nothing but the order of alternatives.
void append_sorted(const ThreadList& list, std::vector<std::uint64_t>& words) {
  const auto first = static_cast<std::ptrdiff_t>(words.size());
  for (const ThreadId thread : list) words.push_back(word_of(thread));
  std::sort(words.begin() + first, words.end());
}

// Of the first word of a thread.
constexpr std::uint64_t joined_bit = 1;
constexpr std::uint64_t ended_bit = 2;
constexpr std::uint64_t passed_bit = 4;
constexpr std::uint64_t timed_out_bit = 8;
constexpr unsigned phase_shift = 8;
constexpr unsigned created_shift = 32;  // how many objects it created

Phase phase_in(std::uint64_t word) { return static_cast<Phase>(word >> phase_shift & UINT8_MAX); }

std::uint64_t bit_of(std::uint64_t thread) { return std::uint64_t{1} << (thread % 64); }

// Of the rest: behind the spurious wake-ups that are left, how many timers run.
constexpr std::size_t timers_word = 1;

void load_list(std::span<const std::uint64_t> words, ThreadList& list) {
  list.clear();
  for (const std::uint64_t word : words) list.push_back(static_cast<ThreadId>(word));
}

}  // namespace

void World::save_object(ObjectId id, std::vector<std::uint64_t>& words) const {
  const Object& object = this->object(id);
  switch (object.kind) {
    case ObjectKind::plain:
    case ObjectKind::atomic: {
      const Value& value = values_[slot(id)];
      words.push_back(static_cast<std::uint64_t>(value.type));
      words.push_back(static_cast<std::uint64_t>(value.bits));
      return;
    }
    case ObjectKind::mutex:
      return words.push_back(pair_of(object.depth, word_of(object.owner)));
    case ObjectKind::rwlock:
      words.push_back(pair_of(object.depth, word_of(object.owner)));
      return append_sorted(lists_[object.storage], words);
    case ObjectKind::condvar:
    case ObjectKind::barrier:
      return append_sorted(lists_[object.storage], words);
    case ObjectKind::semaphore:
      return words.push_back(static_cast<std::uint64_t>(object.count));
    case ObjectKind::once:
      return words.push_back(pair_of(object.done ? 1 : 0, word_of(object.owner)));
    case ObjectKind::channel: {
      const Channel& channel = channels_[object.storage];
      words.push_back(object.done ? 1 : 0);
      words.push_back(static_cast<std::uint64_t>(object.count));
      for (const Message& message : channel.messages()) {
        // Who sent it matters only where the sender waits for its being taken.
        const std::uint64_t sender = channel.is_rendezvous() ? word_of(message.sender) : 0;
        words.push_back(pair_of(sender, static_cast<std::uint64_t>(message.value.type)));
        words.push_back(static_cast<std::uint64_t>(message.value.bits));
      }
      return;
    }
    case ObjectKind::block:
      return;
  }
}

void World::load_object(ObjectId id, std::span<const std::uint64_t> words) {
  Object& object = this->object(id);
  const auto load_owner = [&] {
    object.owner = static_cast<ThreadId>(words.front() & UINT32_MAX);
    return static_cast<std::uint32_t>(words.front() >> 32U);
  };
  switch (object.kind) {
    case ObjectKind::plain:
    case ObjectKind::atomic:
      values_[slot(id)] = {static_cast<ValueType>(words[0]), static_cast<std::int64_t>(words[1])};
      return;
    case ObjectKind::mutex:
      object.depth = load_owner();
      return;
    case ObjectKind::rwlock:
      object.depth = load_owner();
      return load_list(words.subspan(1), lists_[object.storage]);
    case ObjectKind::condvar:
    case ObjectKind::barrier:
      return load_list(words, lists_[object.storage]);
    case ObjectKind::semaphore:
      object.count = static_cast<std::int64_t>(words.front());
      return;
    case ObjectKind::once:
      object.done = load_owner() != 0;
      return;
    case ObjectKind::channel: {
      Channel& channel = channels_[object.storage];
      channel.clear();
      object.done = words[0] != 0;
      object.count = static_cast<std::int64_t>(words[1]);
      for (std::size_t at = 2; at < words.size(); at += 2) {
        channel.push({{static_cast<ValueType>(words[at] & UINT32_MAX),
                       static_cast<std::int64_t>(words[at + 1])},
                      static_cast<ThreadId>(words[at] >> 32U)});
      }
      return;
    }
    case ObjectKind::block:
      return;
  }
}

void World::save_thread(ThreadId thread, std::vector<std::uint64_t>& words) const {
  const Thread& state = this->thread(thread);
  std::uint64_t word = state.joined ? joined_bit : 0;
  if (state.ended) {
    word |= ended_bit;
  } else {
    word |= static_cast<std::uint64_t>(state.phase) << phase_shift;
    // Both are only looked at in the second half of an operation.
    if (state.phase == Phase::leave && state.pending->kind != OperationKind::wait && state.passed) {
      word |= passed_bit;
    }
    if (state.phase == Phase::leave && state.pending->kind == OperationKind::wait &&
        state.timed_out) {
      word |= timed_out_bit;
    }
  }
  words.push_back(word | std::uint64_t{state.created} << created_shift);
}

void World::load_thread(ThreadId thread, std::span<const std::uint64_t> words,
                        const Operation* pending) {
  while (threads_.size() <= index(thread)) threads_.emplace_back();
  Thread& state = this->thread(thread);
  const std::uint64_t word = words.front();
  state.joined = (word & joined_bit) != 0;
  state.ended = (word & ended_bit) != 0;
  state.passed = (word & passed_bit) != 0;
  state.timed_out = (word & timed_out_bit) != 0;
  state.phase = phase_in(word);
  state.created = static_cast<std::uint32_t>(word >> created_shift);
  state.pending = state.ended ? nullptr : pending;
}

void World::save_rest(std::vector<std::uint64_t>& words) const {
  words.push_back(spurious_left_);
  clock_.save(words);
}

void World::load_rest(std::span<const std::uint64_t> words) {
  spurious_left_ = static_cast<std::uint32_t>(words.front());
  clock_.load(words.subspan(1));
}

// What the thread would have done to get where it is.
void World::subscribe_loaded(ThreadId thread, const Thread& state) {
  const Operation& operation = *state.pending;
  if (operation.kind == OperationKind::arrive) return;
  const bool waits = operation.kind == OperationKind::wait;
  if (waits && state.phase == Phase::enter) return;
  subscribe(thread, operation);
  if (waits && state.phase == Phase::wake) waiting_.insert(thread);
  const bool has_timer = !waits || state.phase == Phase::wake;
  if (has_timer && operation.timeout_ns != no_timeout) timed_.insert(thread);
}

void World::finish_load(std::size_t threads) {
  const std::uint32_t spurious = spurious_left_;
  const std::size_t destroyed = destroyed_;
  static_cast<WorldScalars&>(*this) = WorldScalars{};
  spurious_left_ = spurious;
  destroyed_ = destroyed;
  thread_count_ = threads;
  rebuild_ = true;
  failure_ = Failure{};
  cycle_.clear();
  output_.clear();
  alternatives_.clear();
  for (Object& object : objects_) object.subscribers = {};
  for (std::size_t id = 0; id < threads; ++id) {
    Thread& state = threads_[id];
    state.ways = 0;
    if (state.ended) continue;
    ++live_threads_;
    subscribe_loaded(ThreadId{static_cast<std::uint32_t>(id)}, state);
  }
  for (std::size_t id = 0; id < threads; ++id) {
    refresh(ThreadId{static_cast<std::uint32_t>(id)});
  }
}

namespace state_words {

bool may_be_thread(Words thread) {
  return !thread.empty() &&
         (thread.front() & UINT32_MAX) >> phase_shift <= static_cast<std::uint64_t>(Phase::inside);
}

bool has_ended(Words thread) { return (thread.front() & ended_bit) != 0; }

Phase phase(Words thread) { return phase_in(thread.front()); }

std::uint64_t holders(Words object, ObjectKind kind, bool readers_count) {
  std::uint64_t found = 0;
  const std::uint64_t owner = object.front() & UINT32_MAX;
  if (owner != word_of(nobody)) found |= bit_of(owner);
  if (kind == ObjectKind::rwlock && readers_count) {
    for (const std::uint64_t reader : object.subspan(1)) found |= bit_of(reader);
  }
  return found;
}

// As VirtualClock::save() lays them out: of each timer the thread, and where time is exact the
// duration.
std::uint64_t timed_threads(Words rest, TimeModel time) {
  if (time == TimeModel::unbounded) return 0;
  const std::size_t stride = time == TimeModel::exact ? 2 : 1;
  std::uint64_t threads = 0;
  for (std::size_t timer = 0; timer < rest[timers_word]; ++timer) {
    threads |= bit_of(rest[timers_word + 1 + stride * timer]);
  }
  return threads;
}

// As Zone::save() lays it out, behind the timers: a row for the present, and one for each timer,
// which begins with the thread and how long from now its timer may last.
std::uint64_t late_threads(Words rest, TimeModel time) {
  if (time != TimeModel::jitter) return 0;
  const Words zone = rest.subspan(timers_word + 1 + rest[timers_word]);
  const std::size_t variables = zone.front();
  std::uint64_t threads = 0;
  for (std::size_t timer = 1; timer < variables; ++timer) {
    const Words row = zone.subspan(1 + timer * (variables + 1), variables + 1);
    if (static_cast<std::int64_t>(row[1]) > 0) threads |= bit_of(row[0]);
  }
  return threads;
}

}  // namespace state_words

}  // namespace heddle
