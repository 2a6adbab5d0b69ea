#pragma once
// What the threads did in one execution after the other, to notice code that does something else
// after the same steps: that reads the time, uses addresses as keys, keeps a static counter.
//
// Two executions are compared as long as the same threads did the same with the same results. What
// a thread does next follows from that.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/model/ids.hpp"
#include "sim/model/operation.hpp"

namespace heddle::code {

// An operation that a thread has finished.
struct Done {
  ThreadId thread{};
  OperationKind kind{};
  ObjectId object = no_object;
  SiteId site = no_site;     // for texts only
  std::uint64_t result = 0;  // a hash of all that the thread learnt

  bool is_same_operation(const Done& other) const {
    return kind == other.kind && object == other.object;
  }
};

class RunLog {
 public:
  // A new execution begins.
  void begin() {
    known_ = next_;
    next_ = 0;
    agrees_ = true;
  }
  // The next operation was finished. What the last execution did instead, where that cannot be.
  std::optional<Done> add(const Done& done) {
    if (next_ == log_.size()) log_.resize(2 * next_ + 64);
    Done& place = log_[next_];
    std::optional<Done> other;
    if (agrees_ && next_ < known_) {
      agrees_ = place.thread == done.thread && place.result == done.result;
      if (place.thread == done.thread && !place.is_same_operation(done)) other = place;
    } else {
      agrees_ = false;
    }
    place = done;
    ++next_;
    return other;
  }
  std::size_t size() const { return next_; }

 private:
  std::vector<Done> log_;  // the first next_ of this execution, up to known_ of the last one
  std::size_t known_ = 0;
  std::size_t next_ = 0;
  bool agrees_ = true;
};

}  // namespace heddle::code
