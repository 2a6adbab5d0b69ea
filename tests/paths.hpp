#pragma once
// The paths of the sources and of the built program. Only paths.cpp is compiled with these paths,
// so that the compiler's cache serves several checkouts.

#include <string>

namespace heddle::tests {

// The top folder of the sources.
std::string source_folder();
// The heddle program; empty where it is not built.
std::string program_file();

}  // namespace heddle::tests
