#include "sim/explain/history.hpp"

#include <algorithm>
#include <cstddef>

#include "sim/model/operation_table.hpp"

namespace heddle {

bool takes(const Event& event, ObjectId lock) {
  switch (holding_of(event.kind)) {
    case Holds::takes:
      return event.object == lock;
    case Holds::tries:
      return event.object == lock && event.value == Value::of(true);
    case Holds::gives_back_and_retakes:
      return event.mutex == lock && event.phase == Phase::leave;
    case Holds::no_lock:
    case Holds::gives_back:
      return false;
  }
  return false;
}

bool gives_back(const Event& event, ObjectId lock) {
  switch (holding_of(event.kind)) {
    case Holds::gives_back:
      return event.object == lock;
    case Holds::gives_back_and_retakes:
      return event.mutex == lock && event.phase == Phase::enter;
    case Holds::no_lock:
    case Holds::takes:
    case Holds::tries:
      return false;
  }
  return false;
}

const Event* lock_taken(std::span<const Event> events, ObjectId lock, ThreadId holder) {
  const Event* taken = nullptr;
  std::size_t depth = 0;
  for (const Event& event : events) {
    if (event.thread != holder) continue;
    if (takes(event, lock) && depth++ == 0) taken = &event;
    if (gives_back(event, lock) && depth > 0 && --depth == 0) taken = nullptr;
  }
  return taken;
}

const Event* lost_notification(std::span<const Event> events, ObjectId condvar, ThreadId waiter) {
  const Event* last = nullptr;
  const Event* last_before = nullptr;
  bool last_is_lost = false;
  bool is_lost = false;
  std::size_t waiting = 0;
  for (const Event& event : events) {
    constexpr EnumSet notifications{OperationKind::notify_one, OperationKind::notify_all};
    if (event.object != condvar) continue;
    if (event.kind == OperationKind::wait) {
      if (event.phase == Phase::enter) ++waiting;
      if (event.phase == Phase::wake) --waiting;
      if (event.phase == Phase::enter && event.thread == waiter) {
        last_before = last;
        is_lost = last_is_lost;
      }
    } else if (notifications.contains(event.kind)) {
      last = &event;
      last_is_lost = waiting == 0;
      const bool all = event.kind == OperationKind::notify_all;
      waiting -= all ? waiting : std::min<std::size_t>(waiting, 1);
    }
  }
  return is_lost ? last_before : nullptr;
}

const Event* first_join(std::span<const Event> events, ThreadId joined) {
  const auto join = std::ranges::find_if(events, [joined](const Event& event) {
    return event.kind == OperationKind::join && event.detail == index(joined);
  });
  return join == events.end() ? nullptr : &*join;
}

const Event* destruction(std::span<const Event> events, ObjectId object) {
  const auto destroy = std::ranges::find_if(events, [object](const Event& event) {
    return event.kind == OperationKind::destroy && event.object == object;
  });
  return destroy == events.end() ? nullptr : &*destroy;
}

}  // namespace heddle
