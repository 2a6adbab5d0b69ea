#pragma once
// What a thread may still do, as far as its code tells: for whoever asks who could ever end a wait.

#include <compare>
#include <cstdint>
#include <span>

#include "sim/model/ids.hpp"
#include "sim/model/operation.hpp"

namespace heddle {

// An operation that a thread may come to from where it is, by itself or by a thread that it starts,
// on some object of a row.
struct LaterOperation {
  OperationKind kind{};
  ObjectId first = no_object;
  std::uint32_t count = 0;

  friend auto operator<=>(const LaterOperation&, const LaterOperation&) = default;
};

// What a Program is besides, where it knows the code of its threads.
class LaterOperationSource {
 public:
  virtual ~LaterOperationSource() = default;
  // Of a thread that is at an operation: what it may come to after that, with what the threads may
  // that it starts. Never leaves anything out; conditions on the way count as if they could go
  // either way. Valid as long as the program.
  virtual std::span<const LaterOperation> later_operations(ThreadId thread) const = 0;
};

}  // namespace heddle
