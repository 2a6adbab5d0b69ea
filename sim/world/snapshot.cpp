#include "sim/world/snapshot.hpp"

#include <algorithm>

namespace heddle {

void World::save(Snapshot& snapshot) const {
  snapshot.scalars_ = *this;
  snapshot.values_ = values_;
  snapshot.objects_ = objects_;
  snapshot.channels_ = channels_;
  snapshot.lists_ = lists_;
  const auto first = threads_.begin();
  snapshot.threads_.assign(first, first + static_cast<std::ptrdiff_t>(thread_count_));
  snapshot.alternatives_ = alternatives_;
  if (settings_.time != TimeModel::unbounded) snapshot.clock_ = clock_;
  snapshot.output_size_ = output_.size();
}

// The log and the output only grow, so what was in them is there still.
void World::restore(const Snapshot& snapshot) {
  static_cast<WorldScalars&>(*this) = snapshot.scalars_;
  values_ = snapshot.values_;
  objects_ = snapshot.objects_;
  channels_ = snapshot.channels_;
  lists_ = snapshot.lists_;
  std::copy(snapshot.threads_.begin(), snapshot.threads_.end(), threads_.begin());
  alternatives_ = snapshot.alternatives_;
  if (settings_.time != TimeModel::unbounded) clock_ = snapshot.clock_;
  output_.resize(snapshot.output_size_);
  failure_ = Failure{};
  cycle_.clear();
  look_at_ = next_look(point_.step, settings_.step_limit);
  show_alternatives();
}

}  // namespace heddle
