#include "sim/analysis/analysis.hpp"

#include <algorithm>

#include "sim/model/operation_table.hpp"

namespace heddle {
namespace {

// Races and guards are of plain memory; it takes two locks for them to be taken in both orders.
bool looks_at_declared(std::span<const ObjectDeclaration> objects) {
  const auto locks = std::ranges::count_if(objects, [](const ObjectDeclaration& object) {
    return object.kind == ObjectKind::mutex || object.kind == ObjectKind::rwlock;
  });
  return locks > 1 || std::ranges::any_of(objects, [](const ObjectDeclaration& object) {
           return object.kind == ObjectKind::plain;
         });
}

bool has_blocks(std::span<const ObjectDeclaration> objects) {
  return std::ranges::any_of(
      objects, [](const ObjectDeclaration& object) { return object.kind == ObjectKind::block; });
}

// By object; empty where there are none.
std::vector<bool> rwlocks_among(std::span<const ObjectDeclaration> objects) {
  std::vector<bool> are(objects.size());
  for (std::size_t object = 0; object < objects.size(); ++object) {
    are[object] = objects[object].kind == ObjectKind::rwlock;
  }
  if (std::ranges::count(are, true) == 0) are.clear();
  return are;
}

}  // namespace

Analysis::Analysis(std::span<const ObjectDeclaration> objects, std::span<const Guard> guards,
                   Clock first_clock, bool creates_objects)
    : creates_(creates_objects),
      looks_at_declared_(looks_at_declared(objects)),
      looks_at_rest_(creates_objects || has_blocks(objects)),
      is_rwlock_(rwlocks_among(objects)),
      order_(objects, first_clock),
      races_(objects.size()),
      guards_(objects.size(), guards) {}

Analysis::Analysis(const Program& program)
    : Analysis(program.objects(), program.guards(), 1, program.creates_objects()) {}

void Analysis::analyse(std::span<const Event> events, bool may_race) {
  if (!looks_at_declared_ && !looks_at_rest_) return;
  if (!looks_at_declared_ && !may_race) {
    races_.begin({});
    return;
  }
  events_ = events;
  lock_order_.begin();
  look();
  if (races_.must_look_again()) look();
}

void Analysis::look() {
  if (order_.begin(events_.size())) races_.forget();
  races_.begin(events_);
  held_.begin();
  held_.start_threads(1);
  guards_.begin();
  identities_.begin();
  apply(0, events_.size());
}

// The loop that everything else is called from, with the commonest events in it.
void Analysis::apply(std::size_t first, std::size_t last) {
  for (std::size_t position = first; position < last; ++position) {
    const Event& event = events_[position];
    if (index(event.thread) >= order_.thread_count()) start_threads(index(event.thread) + 1);
    if (creates_) [[unlikely]]
      touch_created(event, position);
    switch (event.kind) {
      case OperationKind::read:
        guards_.check(event, position, held_);
        races_.read(position, order_);
        break;
      case OperationKind::write:
        guards_.check(event, position, held_);
        races_.write(position, order_);
        break;
      case OperationKind::lock:
        lock(event, event.object);
        break;
      case OperationKind::unlock:
        unlock(event, event.object);
        break;
      case OperationKind::try_lock:
      case OperationKind::lock_shared:
      case OperationKind::unlock_shared:
      case OperationKind::try_lock_shared:
        lock_in_other_ways(event);
        break;
      case OperationKind::wait:
        if (event.phase == Phase::enter) unlock(event, event.mutex);
        if (event.phase == Phase::leave) lock(event, event.mutex);
        break;
      case OperationKind::atomically_begin:
        position = apply_atomically(position) - 1;
        break;
      case OperationKind::spawn:
        spawn(event);
        break;
      case OperationKind::create:
      case OperationKind::destroy:
      case OperationKind::access:
      case OperationKind::atomic_access:
        apply_to_object(event, position);
        break;
      case OperationKind::load:
      case OperationKind::store:
      case OperationKind::fetch_add:
      case OperationKind::fetch_sub:
      case OperationKind::fetch_and:
      case OperationKind::fetch_or:
      case OperationKind::fetch_xor:
      case OperationKind::exchange:
      case OperationKind::compare_exchange:
      case OperationKind::fence:
      case OperationKind::notify_one:
      case OperationKind::notify_all:
      case OperationKind::acquire:
      case OperationKind::release:
      case OperationKind::try_acquire:
      case OperationKind::arrive:
      case OperationKind::once_begin:
      case OperationKind::once_end:
      case OperationKind::send:
      case OperationKind::recv:
      case OperationKind::try_recv:
      case OperationKind::close:
      case OperationKind::join:
      case OperationKind::sleep:
      case OperationKind::yield:
      case OperationKind::end:
      case OperationKind::print:
      case OperationKind::await:
      case OperationKind::choose:
      case OperationKind::atomically_end:
      case OperationKind::fail:
        order_.apply(event);
    }
  }
}

std::size_t Analysis::apply_atomically(std::size_t position) {
  const std::size_t thread = index(events_[position].thread);
  order_.begin_atomically(thread);
  std::size_t last = position + 1;
  while (last < events_.size() && events_[last].phase == Phase::inside) ++last;
  apply(position + 1, last);
  order_.end_atomically(thread);
  return last;
}

// What creates it, destroys it, or touches bytes of it.
[[gnu::noinline]] void Analysis::apply_to_object(const Event& event, std::size_t position) {
  if (event.object == no_object) return;  // there were too many to create one more
  if (is_block_access(event.kind)) races_.access_block(position, order_);
  order_.apply(event);
  if (event.kind == OperationKind::create) races_.create(position, order_);
  if (event.kind == OperationKind::destroy) races_.destroy(position, order_);
}

// To use a created object is to read that it is there; its coming and going, and plain memory, are
// seen to by themselves. Before the event orders anything: who unlocks a mutex has used it by then.
// The last part of an operation uses nothing but the mutex that a wait takes again.
void Analysis::touch_created(const Event& event, std::size_t position) {
  constexpr EnumSet by_themselves{OperationKind::create, OperationKind::destroy,
                                  OperationKind::read, OperationKind::write};
  if (by_themselves.contains(event.kind)) return;
  if (event.kind == OperationKind::access && is_whole(event)) return;  // as a read or a write
  if (is_created(event.mutex) && event.phase != Phase::wake) {
    races_.use(event.mutex, position, order_);
  }
  if (is_created(event.object) && event.phase != Phase::leave) {
    races_.use(event.object, position, order_);
  }
}

void Analysis::spawn(const Event& event) {
  order_.apply(event);
  held_.start_threads(order_.thread_count());
  identities_.spawn(index(event.thread), event.detail);
}

[[gnu::always_inline]] inline void Analysis::lock(const Event& event, ObjectId lock) {
  order_.lock(event, lock);
  hold(event, lock, false, true);
}

inline void Analysis::unlock(const Event& event, ObjectId lock) {
  order_.unlock(event, lock);
  held_.remove(index(event.thread), lock);
}

void Analysis::lock_in_other_ways(const Event& event) {
  order_.apply(event);
  if (event.kind == OperationKind::unlock_shared) {
    held_.remove(index(event.thread), event.object);
  } else if (event.kind == OperationKind::lock_shared) {
    hold(event, event.object, true, true);
  } else if (event.value.is_true()) {
    hold(event, event.object, event.kind == OperationKind::try_lock_shared, false);
  }
}

inline void Analysis::hold(const Event& event, ObjectId lock, bool shared, bool waits) {
  const std::size_t thread = index(event.thread);
  const bool writes_to_rwlock =
      !shared && !is_rwlock_.empty() && !is_created(lock) && is_rwlock_[index(lock)];
  if (waits && (writes_to_rwlock || !held_.of(thread).empty())) {
    add_to_lock_order(event, lock, shared, writes_to_rwlock);
  }
  held_.add(thread, lock, event.site, shared);
}

void Analysis::add_to_lock_order(const Event& event, ObjectId lock, bool shared,
                                 bool writes_to_rwlock) {
  const std::size_t thread = index(event.thread);
  if (held_.holds(thread, lock)) return;
  // Orders are put together over executions, in which the id of a created lock may be that of
  // another one: where threads are spawned in another order.
  const auto is_created_lock = [](const HeldLock& each) { return is_created(each.object); };
  if (is_created(lock) || std::ranges::any_of(held_.of(thread), is_created_lock)) return;
  const HeldLock acquired{.object = lock, .site = event.site, .depth = 1, .shared = shared};
  const auto held = held_.of(thread);
  if (writes_to_rwlock) {
    lock_order_.wait_to_write(held, acquired, identities_.of(thread), event.thread);
  }
  lock_order_.acquire(held, acquired, identities_.of(thread), event.thread);
}

void Analysis::start_threads(std::size_t count) {
  order_.start_threads(count);
  held_.start_threads(count);
}

}  // namespace heddle
