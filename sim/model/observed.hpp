#pragma once
// What stands for the values of an outcome: see Outcome::values.

#include <cstddef>
#include <string_view>

namespace heddle {

// An observed expression, such as `x`, or a whole array. Its values follow those of the one before.
struct Observed {
  std::string_view text;
  std::size_t count = 1;  // of values
  bool is_list = false;   // an array's value is a list, even of one element
};

}  // namespace heddle
