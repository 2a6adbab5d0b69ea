// What holds of a world whenever a step is about to be chosen; for builds that check it after every
// step. See the invariants in world.hpp.

#include <algorithm>

#include "sim/model/assertion.hpp"
#include "sim/world/world.hpp"

namespace heddle {

void World::check() const {
  ensure(!over_, "a step is to be chosen of an execution that is over");
  ensure(!rebuild_, "the alternatives were not built anew");
  ensure(!alternatives_.empty(), "no step is to be chosen from");
  ensure(point_.alternatives.data() == alternatives_.data() &&
             point_.alternatives.size() == alternatives_.size(),
         "the point shows other alternatives than there are");
  ensure(is_consistent(thread_count_), "threads and objects do not fit together");
  std::size_t shown = 0;
  std::size_t able_threads = 0;
  std::size_t many_ways = 0;
  std::size_t live = 0;
  for (std::size_t id = 0; id < thread_count_; ++id) {
    const Thread& state = threads_[id];
    if (!state.ended) ++live;
    if (state.ways == 0) {
      ensure(state.pending == nullptr || able(ThreadId(id), state) == Able::no,
             "a thread that is able has no alternative");
      continue;
    }
    check_alternatives_of(ThreadId(id), state, shown);
    shown += state.ways;
    ++able_threads;
    if (state.ways > 1) ++many_ways;
  }
  ensure(shown == alternatives_.size(), "an alternative is nobody's");
  ensure(point_.threads == able_threads, "the number of able threads is wrong");
  ensure(many_ways_ == many_ways, "the number of threads with several ways is wrong");
  ensure(live_threads_ == live, "the number of threads that have not ended is wrong");
}

// They are to begin at `first`.
void World::check_alternatives_of(ThreadId thread, const Thread& state, std::size_t first) const {
  ensure(state.pending != nullptr, "a thread that runs, or has ended, has an alternative");
  ensure(state.slot == first, "the alternatives are not in thread order");
  const Able able = this->able(thread, state);
  ensure(able != Able::no, "a thread that is not able has an alternative");
  ensure(state.ways == count_ways(thread, state, able), "a thread has too many ways, or too few");
  for (const Alternative& each : std::span(alternatives_).subspan(first, state.ways)) {
    ensure(each.thread == thread && each.operation == state.pending && each.phase == state.phase,
           "an alternative is of something else than what its thread is at");
    if (able == Able::several) continue;
    ensure(each.way == (able == Able::by_timeout ? Way::timeout : Way::normal),
           "an alternative goes the wrong way");
  }
}

}  // namespace heddle
