#include "tests/analysis/reference_order.hpp"

#include <map>

#include "sim/model/operation_table.hpp"

namespace heddle::testing {
namespace {

using Kind = OperationKind;

bool acquires(MemoryOrder order) {
  return order != MemoryOrder::relaxed && order != MemoryOrder::release;
}

bool releases(MemoryOrder order) {
  return order != MemoryOrder::relaxed && order != MemoryOrder::acquire;
}

bool stores(const Event& event) {
  return event.kind == Kind::store ||
         (is_read_modify_write(event.kind) && event.written.type != ValueType::nothing);
}

bool loads(const Event& event) {
  return event.kind == Kind::load || is_read_modify_write(event.kind);
}

bool locks(const Event& event, Kind blocking, Kind trying) {
  return event.kind == blocking || (event.kind == trying && event.value.is_true());
}

}  // namespace

ReferenceOrder::ReferenceOrder(std::span<const ObjectDeclaration> objects,
                               std::span<const Event> events)
    : events_(events), before_(events.size(), std::vector<bool>(events.size())) {
  for (std::size_t later = 0; later < events.size(); ++later) add_edges_to(later);
  add_channel_edges(objects);
  close();
}

bool ReferenceOrder::is_race(std::size_t first, std::size_t second) const {
  const Event& one = events_[first];
  const Event& other = events_[second];
  return is_plain_memory(one.kind) && is_plain_memory(other.kind) && one.object == other.object &&
         (one.kind == Kind::write || other.kind == Kind::write) && one.thread != other.thread &&
         !is_before(first, second) && !is_before(second, first);
}

void ReferenceOrder::edge(std::size_t earlier, std::size_t later) {
  before_[later][earlier] = true;
}

void ReferenceOrder::add_edges_to(std::size_t later) {
  for (std::size_t earlier = 0; earlier < later; ++earlier) add_edges_between(earlier, later);
  if (loads(events_[later])) add_reads_from(later);
}

void ReferenceOrder::add_edges_between(std::size_t earlier, std::size_t later) {
  const Event& first = events_[earlier];
  const Event& second = events_[later];
  const bool same_object = first.object == second.object;
  const bool exclusive = locks(second, Kind::lock, Kind::try_lock);
  const bool shared = locks(second, Kind::lock_shared, Kind::try_lock_shared);
  const bool ordered =
      first.thread == second.thread ||
      (first.kind == Kind::spawn && first.detail == index(second.thread)) ||
      (second.kind == Kind::join && second.detail == index(first.thread)) ||
      (same_object && first.kind == Kind::unlock && (exclusive || shared)) ||
      (same_object && first.kind == Kind::unlock_shared && exclusive) ||
      (same_object && first.kind == Kind::once_end && second.kind == Kind::once_begin) ||
      (same_object && first.kind == Kind::release &&
       (second.kind == Kind::acquire ||
        (second.kind == Kind::try_acquire && second.value.is_true())));
  if (ordered) edge(earlier, later);
}

// [intro.races], [atomics.fences] of C++20: an edge from each modification whose release sequence
// has the one that is read.
void ReferenceOrder::add_reads_from(std::size_t load) {
  const Event& reader = events_[load];
  std::vector<std::size_t> acquiring;
  if (acquires(reader.order)) acquiring.push_back(load);
  for (std::size_t i = load + 1; i < events_.size(); ++i) {
    const bool fences = events_[i].kind == Kind::fence && acquires(events_[i].order);
    if (fences && events_[i].thread == reader.thread) acquiring.push_back(i);
  }
  for (std::size_t head = load; head-- > 0;) {
    const Event& modification = events_[head];
    if (modification.object != reader.object || !stores(modification)) continue;
    std::vector<std::size_t> releasing;
    if (releases(modification.order)) releasing.push_back(head);
    for (std::size_t i = 0; i < head; ++i) {
      const bool fences = events_[i].kind == Kind::fence && releases(events_[i].order);
      if (fences && events_[i].thread == modification.thread) releasing.push_back(i);
    }
    for (const std::size_t from : releasing) {
      for (const std::size_t to : acquiring) edge(from, to);
    }
    if (!is_read_modify_write(modification.kind)) return;
  }
}

void ReferenceOrder::add_channel_edges(std::span<const ObjectDeclaration> objects) {
  std::map<ObjectId, std::vector<std::size_t>> sends;
  std::map<ObjectId, std::vector<std::size_t>> receipts;
  for (std::size_t i = 0; i < events_.size(); ++i) {
    const Event& event = events_[i];
    if (event.kind == Kind::send) {
      std::vector<std::size_t>& sent = sends[event.object];
      const std::int64_t capacity = objects[index(event.object)].capacity;
      sent.push_back(i);
      if (capacity > 0 && sent.size() > static_cast<std::size_t>(capacity)) {
        edge(receipts[event.object].at(sent.size() - 1 - static_cast<std::size_t>(capacity)), i);
      }
    }
    if (event.kind == Kind::recv || event.kind == Kind::try_recv) {
      if (event.value.type == ValueType::nothing) continue;
      receipts[event.object].push_back(i);
      edge(sends[event.object].at(receipts[event.object].size() - 1), i);
    }
  }
}

// Every edge leads from an earlier event to a later one, so one pass in that order is enough.
void ReferenceOrder::close() {
  for (std::size_t later = 0; later < events_.size(); ++later) {
    for (std::size_t middle = 0; middle < later; ++middle) {
      if (!before_[later][middle]) continue;
      for (std::size_t earlier = 0; earlier < middle; ++earlier) {
        if (before_[middle][earlier]) edge(earlier, later);
      }
    }
  }
}

}  // namespace heddle::testing
