#include "sim/analysis/conflict_orders.hpp"

#include "sim/model/operation_table.hpp"

namespace heddle {
namespace {

// Of those that touch an object: these commute with each other.
bool only_reads(OperationKind kind) { return reads_memory_only(kind) || is_shared(kind); }

}  // namespace

void ConflictOrders::add(std::span<const Event> events) {
  if (++execution_ == 0) {  // every number was used: begin again
    last_.assign(last_.size(), {});
    execution_ = 1;
  }
  for (const Event& event : events) {
    if (event.object != no_object) touch(event.object, event, !only_reads(event.kind));
    if (event.mutex != no_object) touch(event.mutex, event, true);
  }
}

void ConflictOrders::touch(ObjectId object, const Event& event, bool changes) {
  const std::size_t slot = is_created(object) ? declared_ + created_.add(object) : index(object);
  if (slot >= last_.size()) last_.resize(slot + 1);
  LastAccesses& last = last_[slot];
  if (last.execution != execution_) {
    last = {};
    last.execution = execution_;
  }
  const Access access{.thread = event.thread, .site = event.site};
  see(last.change, access);
  if (!changes) {
    last.read[last.reads++ % last.read.size()] = access;
    return;
  }
  for (const Access& read : last.read) see(read, access);
  last.reads = 0;
  last.read = {};
  last.change = access;
}

void ConflictOrders::see(const Access& earlier, const Access& later) {
  if (earlier.site == no_site || later.site == no_site || earlier.thread == later.thread) return;
  const Pair pair{std::uint64_t{index(earlier.site)} << 32U | index(later.site)};
  if (known_.insert(pair)) seen_.push_back(pair);
}

void ConflictOrders::restore(std::span<const Pair> seen) {
  for (const Pair& pair : seen) {
    if (known_.insert(pair)) seen_.push_back(pair);
  }
}

}  // namespace heddle
