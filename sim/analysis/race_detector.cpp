#include "sim/analysis/race_detector.hpp"

#include <algorithm>

#include "sim/model/operation_table.hpp"

namespace heddle {
namespace {

bool is_write(const Event& event) {
  if (is_block_access(event.kind)) return writes(memory_effect_of(event));
  constexpr EnumSet writes{OperationKind::write, OperationKind::create, OperationKind::destroy};
  return writes.contains(event.kind);
}

// Where, and in the last bit whether it writes.
using Access = std::uint64_t;

Access access_of(const Event& event) {
  return std::uint64_t{index(event.site)} << 1 | (is_write(event) ? 1 : 0);
}

}  // namespace

void RaceDetector::begin(std::span<const Event> events) {
  events_ = events;
  has_race_ = false;
  must_look_again_ = false;
  races_.clear();
  ++execution_;
}

void RaceDetector::forget() {
  for (Cell& cell : cells_) {
    cell.write = {};
    cell.read = {};
  }
  for (std::vector<Byte>& block : bytes_) block.clear();
  reader_clocks_.fill_with_zero();
  use_clocks_.fill_with_zero();
}

void RaceDetector::make_room_for_uses(std::size_t width) {
  if (width > use_clocks_.width()) {
    use_clocks_.widen(width);
    use_events_.widen(width);
  }
  const std::size_t missing = created_.size() - use_clocks_.rows();
  use_clocks_.add_rows(missing);
  use_events_.add_rows(missing);
}

void RaceDetector::create(std::size_t position, const HappensBefore& order) {
  const ObjectId object = events_[position].object;
  const std::size_t slot = declared_ + created_.add(object);
  if (slot >= cells_.size()) cells_.resize(slot + 1);
  write(cells_[slot], object, position, order);
}

void RaceDetector::destroy(std::size_t position, const HappensBefore& order) {
  const ObjectId object = events_[position].object;
  write(position, order);
  const std::size_t number = created_.number(object);
  if (number >= use_clocks_.rows()) return;
  const Clock* known = order.clocks(index(events_[position].thread));
  const Clock* const uses = use_clocks_.row(number);
  const std::size_t width = std::min(order.width(), use_clocks_.width());
  for (std::size_t thread = 0; thread < width; ++thread) {
    if (uses[thread] <= known[thread]) continue;
    report(object, use_events_.row(number)[thread], position);
  }
}

void RaceDetector::access_block(std::size_t position, const HappensBefore& order) {
  const Event& event = events_[position];
  if (is_whole(event)) return access_whole(position, order);
  const std::size_t slot = this->slot(event.object);
  if (slot >= bytes_.size()) bytes_.resize(slot + 1);
  std::vector<Byte>& bytes = bytes_[slot];
  const Extent extent = extent_of(event);
  const std::size_t end = std::size_t{extent.offset} + extent.size;
  if (bytes.size() < end) bytes.resize(end);
  for (std::size_t byte = extent.offset; byte < end; ++byte) access(bytes[byte], position, order);
}

// Nearly all are only accessed atomically, and have no races, or never, and are as plain cells.
void RaceDetector::access_whole(std::size_t position, const HappensBefore& order) {
  const Event& event = events_[position];
  const std::size_t slot = this->slot(event.object);
  if (slot >= whole_blocks_.size()) whole_blocks_.resize(slot + 1);
  WholeBlock& block = whole_blocks_[slot];
  const bool was_mixed = block.is_mixed();
  const bool is_plain = event.kind == OperationKind::access;
  (is_plain ? block.has_plain : block.has_atomic) = true;
  if (block.is_mixed()) {
    if (!was_mixed) must_look_again_ = true;
    if (slot >= bytes_.size()) bytes_.resize(slot + 1);
    if (bytes_[slot].empty()) bytes_[slot].resize(1);
    access(bytes_[slot].front(), position, order);
  }
  // Also as a use of an object that may come or go.
  if (is_plain && reads(memory_effect_of(event))) read(position, order);
  if (is_plain && writes(memory_effect_of(event))) write(position, order);
}

void RaceDetector::access(Byte& byte, std::size_t position, const HappensBefore& order) {
  const Event& event = events_[position];
  const ObjectId object = event.object;
  const MemoryEffect effect = memory_effect_of(event);
  if (event.kind == OperationKind::access) {
    check_reads(byte.atomic_writes, object, position, order);
    if (writes(effect)) check_reads(byte.atomic_reads, object, position, order);
    if (reads(effect)) read(byte.plain, object, position, order);
    if (writes(effect)) write(byte.plain, object, position, order);
    return;
  }
  check_write(byte.plain, object, position, order);
  if (writes(effect)) check_reads(byte.plain, object, position, order);
  if (reads(effect)) read(byte.atomic_reads, object, position, order);
  if (writes(effect)) read(byte.atomic_writes, object, position, order);
}

void RaceDetector::check_write(const Cell& cell, ObjectId object, std::size_t position,
                               const HappensBefore& order) {
  const Clock* known = order.clocks(index(events_[position].thread));
  if (cell.write.clock > known[cell.write.thread]) report(object, cell.write.event, position);
}

void RaceDetector::check_reads(const Cell& cell, ObjectId object, std::size_t position,
                               const HappensBefore& order) {
  const Clock* known = order.clocks(index(events_[position].thread));
  if (cell.read.clock < order.base()) return;
  if (cell.read.thread != shared_readers) {
    if (cell.read.clock > known[cell.read.thread]) report(object, cell.read.event, position);
    return;
  }
  const Clock* readers = reader_clocks_.row(cell.readers);
  const std::size_t width = std::min(order.width(), reader_clocks_.width());
  for (std::size_t thread = 0; thread < width; ++thread) {
    if (readers[thread] <= known[thread]) continue;
    report(object, reader_events_.row(cell.readers)[thread], position);
  }
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
void RaceDetector::check_readers(Cell& cell, ObjectId object, std::size_t position,
                                 const HappensBefore& order) {
  const Clock* known = order.clocks(index(events_[position].thread));
  const Clock* readers = reader_clocks_.row(cell.readers);
  const std::size_t width = std::min(order.width(), reader_clocks_.width());
  if (cell.read.clock >= order.base() && exceeds(readers, known, width)) {
    for (std::size_t thread = 0; thread < width; ++thread) {
      if (readers[thread] <= known[thread]) continue;
      report(object, reader_events_.row(cell.readers)[thread], position);
    }
  }
  cell.read = {};
}

void RaceDetector::report(ObjectId object, std::size_t first, std::size_t second) {
  has_race_ = true;
  const Access one = access_of(events_[first]);
  const Access other = access_of(events_[second]);
  const auto [low, high] = std::minmax(one, other);
  const bool is_new = seen_.insert(
      {low >> 1 << 32 | high >> 1, std::uint64_t{index(object)} << 2 | (low & 1) << 1 | (high & 1)},
      execution_);
  if (is_new) races_.push_back({.cell = object, .first = first, .second = second});
}

}  // namespace heddle
