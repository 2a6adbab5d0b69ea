#include "tests/analysis/random_trace.hpp"

namespace heddle::testing {

using Kind = OperationKind;

RandomTrace::RandomTrace(std::uint64_t seed, std::uint32_t thread_limit, std::size_t length)
    : generator_(seed), thread_limit_(thread_limit) {
  while (trace_.events().size() < length) step(alive_[below(alive_.size())]);
}

void RandomTrace::step(std::uint32_t thread) {
  switch (below(10)) {
    case 0:
    case 1:
    case 2:
      trace_.read(thread, any_of<2>({x, y}));
      return;
    case 3:
    case 4:
      trace_.write(thread, any_of<2>({x, y}));
      return;
    case 5:
      return step_mutex(thread, any_of<3>({m, n, rwlock}));
    case 6:
      return step_atomic(thread);
    case 7:
      return below(2) == 0 ? step_channel(thread, any_of<2>({unbounded, bounded_by_two}))
                           : step_semaphore_or_once(thread);
    case 8:
      return step_shared_lock(thread);
    default:
      return step_thread(thread);
  }
}

void RandomTrace::step_mutex(std::uint32_t thread, ObjectId lock) {
  const bool free = !holders_.contains(lock) && (lock != rwlock || readers_.empty());
  if (free) {
    if (below(4) == 0) {
      trace_.add(thread, Kind::try_lock, lock, true);
    } else {
      trace_.add(thread, Kind::lock, lock);
    }
    holders_[lock] = thread;
  } else if (holders_.contains(lock) && holders_[lock] == thread) {
    trace_.add(thread, Kind::unlock, lock);
    holders_.erase(lock);
  } else {
    trace_.add(thread, Kind::try_lock, lock, false);
  }
}

void RandomTrace::step_shared_lock(std::uint32_t thread) {
  if (readers_.erase(thread) > 0) {
    trace_.add(thread, Kind::unlock_shared, rwlock);
  } else if (!holders_.contains(rwlock)) {
    trace_.add(thread, Kind::lock_shared, rwlock);
    readers_.insert(thread);
  }
}

void RandomTrace::step_atomic(std::uint32_t thread) {
  constexpr std::array orders{MemoryOrder::relaxed, MemoryOrder::acquire, MemoryOrder::release,
                              MemoryOrder::acq_rel, MemoryOrder::seq_cst};
  const MemoryOrder order = orders.at(below(below(2) == 0 ? 1 : 5));
  switch (below(6)) {
    case 0:
      trace_.add(thread, Kind::fence, no_object, orders.at(below(5)));
      return;
    case 1:
    case 2:
      trace_.add(thread, Kind::load, a,
                 order == MemoryOrder::release ? MemoryOrder::acquire : order);
      return;
    case 3:
      trace_.add(thread, Kind::store, a,
                 order == MemoryOrder::acquire ? MemoryOrder::release : order);
      return;
    case 4:
      trace_.add(thread, Kind::fetch_add, a, order);
      return;
    default:
      trace_.add(thread, Kind::compare_exchange, a, order);
      if (below(2) == 0) trace_.failed();
  }
}

void RandomTrace::step_channel(std::uint32_t thread, ObjectId channel) {
  std::size_t& messages = messages_[channel];
  const bool full = channel == bounded_by_two && messages == 2;
  if (messages > 0 && (full || below(2) == 0)) {
    trace_.receive(thread, channel);
    --messages;
  } else {
    trace_.add(thread, Kind::send, channel);
    ++messages;
  }
}

void RandomTrace::step_semaphore_or_once(std::uint32_t thread) {
  switch (below(4)) {
    case 0:
      trace_.add(thread, Kind::release, semaphore);
      return;
    case 1:
      trace_.add(thread, Kind::try_acquire, semaphore, below(2) == 0);
      return;
    default:
      if (once_done_) {
        trace_.add(thread, Kind::once_begin, once, false);
      } else {
        trace_.add(thread, Kind::once_begin, once, true);
        trace_.write(thread).add(thread, Kind::once_end, once);
        once_done_ = true;
      }
  }
}

void RandomTrace::step_thread(std::uint32_t thread) {
  const std::uint32_t last = alive_.back();
  if (threads_ < thread_limit_ && below(3) > 0) {
    trace_.spawn(thread, threads_);
    alive_.push_back(threads_++);
  } else if (last != thread && last != 0 && below(2) == 0) {
    trace_.add(last, Kind::end).join(thread, last);
    alive_.pop_back();
    std::erase_if(holders_, [&](const auto& holder) { return holder.second == last; });
    readers_.erase(last);
  }
}

}  // namespace heddle::testing
