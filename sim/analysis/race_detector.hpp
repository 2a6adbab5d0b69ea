#pragma once
// Data races on plain memory. Flanagan, Freund, "FastTrack: Efficient and Precise Dynamic Race
// Detection" (PLDI 2009): most cells are only ever accessed in an order, so the last write and the
// last read, each a thread and its clock (an epoch), are enough; only where reads are concurrent is
// a clock kept for each reader.
//
// Where this deviates: with each epoch goes the event, so that a race names both accesses; a race
// does not stop the analysis of its cell; and nothing is cleared between executions (see
// HappensBefore). It must not know what orders events.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/analysis/findings.hpp"
#include "sim/analysis/seen_set.hpp"
#include "sim/model/event.hpp"
#include "sim/trace/happens_before.hpp"
#include "sim/trace/lane_table.hpp"

namespace heddle {

class RaceDetector {
 public:
  explicit RaceDetector(std::size_t objects) : cells_(objects) {}

  // `events` must stay valid until the next call.
  void begin(std::span<const Event> events);
  // The clocks began anew: forget all accesses, not what was found.
  void forget();

  // The event at `position` reads or writes a plain cell; its thread must be known to `order`.
  void read(std::size_t position, const HappensBefore& order) {
    const Event& event = events_[position];
    const auto thread = static_cast<std::uint32_t>(index(event.thread));
    const Clock* known = order.clocks(thread);
    Cell& cell = cells_[index(event.object)];
    if (cell.read.thread == thread && cell.read.clock == known[thread]) return;
    if (cell.write.clock > known[cell.write.thread]) report(cell.write.event, position);
    if (cell.read.thread < shared_readers && cell.read.clock <= known[cell.read.thread]) {
      cell.read = {known[thread], thread, static_cast<std::uint32_t>(position)};
    } else {
      read_beside_others(cell, position, order);
    }
  }

  void write(std::size_t position, const HappensBefore& order) {
    const Event& event = events_[position];
    const auto thread = static_cast<std::uint32_t>(index(event.thread));
    const Clock* known = order.clocks(thread);
    Cell& cell = cells_[index(event.object)];
    if (cell.write.thread == thread && cell.write.clock == known[thread]) return;
    if (cell.write.clock > known[cell.write.thread]) report(cell.write.event, position);
    if (cell.read.thread == shared_readers) {
      check_readers(cell, position, order);
    } else if (cell.read.clock > known[cell.read.thread]) {
      report(cell.read.event, position);
    }
    cell.write = {known[thread], thread, static_cast<std::uint32_t>(position)};
  }

  // Whether this execution has a race.
  bool has_race() const { return has_race_; }
  // The races of this execution: one for each cell, pair of sites and kinds of access.
  std::span<const Race> races() const { return races_; }

 private:
  // A clock of 0 stands for none, and is ordered before everything.
  struct Epoch {
    Clock clock = 0;
    std::uint32_t thread = 0;
    std::uint32_t event = 0;
  };
  struct Cell {
    Epoch write;
    Epoch read;  // thread == shared_readers: see `readers`; clock: some reader's
    std::uint32_t readers = no_row;
  };

  static constexpr std::uint32_t shared_readers = UINT32_MAX;
  static constexpr std::uint32_t no_row = UINT32_MAX;

  void read_beside_others(Cell& cell, std::size_t position, const HappensBefore& order);
  void check_readers(Cell& cell, std::size_t position, const HappensBefore& order);
  void add_reader(const Cell& cell, const Epoch& epoch);
  void report(std::size_t first, std::size_t second);

  std::span<const Event> events_;
  std::vector<Cell> cells_;  // by ObjectId
  // Of cells that were ever read concurrently: every thread's last read, its clock and its event.
  // What an earlier execution, or a time before the last write, left there is ordered or was
  // reported, so it does no harm.
  LaneTable<Clock> reader_clocks_;
  LaneTable<std::uint32_t> reader_events_;
  bool has_race_ = false;
  std::vector<Race> races_;
  std::uint64_t execution_ = 0;  // counted from 1
  SeenSet<2> seen_;              // its rounds are executions
};

}  // namespace heddle
