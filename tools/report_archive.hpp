#pragma once
// Reports as bytes, for another process to go on with, in which texts must have the same ids.

#include "sim/explore/report.hpp"
#include "tools/archive.hpp"

namespace heddle::tools {

// All but the verdict, which follows from the rest.
void write_report(ArchiveWriter& archive, const Report& report);
// Throws ArchiveError.
Report read_report(ArchiveReader& archive);

}  // namespace heddle::tools
