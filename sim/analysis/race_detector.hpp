#pragma once
// Data races on plain memory, and between the use of an object and its coming or going: to create
// or to destroy one is like a write to it, and to use it like a read, of which every thread's last
// one is kept. Flanagan, Freund, "FastTrack:
// Efficient and Precise Dynamic Race Detection" (PLDI 2009): most cells are only ever accessed in
// an order, so the last write and the last read, each a thread and its clock (an epoch), are
// enough; only where reads are concurrent is a clock kept for each reader.
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
#include "sim/model/created_objects.hpp"
#include "sim/model/event.hpp"
#include "sim/trace/happens_before.hpp"
#include "sim/trace/lane_table.hpp"

namespace heddle {

class RaceDetector {
 public:
  explicit RaceDetector(std::size_t objects) : declared_(objects), cells_(objects) {}

  // `events` must stay valid until the next call.
  void begin(std::span<const Event> events);
  // The clocks began anew: forget all accesses, not what was found.
  void forget();

  // The event at `position` reads or writes a plain cell; its thread must be known to `order`.
  void read(std::size_t position, const HappensBefore& order) {
    const ObjectId object = events_[position].object;
    read(cells_[slot(object)], object, position, order);
  }
  void write(std::size_t position, const HappensBefore& order) {
    const ObjectId object = events_[position].object;
    write(cells_[slot(object)], object, position, order);
  }
  // The event reads or writes bytes of a block. Atomic accesses race with plain ones only.
  void access_block(std::size_t position, const HappensBefore& order);
  // The event creates, or destroys, its object.
  void create(std::size_t position, const HappensBefore& order);
  void destroy(std::size_t position, const HappensBefore& order);
  // The event uses the object, which was created, in any way.
  void use(ObjectId object, std::size_t position, const HappensBefore& order) {
    const auto thread = index(events_[position].thread);
    const Clock* known = order.clocks(thread);
    const std::size_t number = created_.number(object);
    const Cell& cell = cells_[declared_ + number];
    if (cell.write.clock > known[cell.write.thread]) report(object, cell.write.event, position);
    if (number >= use_clocks_.rows() || order.width() > use_clocks_.width()) {
      make_room_for_uses(order.width());
    }
    use_clocks_.row(number)[thread] = known[thread];
    use_events_.row(number)[thread] = static_cast<std::uint32_t>(position);
  }

  // Whether the execution has to be looked at again from its beginning: whole blocks were found
  // that are accessed atomically and otherwise, and the accesses of the commoner blocks are not all
  // kept.
  bool must_look_again() const { return must_look_again_; }

  // Whether this execution has a race.
  bool has_race() const { return has_race_; }
  // The races of this execution: one for each object, pair of sites and kinds of access.
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

  // A byte of a block. Atomic accesses are kept as reads are, beside each other.
  struct Byte {
    Cell plain;
    Cell atomic_reads;
    Cell atomic_writes;
  };

  static constexpr std::uint32_t shared_readers = UINT32_MAX;
  static constexpr std::uint32_t no_row = UINT32_MAX;

  std::size_t slot(ObjectId object) const {
    if (is_created_object(object)) [[unlikely]]
      return declared_ + created_.number(object);
    return index(object);
  }
  void read(Cell& cell, ObjectId object, std::size_t position, const HappensBefore& order) {
    const Event& event = events_[position];
    const auto thread = static_cast<std::uint32_t>(index(event.thread));
    const Clock* known = order.clocks(thread);
    if (cell.read.thread == thread && cell.read.clock == known[thread]) return;
    if (cell.write.clock > known[cell.write.thread]) report(object, cell.write.event, position);
    if (cell.read.thread < shared_readers && cell.read.clock <= known[cell.read.thread]) {
      cell.read = {known[thread], thread, static_cast<std::uint32_t>(position)};
    } else {
      read_beside_others(cell, position, order);
    }
  }

  void write(Cell& cell, ObjectId object, std::size_t position, const HappensBefore& order) {
    const Event& event = events_[position];
    const auto thread = static_cast<std::uint32_t>(index(event.thread));
    const Clock* known = order.clocks(thread);
    if (cell.write.thread == thread && cell.write.clock == known[thread]) return;
    if (cell.write.clock > known[cell.write.thread]) report(object, cell.write.event, position);
    if (cell.read.thread == shared_readers) {
      check_readers(cell, object, position, order);
    } else if (cell.read.clock > known[cell.read.thread]) {
      report(object, cell.read.event, position);
    }
    cell.write = {known[thread], thread, static_cast<std::uint32_t>(position)};
  }

  void read_beside_others(Cell& cell, std::size_t position, const HappensBefore& order);
  void check_readers(Cell& cell, ObjectId object, std::size_t position, const HappensBefore& order);
  void access(Byte& byte, std::size_t position, const HappensBefore& order);
  void access_whole(std::size_t position, const HappensBefore& order);
  void make_room_for_uses(std::size_t width);
  void check_write(const Cell& cell, ObjectId object, std::size_t position,
                   const HappensBefore& order);
  void check_reads(const Cell& cell, ObjectId object, std::size_t position,
                   const HappensBefore& order);
  void add_reader(const Cell& cell, const Epoch& epoch);
  void report(ObjectId object, std::size_t first, std::size_t second);

  const std::size_t declared_;
  CreatedObjects created_;
  std::span<const Event> events_;
  // By slot: the declared objects, then the created ones. Of blocks, their coming and going.
  std::vector<Cell> cells_;
  std::vector<std::vector<Byte>> bytes_;  // of blocks, by slot and offset
  // Of cells that were ever read concurrently: every thread's last read, its clock and its event.
  // What an earlier execution, or a time before the last write, left there is ordered or was
  // reported, so it does no harm.
  LaneTable<Clock> reader_clocks_;
  LaneTable<std::uint32_t> reader_events_;
  // Of created objects, by number: every thread's last use, but for whole accesses to plain memory.
  LaneTable<Clock> use_clocks_;
  LaneTable<std::uint32_t> use_events_;
  // How whole blocks are accessed, by slot, in any execution.
  struct WholeBlock {
    bool has_atomic = false;
    bool has_plain = false;
    bool is_mixed() const { return has_atomic && has_plain; }
  };
  std::vector<WholeBlock> whole_blocks_;
  bool must_look_again_ = false;
  bool has_race_ = false;
  std::vector<Race> races_;
  std::uint64_t execution_ = 0;  // counted from 1
  SeenSet<2> seen_;              // its rounds are executions
};

}  // namespace heddle
