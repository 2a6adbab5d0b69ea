#include "sim/explore/estimates.hpp"

#include <algorithm>

namespace heddle {
namespace {

constexpr double between_notes = 1.2;
// How far off an estimate may be that is not compared with others yet.
constexpr double untried = 4;

}  // namespace

void Estimates::note(double done, double all) {
  notes_.push_back({done, all});
  next_ = std::max(done, 1.0) * between_notes;
}

Estimate Estimates::made(double done, double all, double seconds) const {
  // As long as the search goes on, something is left.
  all = std::max(all, done + 1);
  double too_small = 1;
  double too_large = 1;
  int tried = 0;
  for (const Note& note : notes_) {
    if (2 * note.done < done || note.done >= done) continue;
    ++tried;
    too_small = std::max(too_small, all / note.all);
    too_large = std::max(too_large, note.all / all);
  }
  if (tried < 2) too_small = too_large = std::max({untried, too_small, too_large});
  return {.part = done / all,
          .all = all,
          .seconds = seconds * all / done,
          .least = std::max(all / too_large, done + 1),
          .most = all * too_small};
}

}  // namespace heddle
