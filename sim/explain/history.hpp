#pragma once
// What the events of an execution tell about how things stand at its end: since when a lock is
// held, which notification found nobody, who joined a thread. Used only once something was found.

#include <span>

#include "sim/model/event.hpp"
#include "sim/model/ids.hpp"

namespace heddle {

// Whether the step takes the lock, or begins the body of the once flag.
bool takes(const Event& event, ObjectId lock);
// Whether the step gives it back.
bool gives_back(const Event& event, ObjectId lock);

// The step by which `holder` has taken the lock that it holds now, at first where it holds it
// several times; null where it holds none. `events` may end within the step that failed.
const Event* lock_taken(std::span<const Event> events, ObjectId lock, ThreadId holder);

// Of the notifications before the thread's last wait on `condvar` the last one, where it found
// nobody waiting; else null.
const Event* lost_notification(std::span<const Event> events, ObjectId condvar, ThreadId waiter);

// The step by which the thread was joined first; null where it was not.
const Event* first_join(std::span<const Event> events, ThreadId joined);

// The step by which the object was destroyed; null where it was not.
const Event* destruction(std::span<const Event> events, ObjectId object);

}  // namespace heddle
