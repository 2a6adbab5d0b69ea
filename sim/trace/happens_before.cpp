#include "sim/trace/happens_before.hpp"

namespace heddle {
namespace {

constexpr bool acquires(MemoryOrder order) {
  return order == MemoryOrder::acquire || order == MemoryOrder::acq_rel ||
         order == MemoryOrder::seq_cst;
}

constexpr bool releases(MemoryOrder order) {
  return order == MemoryOrder::release || order == MemoryOrder::acq_rel ||
         order == MemoryOrder::seq_cst;
}

constexpr std::size_t fence_rows = 2;

}  // namespace

HappensBefore::HappensBefore(std::span<const ObjectDeclaration> objects, Clock first_clock)
    : base_(first_clock) {
  std::uint32_t rows = atomically_row + 1;
  for (const ObjectDeclaration& declaration : objects) {
    SynchronizationObject object{.kind = declaration.kind, .row = 0, .extra = 0};
    if (declaration.kind != ObjectKind::plain) object.row = rows++;
    if (declaration.kind == ObjectKind::rwlock) object.extra = rows++;
    if (declaration.kind == ObjectKind::channel) {
      object.extra = messages_.add_channel(declaration.capacity);
    }
    if (declaration.kind == ObjectKind::barrier) {
      object.extra = static_cast<std::uint32_t>(barriers_.size());
      barriers_.emplace_back();
    }
    objects_.push_back(object);
  }
  clocks_.add_rows(rows);
}

bool HappensBefore::begin(std::size_t events) {
  // Each event moves a clock by one at most.
  for (std::size_t thread = 0; thread < thread_count_; ++thread) {
    base_ = std::max(base_, threads_.row(thread)[thread] + 1);
  }
  const auto room = static_cast<std::size_t>(std::numeric_limits<Clock>::max() - base_);
  const bool ran_out = room <= events;
  if (ran_out) forget();
  ++execution_;
  messages_.begin();
  thread_count_ = 0;
  start_threads(1);
  return ran_out;
}

void HappensBefore::forget() {
  threads_.fill_with_zero();
  fences_.fill_with_zero();
  clocks_.fill_with_zero();
  base_ = 1;
}

void HappensBefore::start_threads(std::size_t count) {
  make_rows(count);
  for (; thread_count_ < count; ++thread_count_) {
    assign(own(thread_count_), base_ - 1, width());
    own(thread_count_)[thread_count_] = base_;
    thread_states_[thread_count_] = {};
  }
}

void HappensBefore::make_rows(std::size_t threads) {
  if (threads <= threads_.rows()) return;
  if (threads > threads_.width()) widen(std::max(threads, 2 * threads_.width()));
  fences_.add_rows(fence_rows * (threads - threads_.rows()));
  threads_.add_rows(threads - threads_.rows());
  thread_states_.resize(threads);
}

void HappensBefore::widen(std::size_t lanes) {
  const std::size_t blocks = (lanes + lanes_in_block - 1) / lanes_in_block;
  threads_.widen(blocks * lanes_in_block);
  fences_.widen(blocks * lanes_in_block);
  clocks_.widen(blocks * lanes_in_block);
  messages_.widen(blocks * lanes_in_block);
}

void HappensBefore::apply(const Event& event) {
  const std::size_t thread = index(event.thread);
  const std::uint32_t row =
      index(event.object) < objects_.size() ? objects_[index(event.object)].row : 0;
  switch (event.kind) {
    case OperationKind::load:
      return load(thread, event);
    case OperationKind::store:
      return store(thread, event);
    case OperationKind::fetch_add:
    case OperationKind::fetch_sub:
    case OperationKind::fetch_and:
    case OperationKind::fetch_or:
    case OperationKind::fetch_xor:
    case OperationKind::exchange:
      return modify(thread, event);
    case OperationKind::compare_exchange:
      if (event.written.type == ValueType::nothing) return load(thread, event);
      return modify(thread, event);
    case OperationKind::fence:
      return fence(thread, event.order);
    case OperationKind::lock:
      return lock(event, event.object);
    case OperationKind::unlock:
      return unlock(event, event.object);
    case OperationKind::try_lock:
      if (event.value.is_true()) lock(event, event.object);
      return;
    case OperationKind::lock_shared:
      return acquire(thread, row);
    case OperationKind::try_lock_shared:
      if (event.value.is_true()) acquire(thread, row);
      return;
    case OperationKind::unlock_shared:
      return contribute(thread, objects_[index(event.object)].extra);
    case OperationKind::wait:
      if (event.phase == Phase::enter) unlock(event, event.mutex);
      if (event.phase == Phase::leave) lock(event, event.mutex);
      return;
    case OperationKind::acquire:
      if (event.way != Way::timeout) acquire(thread, row);
      return;
    case OperationKind::try_acquire:
      if (event.value.is_true()) acquire(thread, row);
      return;
    case OperationKind::release:
    case OperationKind::close:
      return contribute(thread, row);
    case OperationKind::arrive:
      return arrive(thread, event);
    case OperationKind::once_begin:
      if (!event.value.is_true()) acquire(thread, row);
      return;
    case OperationKind::once_end:
      return contribute(thread, row);
    case OperationKind::send:
      return send(thread, event);
    case OperationKind::recv:
    case OperationKind::try_recv:
      return receive(thread, event);
    case OperationKind::spawn:
      return spawn(thread, event.detail);
    case OperationKind::join:
      if (event.detail != thread && event.detail < thread_count_) {
        join(own(thread), own(event.detail), width());
      }
      return;
    case OperationKind::read:
    case OperationKind::write:
    case OperationKind::notify_one:
    case OperationKind::notify_all:
    case OperationKind::sleep:
    case OperationKind::yield:
    case OperationKind::end:
    case OperationKind::print:
    case OperationKind::await:
    case OperationKind::choose:
    case OperationKind::atomically_begin:
    case OperationKind::atomically_end:
    case OperationKind::fail:
      return;
  }
}

void HappensBefore::load(std::size_t thread, const Event& event) {
  const std::uint32_t row = objects_[index(event.object)].row;
  if (acquires(event.order)) return acquire(thread, row);
  // An acquire fence may yet order what this load saw.
  Clock* seen = fences_.row(fence_rows * thread + 1);
  bool& has_seen = thread_states_[thread].has_unfenced_loads;
  if (has_seen) {
    join(seen, clocks_.row(row), width());
  } else {
    assign(seen, clocks_.row(row), width());
  }
  has_seen = true;
}

// A store ends the release sequences of earlier ones, also those of its own thread (since C++20).
void HappensBefore::store(std::size_t thread, const Event& event) {
  Clock* cell = clocks_.row(objects_[index(event.object)].row);
  if (releases(event.order)) {
    assign(cell, own(thread), width());
    advance_clock(thread);
  } else if (thread_states_[thread].has_released_by_fence) {
    assign(cell, fences_.row(fence_rows * thread), width());
  } else {
    assign(cell, Clock{0}, width());
  }
}

// A read-modify-write goes on with the release sequence of what it read.
void HappensBefore::modify(std::size_t thread, const Event& event) {
  load(thread, event);
  const std::uint32_t row = objects_[index(event.object)].row;
  if (releases(event.order)) {
    contribute(thread, row);
  } else if (thread_states_[thread].has_released_by_fence) {
    join(clocks_.row(row), fences_.row(fence_rows * thread), width());
  }
}

void HappensBefore::fence(std::size_t thread, MemoryOrder order) {
  Thread& state = thread_states_[thread];
  if (acquires(order) && state.has_unfenced_loads) {
    join(own(thread), fences_.row(fence_rows * thread + 1), width());
    state.has_unfenced_loads = false;
  }
  if (releases(order)) {
    assign(fences_.row(fence_rows * thread), own(thread), width());
    state.has_released_by_fence = true;
    advance_clock(thread);
  }
}

// The last to arrive brings the others up to date at once: they are blocked, so nothing can tell
// that from their doing it on leaving, and a thread that leaves late cannot learn of the next
// round.
void HappensBefore::arrive(std::size_t thread, const Event& event) {
  if (event.phase != Phase::enter && event.phase != Phase::whole) return;
  const SynchronizationObject& object = objects_[index(event.object)];
  Barrier& barrier = barriers_[object.extra];
  if (barrier.execution != execution_) {
    barrier.execution = execution_;
    barrier.waiting.clear();
  }
  if (event.phase == Phase::enter) {
    barrier.waiting.push_back(static_cast<std::uint32_t>(thread));
    return contribute(thread, object.row);
  }
  acquire(thread, object.row);
  for (const std::uint32_t other : barrier.waiting) join(own(other), own(thread), width());
  barrier.waiting.clear();
  assign(clocks_.row(object.row), Clock{0}, width());
  advance_clock(thread);
}

void HappensBefore::send(std::size_t thread, const Event& event) {
  if (event.phase == Phase::leave) return;
  const std::uint32_t channel = objects_[index(event.object)].extra;
  if (messages_.send_needs_receipt(channel)) {
    const Clock* receipt = messages_.pop_receipt(channel);
    if (receipt != nullptr) join(own(thread), receipt, width());
  }
  messages_.push_message(channel, static_cast<std::uint32_t>(thread), own(thread));
  advance_clock(thread);
}

void HappensBefore::receive(std::size_t thread, const Event& event) {
  const SynchronizationObject& object = objects_[index(event.object)];
  if (event.value.type == ValueType::nothing) {
    // A try_recv cannot tell a closed channel from an empty one, so it learns nothing.
    const bool found_closed = event.kind == OperationKind::recv && event.way != Way::timeout;
    if (found_closed) acquire(thread, object.row);
    return;
  }
  const MessageClocks::Message message = messages_.pop_message(object.extra);
  if (message.clocks == nullptr) return;
  join(own(thread), message.clocks, width());
  const std::int64_t capacity = messages_.capacity(object.extra);
  if (capacity == unbounded_capacity) return;
  if (capacity > 0) {
    messages_.push_receipt(object.extra, own(thread));
  } else if (message.sender != thread) {
    // The sender is blocked until it completes; see arrive().
    join(own(message.sender), own(thread), width());
  }
  advance_clock(thread);
}

void HappensBefore::spawn(std::size_t thread, std::size_t child) {
  if (child < thread_count_) return;
  start_threads(child);
  make_rows(child + 1);
  assign(own(child), own(thread), width());
  own(child)[child] = base_;
  thread_states_[child] = {};
  thread_count_ = child + 1;
  advance_clock(thread);
}

}  // namespace heddle
