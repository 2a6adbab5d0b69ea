#pragma once
// How wide the terminal is that messages go to.

#include <cstddef>

namespace heddle::tools {

// The width of a terminal that does not tell it.
inline constexpr std::size_t usual_columns = 80;

// How many columns the terminal of standard error has at this moment: as the terminal says, else as
// the environment variable COLUMNS says.
std::size_t terminal_columns();

}  // namespace heddle::tools
