#pragma once
// What a search over states reads out of the words of a state without loading them. The words are
// those that World::save_thread(), save_object() and save_rest() append. Their layout is known to
// state_words.cpp, and within it, of the clock, to virtual_clock.cpp and zone.cpp.
//
// Sets of threads are bits, by thread modulo 64: exact for up to 64 threads.

#include <cstdint>
#include <span>

#include "sim/model/event.hpp"
#include "sim/model/object_kind.hpp"
#include "sim/model/program.hpp"

namespace heddle::state_words {

using Words = std::span<const std::uint64_t>;

// Of save_thread(), with what follows. Of words that come from a file: whether it can be a thread.
bool may_be_thread(Words thread);
bool has_ended(Words thread);
// Of a thread that has not ended: which part of its operation comes next.
Phase phase(Words thread);

// Of save_object(): who holds the lock, or runs the body of the once flag; of a rwlock the readers
// too, where they count.
std::uint64_t holders(Words object, ObjectKind kind, bool readers_count);

// Of save_rest(): the threads whose timers run, where time is not unbounded; and those of them
// whose timer may be due later than now, with jitter.
std::uint64_t timed_threads(Words rest, TimeModel time);
std::uint64_t late_threads(Words rest, TimeModel time);

}  // namespace heddle::state_words
