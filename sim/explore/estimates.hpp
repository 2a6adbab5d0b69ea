#pragma once
// How large the whole of a search is, with a range. The range says how far off the estimates of the
// search have been so far. It must not know how an estimate is made.

#include <cstdint>
#include <vector>

namespace heddle {

// An estimate holds as far as the part that was searched is typical of the rest.
struct Estimate {
  double part = 0;  // of the whole, that was explored; less than 1
  double all = 0;   // how many executions there are, or states, as the verdict counts
  double seconds = 0;
  // `all` lies between these, unless this estimate is worse than those before it. 0: not told.
  double least = 0;
  double most = 0;

  double seconds_left() const { return seconds * (1 - part); }
  double least_seconds_left() const { return seconds_left_of(least); }
  double most_seconds_left() const { return seconds_left_of(most); }

 private:
  // The seconds left if `other` were the size of the whole.
  double seconds_left_of(double other) const { return seconds * (other / all - part); }
};

// The estimates that one search has made. Each is compared with those that were made during the
// second half of the work that is done now. If those were too small by a factor, this one may be so
// too, and likewise if they were too large. Estimates are noted by how much was done, so that
// nothing depends on the time.
class Estimates {
 public:
  // Whether an estimate is to be noted when `done` is done: each time it has grown by about a
  // fifth.
  bool is_due(double done) const { return done >= next_; }
  void note(double done, double all);

  // The estimate of now. `done` took `seconds`, and is a part of `all`. Requires done > 0.
  Estimate made(double done, double all, double seconds) const;

 private:
  struct Note {
    double done = 0;
    double all = 0;
  };
  std::vector<Note> notes_;
  double next_ = 1;
};

}  // namespace heddle
