// What is printed, in explorations and elsewhere.

#include <iostream>

#include "heddle/detail/simulation.hpp"
#include "heddle/explore.hpp"
#include "sim/code/native_child.hpp"

namespace heddle {

void print(std::string_view line, const detail::place& where) {
  if (detail::is_simulated()) {
    detail::print(line, where);
  } else if (!code::tell_parent(line)) {
    std::cout << line << '\n';
  }
}

}  // namespace heddle
