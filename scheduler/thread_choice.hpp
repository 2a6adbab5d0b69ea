#pragma once
// From a choice of thread to a choice of alternative. Most strategies think in threads; a point
// offers alternatives. This is the one place that knows that the alternatives of a thread stand
// side by side, in thread order. It must not know why a thread was chosen.

#include <cstddef>
#include <optional>

#include "scheduler/generator.hpp"
#include "sim/model/scheduler.hpp"

namespace heddle {

// The index of the first alternative of a thread not before `thread` in thread order; the number of
// alternatives where there is none.
inline std::size_t first_not_before(const Point& point, ThreadId thread) {
  std::size_t first = 0;
  while (first < point.alternatives.size() && point.alternatives[first].thread < thread) ++first;
  return first;
}

// The index of the first alternative of a thread after `thread` in thread order; the number of
// alternatives if there is none.
inline std::size_t first_after(const Point& point, ThreadId thread) {
  std::size_t first = 0;
  while (first < point.alternatives.size() && point.alternatives[first].thread <= thread) ++first;
  return first;
}

// The index of the first alternative of the thread that is `ordinal` places after the first one in
// the point. Requires ordinal < point.threads.
inline std::size_t first_of_ordinal(const Point& point, std::size_t ordinal) {
  if (point.threads == point.alternatives.size()) return ordinal;
  std::size_t first = 0;
  for (; ordinal > 0; --ordinal) {
    const ThreadId passed = point.alternatives[first].thread;
    do {
      ++first;
    } while (point.alternatives[first].thread == passed);
  }
  return first;
}

// The index of the first alternative of that thread; nullopt: it is not able.
inline std::optional<std::size_t> first_of_thread(const Point& point, ThreadId thread) {
  const std::size_t first = first_not_before(point, thread);
  const bool is_able =
      first < point.alternatives.size() && point.alternatives[first].thread == thread;
  return is_able ? std::optional(first) : std::nullopt;
}

// The same of a thread by chance, each able one as likely as the others.
inline std::size_t first_of_any_thread(const Point& point, Generator& generator) {
  if (point.threads == 1) return 0;
  return first_of_ordinal(point, static_cast<std::size_t>(generator.below(point.threads)));
}

// How many alternatives the thread of alternative `first`, its first one, has.
inline std::size_t count_of_thread(const Point& point, std::size_t first) {
  const ThreadId thread = point.alternatives[first].thread;
  std::size_t last = first + 1;
  while (last < point.alternatives.size() && point.alternatives[last].thread == thread) ++last;
  return last - first;
}

// One of the alternatives of the thread whose first one is `first`, each as likely as the others.
inline std::size_t any_of_thread(const Point& point, std::size_t first, Generator& generator) {
  if (point.threads == point.alternatives.size()) return first;
  const std::size_t count = count_of_thread(point, first);
  return count == 1 ? first : first + static_cast<std::size_t>(generator.below(count));
}

}  // namespace heddle
