#pragma once
// Which operations a thread may come to from a place in its code, by itself or by threads that it
// starts. It answers the question who could ever end a wait. It knows the code alone, no values of
// registers; so a jump may always go both ways, and an index may be any.

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "sim/model/later_operation.hpp"
#include "sim/scenario/code.hpp"

namespace heddle::scenario {

class LaterOperations {
 public:
  // The code of all bodies, which must outlive this object.
  explicit LaterOperations(const std::vector<Code>& bodies) : bodies_(bodies) {}

  // From the instruction at `place` on. Worked out once for each place that is asked for.
  std::span<const LaterOperation> from(std::uint32_t body, std::size_t place);

 private:
  const std::vector<Code>& bodies_;
  std::unordered_map<std::uint64_t, std::vector<LaterOperation>> known_;  // by body and place
};

}  // namespace heddle::scenario
