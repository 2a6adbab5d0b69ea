#include "sim/fiber/rewind.hpp"

#include <span>

namespace heddle {

void Rewind::clear() {
  used_ = 0;
  changes_.clear();
  words_.cut(0);
}

void Rewind::save(const World& world) {
  if (used_ == snapshots_.size()) snapshots_.emplace_back();
  Kept& kept = snapshots_[used_++];
  world.save(kept.world);
  kept.changes = changes_.size();
  ++epoch_;
}

void Rewind::save_thread(ThreadId thread) {
  saved_at_[index(thread)] = epoch_;
  changes_.push_back({thread, words_.size()});
  threads_.save(thread, words_);
}

bool Rewind::back_to(std::size_t steps, World& world) {
  std::size_t place = used_;
  while (place > 0 && snapshots_[place - 1].world.step() > steps) --place;
  if (place == 0) return false;
  used_ = place;
  const Kept& kept = snapshots_[place - 1];
  world.restore(kept.world);
  // The change that is restored last is the oldest one since then. Threads that were started since
  // then no longer exist.
  ++epoch_;
  for (std::size_t change = changes_.size(); change-- > kept.changes;) {
    if (index(changes_[change].thread) >= kept.world.thread_count()) continue;
    threads_.restore(changes_[change].thread, words_.from(changes_[change].first_word));
  }
  if (kept.changes < changes_.size()) {
    words_.cut(changes_[kept.changes].first_word);
    changes_.resize(kept.changes);
  }
  return true;
}

}  // namespace heddle
