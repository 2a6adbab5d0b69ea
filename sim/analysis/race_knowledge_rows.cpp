// The rows and slots themselves: how they lie in memory and in words, and how they are forgotten.

#include <algorithm>

#include "sim/analysis/race_knowledge.hpp"
#include "sim/model/assertion.hpp"

namespace heddle {
namespace {

constexpr const char* not_known_of_states =
    "a mutex that orders no memory, in a search over states";

}  // namespace

RaceKnowledge::RaceKnowledge(std::span<const ObjectDeclaration> objects, bool creates_objects) {
  for (const ObjectDeclaration& declaration : objects) {
    ensure(declaration.orders_memory, not_known_of_states);
    Object object{.kind = declaration.kind};
    if (declaration.kind == ObjectKind::plain) {
      object.cell = static_cast<std::uint32_t>(cells_++);
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
  declared_ = objects_.size();
  declared_channels_ = channels_.size();
  declared_barriers_ = waiting_.size();
  // Whatever is created there: it has a cell, in which its coming and going is, and two rows.
  for (std::size_t number = 0; creates_objects && number < most_created_objects; ++number) {
    Object& object = objects_.emplace_back();
    object.cell = static_cast<std::uint32_t>(cells_++);
    object.row = static_cast<std::uint32_t>(object_rows_);
    object_rows_ += 2;
    channels_.emplace_back();
    waiting_.emplace_back();
  }
}

void RaceKnowledge::create(const Event& event) {
  if (event.object == no_object) return;
  const ObjectDeclaration declaration = declaration_of(event);
  ensure(declaration.orders_memory, not_known_of_states);
  if (created_.add(event.object) >= most_created_objects) return;
  if (declaration.kind == ObjectKind::channel) {
    channel_of(event.object).capacity = declaration.capacity;
  }
}

void RaceKnowledge::reset() {
  threads_ = 0;
  words_ = 0;
  accessed_.clear();
  bits_.clear();
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
  const std::size_t rows = object_rows_ + rows_of_thread * threads;
  bits_ = widened(bits_, rows);
  // Rows that were too short to be marked may be filled.
  const std::uint8_t unmarked = marks_rows() || words_ == 0 ? 0 : 1;
  if (unmarked != 0) filled_.assign(filled_.size(), 1);
  filled_.resize(rows, unmarked);
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
  for (std::size_t row = 0; row * words_ < bits_.size(); ++row) {
    if (!may_be_filled(row)) continue;
    const auto first = bits_.begin() + static_cast<std::ptrdiff_t>(row * words_);
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
    if (declared_ != objects_.size()) words.push_back(static_cast<std::uint64_t>(channel.capacity));
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
  empty_rows(object_rows_ + rows_of_thread * threads_);
  while (*word != UINT64_MAX) {
    const std::size_t row = *word++;
    filled_[row] = 1;
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
    if (declared_ != objects_.size()) channel.capacity = static_cast<std::int64_t>(*word++);
    for (Queue* const queue : {&channel.messages, &channel.receipts}) {
      const std::size_t count = *word++;
      queue->senders.assign(word, word + count);
      word += count;
      queue->bits.assign(word, word + count * words_);
      word += count * words_;
    }
  }
}

// Makes so many empty rows of what there is.
void RaceKnowledge::empty_rows(std::size_t rows) {
  if (!marks_rows() || bits_.size() != rows * words_ || filled_.size() != rows) {
    bits_.assign(rows * words_, 0);
  } else {
    for (std::size_t row = 0; row < rows; ++row) {
      if (filled_[row] != 0) clear_row(object_row(row));
    }
  }
  filled_.assign(rows, 0);
}

void RaceKnowledge::mark(const std::uint64_t* row) {
  if (marks_rows()) filled_[static_cast<std::size_t>(row - bits_.data()) / words_] = 1;
}

void RaceKnowledge::join_rows(Row into, const std::uint64_t* from) {
  mark(into);
  for (std::size_t word = 0; word < words_; ++word) into[word] |= from[word];
}

void RaceKnowledge::assign(Row into, const std::uint64_t* from) {
  mark(into);
  std::copy_n(from, words_, into);
}

void RaceKnowledge::clear_row(Row row) const { std::fill_n(row, words_, 0); }

template <typename Visit>
void RaceKnowledge::for_each_row(Visit visit) {
  const auto visit_all = [&](std::vector<std::uint64_t>& rows) {
    for (std::size_t at = 0; at < rows.size(); at += words_) visit(rows.data() + at);
  };
  for (std::size_t row = 0; row * words_ < bits_.size(); ++row) {
    if (may_be_filled(row)) visit(object_row(row));
  }
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
  mark(own(thread));
  own(thread)[slot / 64] |= bit;
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
