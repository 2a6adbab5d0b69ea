#include "sim/states/state_rounds.hpp"

#include <algorithm>

namespace heddle {
namespace {

constexpr std::uint32_t stretches_in_round = 64;
// If states are large, a thread takes fewer in one go, or a round would take many seconds.
constexpr std::size_t words_in_stretch = 16'384;
constexpr std::size_t fewest_in_stretch = 8;

}  // namespace

StateRounds::StateRounds(const StateSteps& steps, const StateMoves& moves,
                         const RaceLessons& lessons, std::size_t memory_limit,
                         const StateSearchWork& work)
    : steps_(steps),
      table_(memory_limit),
      work_(work),
      team_(std::min(work.jobs, stretches_in_round)) {
  for (std::size_t thread = 0; thread < team_.size(); ++thread) {
    quick_walks_.emplace_back(steps, moves, lessons, table_);
  }
}

bool StateRounds::begin(State& initial) {
  clear_stretches(0, 1);
  return arrive(initial, {}, stretches_.front()) && put_in(false);
}

std::uint32_t StateRounds::states_in_stretch() const {
  const std::size_t words = std::max<std::size_t>(table_.layout().words(), 1);
  const std::size_t fit = std::max(words_in_stretch / words, fewest_in_stretch);
  return static_cast<std::uint32_t>(std::min<std::size_t>(fit, work_.states_in_stretch));
}

void StateRounds::clear_stretches(std::uint32_t first, std::uint32_t last) {
  const std::uint32_t in_stretch = states_in_stretch();
  count_ = (last - first + in_stretch - 1) / in_stretch;
  if (stretches_.size() < count_) stretches_.resize(count_);
  for (std::size_t place = 0; place < count_; ++place) {
    StateStretch& stretch = stretches_[place];
    stretch.first = first + static_cast<std::uint32_t>(place) * in_stretch;
    stretch.last = std::min(last, stretch.first + in_stretch);
    stretch.transitions = 0;
    stretch.goes_back = false;
    stretch.left.clear();
    stretch.found.clear(table_.layout_number());
  }
}

bool StateRounds::go_round(Guide& guide) {
  const std::uint32_t first = next_number_;
  const auto last = static_cast<std::uint32_t>(std::min<std::size_t>(
      table_.count(), std::size_t{first} + stretches_in_round * states_in_stretch()));
  clear_stretches(first, last);
  const bool together = team_.size() > 1 && last - first >= work_.fewest_shared_states;
  if (together) {
    team_.run(count_, [&](std::size_t thread, std::size_t place) {
      quick_walks_[thread].go_through(stretches_[place], nullptr);
    });
  }
  std::uint64_t transitions = 0;
  bool goes_back = false;
  for (std::size_t place = 0; place < count_ && !guide.gives_up(); ++place) {
    StateStretch& stretch = stretches_[place];
    table_.bring_up_to_date(stretch.found);
    if (!together) quick_walks_.front().go_through(stretch, &guide);
    if (!stretch.left.empty()) go_through_left(stretch, guide, together);
    transitions += stretch.transitions;
    goes_back |= stretch.goes_back;
  }
  if (guide.gives_up()) return true;
  if (!put_in(together)) return false;
  next_number_ = last;
  transitions_ += transitions;
  goes_back_ |= goes_back;
  return true;
}

// `together`: before this, nobody could have steps remembered.
void StateRounds::go_through_left(StateStretch& stretch, Guide& guide, bool together) {
  if (together) quick_walks_.front().go_through_left(stretch, guide);
  for (const std::uint32_t number : stretch.left) {
    if (!guide.gives_up()) guide.go_on_from(number, stretch);
  }
  stretch.found.sort_by_origin();
}

bool StateRounds::arrive(State& next, StateOrigin origin, StateStretch& stretch) {
  next.resize(steps_.components().parts());
  if (!table_.fit(next)) return false;
  table_.bring_up_to_date(stretch.found);
  packed_.resize(table_.layout().words());
  table_.layout().pack(next, packed_.data());
  const std::uint32_t hash = table_.hash_of(packed_.data());
  const std::uint32_t number = table_.find(packed_.data(), hash);
  if (number == StateTable::none) {
    stretch.found.add(packed_.data(), packed_.size(), hash, origin);
  } else if (number <= origin.from) {
    stretch.goes_back = true;
  }
  return true;
}

// Puts the states that the stretches found into the table.
bool StateRounds::put_in(bool together) {
  batches_.clear();
  std::size_t bytes = 0;
  for (std::size_t place = 0; place < count_; ++place) {
    batches_.push_back(&stretches_[place].found);
    bytes += stretches_[place].found.bytes();
  }
  bytes_of_batches_ = std::max(bytes_of_batches_, bytes);
  const std::size_t threads = together ? team_.size() : 1;
  const std::size_t before = table_.count();
  if (!table_.make_room(batches_, threads)) return false;
  if (together) {
    team_.run(threads,
              [&](std::size_t, std::size_t share) { table_.put_in(batches_, share, threads); });
    table_.count(batches_);
    team_.run(count_, [&](std::size_t, std::size_t place) { table_.store(*batches_[place]); });
  } else {
    table_.put_in(batches_, 0, 1);
    table_.count(batches_);
    for (const StateBatch* const batch : batches_) table_.store(*batch);
  }
  if constexpr (fully_checked) table_.check(before);
  return true;
}

// A level is the states that were first reached from the level before. It follows that level in the
// table. It is known once all steps of that level were taken.
std::span<const std::uint32_t> StateRounds::level_sizes() {
  while (next_number_ >= level_begin_ && level_begin_ < table_.count()) {
    std::uint32_t end = level_begin_;
    for (std::uint32_t step = 1U << 31U; step != 0; step >>= 1U) {
      if (step >= table_.count() - end) continue;
      if (table_.origin(end + step).from < level_begin_) end += step;
    }
    level_sizes_.push_back(end + 1 - level_begin_);
    level_begin_ = end + 1;
  }
  return level_sizes_;
}

void StateRounds::save(WordSink& sink) const {
  sink.put(next_number_);
  sink.put(transitions_);
  sink.put(goes_back_ ? 1 : 0);
  table_.save(sink);
}

void StateRounds::restore(WordSource& source, const State& initial, std::uint32_t choices) {
  next_number_ = source.take_number();
  transitions_ = source.take();
  goes_back_ = source.take(1) != 0;
  table_.restore(source, steps_.components().counts(), choices);
  if (next_number_ > table_.count()) throw BadWords();
  State first(table_.layout().parts());
  table_.unpack(0, first);
  first.resize(std::max(first.size(), initial.size()));
  State wanted = initial;
  wanted.resize(first.size());
  if (first != wanted) throw BadWords();
}

}  // namespace heddle
