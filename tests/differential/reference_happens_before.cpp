#include "tests/differential/reference_happens_before.hpp"

#include <algorithm>

namespace heddle::differential::reference {
namespace {

void take_over(Clock& clock, const Clock& other) {
  if (clock.size() < other.size()) clock.resize(other.size(), 0);
  for (std::size_t thread = 0; thread < other.size(); ++thread) {
    clock[thread] = std::max(clock[thread], other[thread]);
  }
}

bool all_known(const Clock& accesses, const Clock& known) {
  for (std::size_t thread = 0; thread < accesses.size(); ++thread) {
    if (accesses[thread] > (thread < known.size() ? known[thread] : 0)) return false;
  }
  return true;
}

void record(Clock& accesses, std::size_t thread, std::int64_t number) {
  if (accesses.size() <= thread) accesses.resize(thread + 1, 0);
  accesses[thread] = number;
}

bool acquires(const std::string& order) {
  return order == "acquire" || order == "acq_rel" || order == "seq_cst";
}

bool releases(const std::string& order) {
  return order == "release" || order == "acq_rel" || order == "seq_cst";
}

void append(std::string& text, const Clock& clock) {
  text += '<';
  for (const std::int64_t each : clock) text += std::to_string(each) + ' ';
  text += '>';
}

void append(std::string& text, const std::vector<Clock>& clocks) {
  text += '[';
  for (const Clock& each : clocks) append(text, each);
  text += ']';
}

}  // namespace

void HappensBefore::step(std::size_t thread) {
  if (!enabled_) return;
  if (threads_.size() <= thread) threads_.resize(thread + 1);
  Clock& now = threads_[thread].now;
  if (now.size() <= thread) now.resize(thread + 1, 0);
  ++now[thread];
}

bool HappensBefore::plain_access(std::size_t thread, std::size_t cell, bool writes) {
  if (!enabled_) return false;
  const Clock& now = threads_[thread].now;
  ObjectOrder& order = objects_[cell];
  bool races = !all_known(order.last_writes, now);
  if (writes) races = races || !all_known(order.last_reads, now);
  record(writes ? order.last_writes : order.last_reads, thread, now[thread]);
  return races;
}

void HappensBefore::atomic_load(std::size_t thread, std::size_t cell, const std::string& order) {
  if (!enabled_) return;
  ThreadOrder& reader = threads_[thread];
  take_over(reader.seen_relaxed, objects_[cell].released);
  if (acquires(order)) take_over(reader.now, objects_[cell].released);
}

void HappensBefore::atomic_store(std::size_t thread, std::size_t cell, const std::string& order) {
  if (!enabled_) return;
  const ThreadOrder& writer = threads_[thread];
  objects_[cell].released = releases(order) ? writer.now : writer.released_by_fence;
}

// Continues the release sequence that it reads from.
void HappensBefore::atomic_update(std::size_t thread, std::size_t cell, const std::string& order) {
  if (!enabled_) return;
  atomic_load(thread, cell, order);
  const ThreadOrder& writer = threads_[thread];
  take_over(objects_[cell].released, releases(order) ? writer.now : writer.released_by_fence);
}

void HappensBefore::fence(std::size_t thread, const std::string& order) {
  if (!enabled_) return;
  ThreadOrder& fencing = threads_[thread];
  if (acquires(order)) take_over(fencing.now, fencing.seen_relaxed);
  if (releases(order)) fencing.released_by_fence = fencing.now;
}

void HappensBefore::acquire(std::size_t thread, std::size_t object) {
  if (!enabled_) return;
  take_over(threads_[thread].now, objects_[object].released);
  take_over(threads_[thread].now, objects_[object].released_shared);
}

void HappensBefore::release(std::size_t thread, std::size_t object) {
  if (!enabled_) return;
  take_over(objects_[object].released, threads_[thread].now);
}

void HappensBefore::acquire_shared(std::size_t thread, std::size_t object) {
  if (!enabled_) return;
  take_over(threads_[thread].now, objects_[object].released);
}

void HappensBefore::release_shared(std::size_t thread, std::size_t object) {
  if (!enabled_) return;
  take_over(objects_[object].released_shared, threads_[thread].now);
}

void HappensBefore::begin_atomically(std::size_t thread) {
  if (!enabled_) return;
  take_over(threads_[thread].now, atomically_);
}

void HappensBefore::end_atomically(std::size_t thread) {
  if (!enabled_) return;
  take_over(atomically_, threads_[thread].now);
}

// On a channel of capacity c, the k-th reception comes before the (k+c)-th send.
void HappensBefore::send(std::size_t thread, std::size_t channel, std::int64_t capacity) {
  if (!enabled_) return;
  ObjectOrder& order = objects_[channel];
  if (capacity > 0 && order.sent++ >= capacity) {
    take_over(threads_[thread].now, order.freed.front());
    order.freed.erase(order.freed.begin());
  }
  order.messages.push_back(threads_[thread].now);
}

void HappensBefore::receive(std::size_t thread, std::size_t channel, std::int64_t capacity,
                            std::int64_t offered_by) {
  if (!enabled_) return;
  ObjectOrder& order = objects_[channel];
  take_over(threads_[thread].now, order.messages.front());
  order.messages.erase(order.messages.begin());
  if (capacity == 0) {
    threads_[static_cast<std::size_t>(offered_by)].at_leave = threads_[thread].now;
  } else if (capacity > 0) {
    order.freed.push_back(threads_[thread].now);
  }
}

void HappensBefore::close(std::size_t thread, std::size_t channel) {
  if (!enabled_) return;
  take_over(objects_[channel].closed, threads_[thread].now);
}

void HappensBefore::receive_closed(std::size_t thread, std::size_t channel) {
  if (!enabled_) return;
  take_over(threads_[thread].now, objects_[channel].closed);
}

void HappensBefore::arrive(std::size_t thread, std::size_t barrier) {
  if (!enabled_) return;
  take_over(objects_[barrier].released, threads_[thread].now);
}

void HappensBefore::complete_round(std::size_t last, std::size_t barrier,
                                   const std::vector<std::int64_t>& arrived) {
  if (!enabled_) return;
  const Clock round = objects_[barrier].released;
  take_over(threads_[last].now, round);
  for (const std::int64_t each : arrived) threads_[static_cast<std::size_t>(each)].at_leave = round;
  objects_[barrier].released.clear();
}

void HappensBefore::leave(std::size_t thread) {
  if (!enabled_) return;
  take_over(threads_[thread].now, threads_[thread].at_leave);
  threads_[thread].at_leave.clear();
}

void HappensBefore::spawn(std::size_t spawner, std::size_t child) {
  if (!enabled_) return;
  step(child);
  take_over(threads_[child].now, threads_[spawner].now);
}

void HappensBefore::join(std::size_t thread, std::size_t ended) {
  if (!enabled_) return;
  take_over(threads_[thread].now, threads_[ended].now);
}

std::string HappensBefore::serialised() const {
  std::string text;
  if (!enabled_) return text;
  for (const ThreadOrder& thread : threads_) {
    append(text, thread.now);
    append(text, thread.released_by_fence);
    append(text, thread.seen_relaxed);
    append(text, thread.at_leave);
  }
  for (const ObjectOrder& object : objects_) {
    for (const Clock* each : {&object.released, &object.released_shared, &object.closed,
                              &object.last_reads, &object.last_writes}) {
      append(text, *each);
    }
    append(text, object.messages);
    append(text, object.freed);
    text += std::to_string(object.sent);
  }
  append(text, atomically_);
  return text;
}

}  // namespace heddle::differential::reference
