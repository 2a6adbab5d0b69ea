#pragma once
// Reports as bytes, for another process to go on with. Texts are written as texts: each process has
// ids of its own for them.

#include <cstddef>

#include "sim/explore/archive.hpp"
#include "sim/explore/report.hpp"
#include "sim/model/texts.hpp"
#include "sim/model/value_limits.hpp"

namespace heddle {

// Writes everything but the verdict, which follows from the rest.
void write_report(ArchiveWriter& archive, const Report& report, const Texts& texts);
// Throws ArchiveError.
Report read_report(ArchiveReader& archive, Texts& texts);

// What a report of a program may name: whatever else is in one that was read comes from a damaged
// file.
struct ReportLimits {
  std::size_t objects = 0;
  std::size_t values = 0;  // that each outcome has
  ValueLimits of_values{};
};

// Throws ArchiveError.
void check_report(const Report& report, const ReportLimits& limits);

}  // namespace heddle
