#pragma once
// The door between operator new and an execution.

#include <cstddef>

namespace heddle::code {

// Memory of the execution that the caller is in; nullptr: it is in none, or not in one that has
// such memory. `frame`: of the function that asks, see CodeProgram::site.
void* allocate_in_execution(std::size_t bytes, std::size_t alignment, const void* const* frame);

}  // namespace heddle::code
