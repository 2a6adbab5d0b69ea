#pragma once
// Memory that is put aside for the moment in which the system gives no more. That may be long
// before the limit of the command: `ulimit -v` counts what is mapped, not what is used.
//
// An allocation may fail in a search, in a report, in a worker thread or in a noexcept function.
// Then the first part of the reserve goes back to the system, and the allocation is tried again. So
// it succeeds as a rule. Every loop that keeps something asks is_memory_short(), and ends its
// search. The second part is for the report. std::bad_alloc is thrown only if an allocation is
// larger than what was put aside.
//
// There is one reserve for the whole process, as a new-handler reaches nothing but globals.

#include <cstddef>

namespace heddle {

// Puts memory aside, unless that is done already or the system gives no more. Then
// is_memory_short() is false again. The memory is not touched, so it takes address space alone.
void put_memory_aside();

// Whether an allocation failed since memory was put aside. Cheap. From several OS threads.
bool is_memory_short();

// Gives back the second part if the memory is short, so that the findings can be reported.
void release_memory_for_report();

// Whether the system would give `bytes` in one piece now.
bool has_room_for(std::size_t bytes);
// Whether there is enough for one more thread to be of use: for its stack, and for the memory that
// it will ask for.
bool has_room_for_thread();

}  // namespace heddle
