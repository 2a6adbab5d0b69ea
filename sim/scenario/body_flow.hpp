#pragma once
// Which instructions of a thread body may come after which. It must not know what instructions do,
// except those that start threads and join them.

#include <cstddef>
#include <functional>
#include <vector>

#include "sim/scenario/code.hpp"

namespace heddle::scenario {

// Places are those of instructions.
using Places = std::vector<bool>;

class BodyFlow {
 public:
  // `code` must outlive this object.
  explicit BodyFlow(const Code& code);

  const Code& code() const { return *code_; }
  // The operation that the instruction performs; null: none.
  const Operation* operation_at(std::size_t place) const;
  const OwnOperation* own_operation_at(std::size_t place) const;

  // The places that a thread may come to after this one. This place itself is among them if it is
  // in a loop. A thread does not go on past a place that `stops` names.
  Places after(std::size_t place, const std::function<bool(std::size_t)>& stops = {}) const;
  // The places from which a thread may come to this one.
  Places before(std::size_t place) const;
  bool is_in_loop(std::size_t place) const { return after(place)[place]; }

  const std::vector<std::size_t>& spawns() const { return spawns_; }
  // Whether the threads that were spawned at `spawn` have ended once the instruction at `place` is
  // done.
  bool joins(std::size_t place, std::size_t spawn) const;

 private:
  Places closure(std::size_t place, const std::vector<std::vector<std::size_t>>& next,
                 const std::function<bool(std::size_t)>& stops) const;
  bool is_only_written_by(Register place, std::size_t writer) const;

  const Code* code_;
  std::vector<std::vector<std::size_t>> next_;
  std::vector<std::vector<std::size_t>> previous_;
  std::vector<std::size_t> spawns_;
};

}  // namespace heddle::scenario
