#include "sim/analysis/race_knowledge.hpp"

#include <algorithm>
#include <bit>

namespace heddle {
namespace {

constexpr bool acquires(MemoryOrder order) {
  return order == MemoryOrder::acquire || order == MemoryOrder::acq_rel ||
         order == MemoryOrder::seq_cst;
}

constexpr bool releases(MemoryOrder order) {
  return order == MemoryOrder::release || order == MemoryOrder::acq_rel ||
         order == MemoryOrder::seq_cst;
}

}  // namespace

RaceKnowledge::RaceKnowledge(std::span<const ObjectDeclaration> objects) {
  for (const ObjectDeclaration& declaration : objects) {
    Object object{.kind = declaration.kind};
    if (declaration.kind == ObjectKind::plain) {
      object.extra = static_cast<std::uint32_t>(cells_++);
    } else {
      object.row = static_cast<std::uint32_t>(object_rows_++);
    }
    if (declaration.kind == ObjectKind::rwlock) {
      object.extra = static_cast<std::uint32_t>(object_rows_++);
    }
    if (declaration.kind == ObjectKind::channel) {
      object.extra = static_cast<std::uint32_t>(channels_.size());
      channels_.emplace_back().capacity = declaration.capacity;
    }
    if (declaration.kind == ObjectKind::barrier) {
      object.extra = static_cast<std::uint32_t>(waiting_.size());
      waiting_.emplace_back();
    }
    objects_.push_back(object);
  }
}

void RaceKnowledge::reset() {
  threads_ = 0;
  words_ = 0;
  accessed_.clear();
  rows_.clear();
  ended_.clear();
  for (Channel& channel : channels_) {
    channel.sends = 0;
    channel.messages = {};
    channel.receipts = {};
  }
  for (auto& waiting : waiting_) waiting.clear();
  lay_out(1);
}

// Makes room for so many threads; what is known stays.
void RaceKnowledge::lay_out(std::size_t threads) {
  const std::size_t words = (cells_ * (1 + threads) + 63) / 64;
  const auto widened = [&](const std::vector<std::uint64_t>& narrow, std::size_t rows) {
    std::vector<std::uint64_t> wide(rows * words);
    for (std::size_t row = 0; words_ != 0 && row < narrow.size() / words_; ++row) {
      std::copy_n(narrow.data() + row * words_, words_, wide.data() + row * words);
    }
    return wide;
  };
  accessed_ = widened(accessed_, 1);
  rows_ = widened(rows_, object_rows_ + rows_of_thread * threads);
  for (Channel& channel : channels_) {
    channel.messages.bits = widened(channel.messages.bits, channel.messages.senders.size());
    channel.receipts.bits = widened(channel.receipts.bits, channel.receipts.senders.size());
  }
  words_ = words;
  threads_ = threads;
  ended_.resize(threads);
}

// Layout: the threads, and which have ended; the slots accessed; each row that is not empty, after
// its number, and a last number that no row has; barriers; channels.
void RaceKnowledge::save(std::vector<std::uint64_t>& words) const {
  words.push_back(threads_);
  for (const std::uint8_t ended : ended_) words.push_back(ended);
  words.insert(words.end(), accessed_.begin(), accessed_.end());
  for (std::size_t row = 0; row * words_ < rows_.size(); ++row) {
    const auto first = rows_.begin() + static_cast<std::ptrdiff_t>(row * words_);
    const auto last = first + static_cast<std::ptrdiff_t>(words_);
    if (std::all_of(first, last, [](std::uint64_t word) { return word == 0; })) continue;
    words.push_back(row);
    words.insert(words.end(), first, last);
  }
  words.push_back(UINT64_MAX);
  for (const auto& waiting : waiting_) {
    words.push_back(waiting.size());
    words.insert(words.end(), waiting.begin(), waiting.end());
  }
  for (const Channel& channel : channels_) {
    words.push_back(static_cast<std::uint64_t>(channel.sends));
    for (const Queue* const queue : {&channel.messages, &channel.receipts}) {
      words.push_back(queue->senders.size());
      words.insert(words.end(), queue->senders.begin(), queue->senders.end());
      words.insert(words.end(), queue->bits.begin(), queue->bits.end());
    }
  }
}

void RaceKnowledge::load(std::span<const std::uint64_t> words) {
  const std::uint64_t* word = words.data();
  threads_ = *word++;
  words_ = (cells_ * (1 + threads_) + 63) / 64;
  ended_.assign(word, word + threads_);
  word += threads_;
  accessed_.assign(word, word + words_);
  word += words_;
  rows_.assign((object_rows_ + rows_of_thread * threads_) * words_, 0);
  while (*word != UINT64_MAX) {
    const std::size_t row = *word++;
    std::copy_n(word, words_, object_row(row));
    word += words_;
  }
  ++word;
  for (auto& waiting : waiting_) {
    const std::size_t count = *word++;
    waiting.assign(word, word + count);
    word += count;
  }
  for (Channel& channel : channels_) {
    channel.sends = static_cast<std::int64_t>(*word++);
    for (Queue* const queue : {&channel.messages, &channel.receipts}) {
      const std::size_t count = *word++;
      queue->senders.assign(word, word + count);
      word += count;
      queue->bits.assign(word, word + count * words_);
      word += count * words_;
    }
  }
}

void RaceKnowledge::join(Row into, const std::uint64_t* from) const {
  for (std::size_t word = 0; word < words_; ++word) into[word] |= from[word];
}

void RaceKnowledge::assign(Row into, const std::uint64_t* from) const {
  std::copy_n(from, words_, into);
}

void RaceKnowledge::clear(Row row) const { std::fill_n(row, words_, 0); }

template <typename Visit>
void RaceKnowledge::for_each_row(Visit visit) {
  const auto visit_all = [&](std::vector<std::uint64_t>& rows) {
    for (std::size_t at = 0; at < rows.size(); at += words_) visit(rows.data() + at);
  };
  visit_all(rows_);
  for (Channel& channel : channels_) {
    visit_all(channel.messages.bits);
    visit_all(channel.receipts.bits);
  }
}

void RaceKnowledge::forget(std::size_t slot) {
  const std::uint64_t bit = std::uint64_t{1} << (slot % 64);
  for_each_row([&](Row row) { row[slot / 64] &= ~bit; });
  accessed_[slot / 64] &= ~bit;
}

void RaceKnowledge::set_accessed(std::size_t slot, std::size_t thread) {
  if (has(accessed_.data(), slot)) forget(slot);
  const std::uint64_t bit = std::uint64_t{1} << (slot % 64);
  accessed_[slot / 64] |= bit;
  own(thread)[slot / 64] |= bit;
}

std::span<const std::size_t> RaceKnowledge::apply(std::span<const Event> events) {
  races_.clear();
  const bool is_atomically =
      !events.empty() && events.front().kind == OperationKind::atomically_begin;
  const std::size_t thread = events.empty() ? 0 : index(events.front().thread);
  if (is_atomically) join(own(thread), object_row(atomically_row));
  for (std::size_t place = 0; place < events.size(); ++place) {
    const Event& event = events[place];
    if (!is_plain_memory(event.kind)) {
      apply(event);
    } else if (access(event)) {
      races_.push_back(place);
    }
  }
  if (is_atomically) assign(object_row(atomically_row), own(thread));
  forget_known();
  return races_;
}

// Whether it races.
bool RaceKnowledge::access(const Event& event) {
  const std::size_t thread = index(event.thread);
  const std::size_t cell = objects_[index(event.object)].extra;
  const auto is_unknown = [&](std::size_t slot) {
    return has(accessed_.data(), slot) && !has(own(thread), slot);
  };
  bool races = is_unknown(write_slot(cell));
  if (event.kind == OperationKind::read) {
    set_accessed(read_slot(cell, thread), thread);
    return races;
  }
  for (std::size_t reader = 0; reader < threads_; ++reader) {
    const std::size_t slot = read_slot(cell, reader);
    races |= is_unknown(slot);
    if (has(accessed_.data(), slot)) forget(slot);
  }
  set_accessed(write_slot(cell), thread);
  return races;
}

void RaceKnowledge::apply(const Event& event) {
  const std::size_t thread = index(event.thread);
  const bool has_object = index(event.object) < objects_.size();
  const std::size_t row = has_object ? objects_[index(event.object)].row : 0;
  const std::size_t extra = has_object ? objects_[index(event.object)].extra : 0;
  const auto learn = [&](std::size_t from) { join(own(thread), object_row(from)); };
  const auto contribute = [&](std::size_t to) { join(object_row(to), own(thread)); };
  switch (event.kind) {
    case OperationKind::load:
      return load_from(thread, event);
    case OperationKind::store:
      return store(thread, event);
    case OperationKind::fetch_add:
    case OperationKind::fetch_sub:
    case OperationKind::fetch_and:
    case OperationKind::fetch_or:
    case OperationKind::fetch_xor:
    case OperationKind::exchange:
      return modify(thread, event);
    case OperationKind::compare_exchange:
      if (event.written.type == ValueType::nothing) return load_from(thread, event);
      return modify(thread, event);
    case OperationKind::fence:
      if (acquires(event.order)) {
        join(own(thread), unfenced(thread));
        clear(unfenced(thread));
      }
      if (releases(event.order)) assign(released(thread), own(thread));
      return;
    case OperationKind::try_lock:
      if (!event.value.is_true()) return;
      [[fallthrough]];
    case OperationKind::lock:
      learn(row);
      if (objects_[index(event.object)].kind == ObjectKind::rwlock) learn(extra);
      return;
    case OperationKind::unlock:
      return assign(object_row(row), own(thread));
    case OperationKind::lock_shared:
      return learn(row);
    case OperationKind::try_lock_shared:
      if (event.value.is_true()) learn(row);
      return;
    case OperationKind::unlock_shared:
      return contribute(extra);
    case OperationKind::wait: {
      const std::size_t mutex = objects_[index(event.mutex)].row;
      if (event.phase == Phase::enter) assign(object_row(mutex), own(thread));
      if (event.phase == Phase::leave) learn(mutex);
      return;
    }
    case OperationKind::acquire:
      if (event.way != Way::timeout) learn(row);
      return;
    case OperationKind::try_acquire:
      if (event.value.is_true()) learn(row);
      return;
    case OperationKind::release:
    case OperationKind::close:
    case OperationKind::once_end:
      return contribute(row);
    case OperationKind::arrive:
      return arrive(thread, event);
    case OperationKind::once_begin:
      if (!event.value.is_true()) learn(row);
      return;
    case OperationKind::send:
      return send(thread, event);
    case OperationKind::recv:
    case OperationKind::try_recv:
      return receive(thread, event);
    case OperationKind::spawn:
      if (event.value.type != ValueType::thread) return;  // there were too many
      lay_out(event.detail + 1);
      return assign(own(event.detail), own(thread));
    case OperationKind::join:
      // Nobody can join it again.
      join(own(thread), own(event.detail));
      if (event.detail != thread) clear(own(event.detail));
      return;
    case OperationKind::end:
      ended_[thread] = 1;
      clear(released(thread));
      clear(unfenced(thread));
      return;
    default:
      return;
  }
}

void RaceKnowledge::load_from(std::size_t thread, const Event& event) {
  const Row seen = acquires(event.order) ? own(thread) : unfenced(thread);
  join(seen, object_row(objects_[index(event.object)].row));
}

void RaceKnowledge::store(std::size_t thread, const Event& event) {
  const Row from = releases(event.order) ? own(thread) : released(thread);
  assign(object_row(objects_[index(event.object)].row), from);
}

void RaceKnowledge::modify(std::size_t thread, const Event& event) {
  load_from(thread, event);
  const Row from = releases(event.order) ? own(thread) : released(thread);
  join(object_row(objects_[index(event.object)].row), from);
}

void RaceKnowledge::arrive(std::size_t thread, const Event& event) {
  if (event.phase != Phase::enter && event.phase != Phase::whole) return;
  const Object& object = objects_[index(event.object)];
  std::vector<std::uint32_t>& waiting = waiting_[object.extra];
  const Row row = object_row(object.row);
  if (event.phase == Phase::enter) {
    waiting.push_back(static_cast<std::uint32_t>(thread));
    std::sort(waiting.begin(), waiting.end());
    return join(row, own(thread));
  }
  join(own(thread), row);
  for (const std::uint32_t other : waiting) join(own(other), own(thread));
  waiting.clear();
  clear(row);
}

void RaceKnowledge::send(std::size_t thread, const Event& event) {
  if (event.phase == Phase::leave) return;
  Channel& channel = channels_[objects_[index(event.object)].extra];
  if (channel.capacity > 0 && channel.sends >= channel.capacity &&
      !channel.receipts.senders.empty()) {
    join(own(thread), channel.receipts.bits.data());
    pop(channel.receipts);
  }
  if (channel.capacity > 0) channel.sends = std::min(channel.sends + 1, channel.capacity);
  const bool tells_sender = channel.capacity == 0;
  push(channel.messages, tells_sender ? static_cast<std::uint32_t>(thread) : 0, own(thread));
}

void RaceKnowledge::receive(std::size_t thread, const Event& event) {
  const Object& object = objects_[index(event.object)];
  if (event.value.type == ValueType::nothing) {
    const bool found_closed = event.kind == OperationKind::recv && event.way != Way::timeout;
    if (found_closed) join(own(thread), object_row(object.row));
    return;
  }
  Channel& channel = channels_[object.extra];
  if (channel.messages.senders.empty()) return;
  const std::uint32_t sender = channel.messages.senders.front();
  join(own(thread), channel.messages.bits.data());
  pop(channel.messages);
  if (channel.capacity > 0) push(channel.receipts, 0, own(thread));
  if (channel.capacity == 0) join(own(sender), own(thread));
}

void RaceKnowledge::push(Queue& queue, std::uint32_t sender, const std::uint64_t* row) const {
  queue.senders.push_back(sender);
  queue.bits.insert(queue.bits.end(), row, row + words_);
}

void RaceKnowledge::pop(Queue& queue) const {
  queue.senders.erase(queue.senders.begin());
  queue.bits.erase(queue.bits.begin(), queue.bits.begin() + static_cast<std::ptrdiff_t>(words_));
}

// What every thread that can still take a step knows, and so every one it will ever spawn.
void RaceKnowledge::forget_known() {
  scratch_ = accessed_;
  for (std::size_t thread = 0; thread < threads_; ++thread) {
    if (ended_[thread] != 0) continue;
    for (std::size_t word = 0; word < words_; ++word) scratch_[word] &= own(thread)[word];
  }
  if (std::all_of(scratch_.begin(), scratch_.end(), [](std::uint64_t word) { return word == 0; })) {
    return;
  }
  for (std::size_t word = 0; word < words_; ++word) accessed_[word] &= ~scratch_[word];
  for_each_row([&](Row row) {
    for (std::size_t word = 0; word < words_; ++word) row[word] &= ~scratch_[word];
  });
}

}  // namespace heddle
