#pragma once
// How large all of a search is, with a range: as far off as the estimates of the search have been
// so far. It must not know how an estimate is made.

#include <cstdint>
#include <vector>

namespace heddle {

// As far as what was searched so far is typical of the rest.
struct Estimate {
  double part = 0;  // of the whole, that was explored; less than 1
  double all = 0;   // how many executions there are, or states: what the verdict counts
  double seconds = 0;
  // Between these `all` lies, unless this estimate is worse than those before it. 0: not told.
  double least = 0;
  double most = 0;

  double seconds_left() const { return seconds * (1 - part); }
  double least_seconds_left() const { return seconds_left_of(least); }
  double most_seconds_left() const { return seconds_left_of(most); }

 private:
  // If that were all there is.
  double seconds_left_of(double other) const { return seconds * (other / all - part); }
};

// The estimates that one search has made, of which each is held against those that were made while
// the second half of what is done now was done. Where those were too small by a factor, so may this
// one be, and likewise where they were too large. What they are noted by is how much was done, so
// that nothing depends on the time.
class Estimates {
 public:
  // Whether one is to be noted when so much is done: about every fifth part more.
  bool is_due(double done) const { return done >= next_; }
  void note(double done, double all);

  // That of now. `done` in `seconds`; `all`: of which that is a part. Requires done > 0.
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
