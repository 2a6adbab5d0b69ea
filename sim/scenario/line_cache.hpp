#pragma once
// The texts that one `print` with expressions in it has printed, by the values in them, so that a
// text is built only once. A table with one place for each hash. It grows, up to a limit, as long
// as lines displace each other.

#include <cstdint>
#include <vector>

#include "sim/model/ids.hpp"
#include "sim/model/value.hpp"
#include "sim/scenario/scenario.hpp"

namespace heddle::scenario {

struct Line;

class LineCache {
 public:
  struct Printed {
    TextId text{};
    std::uint32_t bytes = 0;  // of the text
  };

  // The text of `line` with `values`: as many as the line needs.
  Printed text(const Scenario& scenario, const Line& line, const Value* values);

 private:
  Printed build(const Scenario& scenario, const Line& line, const Value* values, std::size_t place);

  std::vector<Value> keys_;     // `values` of the line for each place
  std::vector<Printed> texts_;  // by place; a power of two of them
  std::vector<bool> filled_;
};

}  // namespace heddle::scenario
