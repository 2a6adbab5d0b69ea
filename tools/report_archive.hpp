#pragma once
// Reports as bytes, for another process to go on with. Ids of texts differ between processes, so
// texts are kept as such.

#include "sim/explore/report.hpp"
#include "sim/model/texts.hpp"
#include "tools/archive.hpp"

namespace heddle::tools {

// All but the verdict, which follows from the rest.
void write_report(ArchiveWriter& archive, const Report& report, const Texts& texts);
// Throws ArchiveError.
Report read_report(ArchiveReader& archive, Texts& texts);

}  // namespace heddle::tools
