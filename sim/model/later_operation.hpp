#pragma once
// What a thread may still do, as far as its code tells. It answers the question who could ever end
// a wait.

#include <compare>
#include <cstdint>
#include <span>

#include "sim/model/ids.hpp"
#include "sim/model/operation.hpp"

namespace heddle {

// An operation on one of `count` objects in a row, the first of them `first`. A thread may come to
// it from where it is, by itself or by a thread that it starts.
struct LaterOperation {
  OperationKind kind{};
  ObjectId first = no_object;
  std::uint32_t count = 0;

  friend auto operator<=>(const LaterOperation&, const LaterOperation&) = default;
};

// A Program that knows the code of its threads is this too.
class LaterOperationSource {
 public:
  virtual ~LaterOperationSource() = default;
  // Of a thread that is at an operation: all that it, and the threads that it starts, may come to
  // after that. Never leaves anything out; conditions on the way count as if they could go either
  // way. Valid as long as the program.
  virtual std::span<const LaterOperation> later_operations(ThreadId thread) const = 0;
};

}  // namespace heddle
