#pragma once
// What the threads did in one execution after the other, to notice code that does something else
// after the same steps: that reads the time, uses addresses as keys, keeps a static counter.
//
// Two executions are compared as long as the same threads did the same with the same results. What
// a thread does next follows from that.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "sim/model/ids.hpp"
#include "sim/model/operation.hpp"

namespace heddle::code {

// An operation that a thread has finished: small, as every step makes one.
struct Done {
  ThreadId thread{};
  OperationKind kind{};
  MemoryOrder order{};
  ObjectId object = no_object;
  std::uint32_t operand = 0;
  std::uint64_t learnt = 0;  // a hash of all that the thread learnt

  Done() = default;
  Done(ThreadId by, const Operation& operation, std::uint64_t result)
      : thread(by),
        kind(operation.kind),
        order(operation.order),
        object(operation.object),
        operand(static_cast<std::uint32_t>(operation.operand.bits)),
        learnt(result) {}

  bool is_same_operation(const Done& other) const {
    return thread == other.thread && kind == other.kind && order == other.order &&
           object == other.object && operand == other.operand;
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
    if (next_ == log_.size()) [[unlikely]]
      log_.resize(2 * next_ + 64);
    Done& place = log_[next_++];
    if (!agrees_) [[likely]] {
      place = done;
      return std::nullopt;
    }
    const Done before = std::exchange(place, done);
    agrees_ = next_ <= known_ && before.is_same_operation(done) && before.learnt == done.learnt;
    if (next_ > known_ || before.thread != done.thread || before.is_same_operation(done)) {
      return std::nullopt;
    }
    return before;
  }
  std::size_t size() const { return next_; }

 private:
  std::vector<Done> log_;  // the first next_ of this execution, up to known_ of the last one
  std::size_t known_ = 0;
  std::size_t next_ = 0;
  bool agrees_ = true;
};

}  // namespace heddle::code
