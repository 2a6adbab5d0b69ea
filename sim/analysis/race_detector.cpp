#include "sim/analysis/race_detector.hpp"

#include <algorithm>

namespace heddle {
namespace {

// Where, and in the last bit whether it writes.
using Access = std::uint64_t;

Access access(const Event& event) {
  return std::uint64_t{index(event.site)} << 1 | (event.kind == OperationKind::write ? 1 : 0);
}

}  // namespace

void RaceDetector::begin(std::span<const Event> events) {
  events_ = events;
  has_race_ = false;
  races_.clear();
  ++execution_;
}

void RaceDetector::forget() {
  for (Cell& cell : cells_) {
    cell.write = {};
    cell.read = {};
  }
  reader_clocks_.fill_with_zero();
}

void RaceDetector::add_reader(const Cell& cell, const Epoch& epoch) {
  reader_clocks_.row(cell.readers)[epoch.thread] = epoch.clock;
  reader_events_.row(cell.readers)[epoch.thread] = epoch.event;
}

// The cell has several readers, or is about to.
void RaceDetector::read_beside_others(Cell& cell, std::size_t position,
                                      const HappensBefore& order) {
  const auto thread = static_cast<std::uint32_t>(index(events_[position].thread));
  const Epoch epoch{order.clocks(thread)[thread], thread, static_cast<std::uint32_t>(position)};
  if (cell.read.clock < order.base()) {  // left by an earlier execution
    cell.read = epoch;
    return;
  }
  if (order.width() > reader_clocks_.width()) {
    reader_clocks_.widen(order.width());
    reader_events_.widen(order.width());
  }
  if (cell.readers == no_row) {
    cell.readers = static_cast<std::uint32_t>(reader_clocks_.rows());
    reader_clocks_.add_rows(1);
    reader_events_.add_rows(1);
  }
  if (cell.read.thread != shared_readers) add_reader(cell, cell.read);
  if (reader_clocks_.row(cell.readers)[thread] != epoch.clock) add_reader(cell, epoch);
  cell.read = {epoch.clock, shared_readers, 0};
}

// A write to a cell with several readers: each must be known to the writer. Afterwards the cell has
// no reader.
void RaceDetector::check_readers(Cell& cell, std::size_t position, const HappensBefore& order) {
  const Clock* known = order.clocks(index(events_[position].thread));
  const Clock* readers = reader_clocks_.row(cell.readers);
  const std::size_t width = std::min(order.width(), reader_clocks_.width());
  if (cell.read.clock >= order.base() && exceeds(readers, known, width)) {
    for (std::size_t thread = 0; thread < width; ++thread) {
      if (readers[thread] <= known[thread]) continue;
      report(reader_events_.row(cell.readers)[thread], position);
    }
  }
  cell.read = {};
}

void RaceDetector::report(std::size_t first, std::size_t second) {
  has_race_ = true;
  const Access one = access(events_[first]);
  const Access other = access(events_[second]);
  const auto [low, high] = std::minmax(one, other);
  const ObjectId cell = events_[second].object;
  const bool is_new = seen_.insert(
      {low >> 1 << 32 | high >> 1, std::uint64_t{index(cell)} << 2 | (low & 1) << 1 | (high & 1)},
      execution_);
  if (is_new) races_.push_back({.cell = cell, .first = first, .second = second});
}

}  // namespace heddle
