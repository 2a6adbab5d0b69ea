#pragma once
// What the terminal that messages go to looks like.

#include <cstddef>

namespace heddle::tools {

// Of a terminal that does not say how wide it is.
inline constexpr std::size_t usual_columns = 80;

// How many columns the terminal of standard error has at this moment: as it says itself, else as
// the environment variable COLUMNS says.
std::size_t terminal_columns();

}  // namespace heddle::tools
