#pragma once
// How far a search is, and limits that may not be there, as words of an archive.

#include <cstdint>
#include <limits>
#include <optional>

#include "sim/explore/archive.hpp"
#include "sim/model/systematic_search.hpp"

namespace heddle {

inline void write_limit(ArchiveWriter& archive, const std::optional<std::uint64_t>& limit) {
  archive.number(limit ? 1 : 0);
  if (limit) archive.number(*limit);
}

// Each throws ArchiveError.
inline std::optional<std::uint64_t> read_limit(ArchiveReader& archive) {
  if (!archive.flag()) return std::nullopt;
  return archive.number();
}

inline void write_headway(ArchiveWriter& archive, const std::optional<Headway>& headway) {
  archive.number(headway ? 1 : 0);
  if (!headway) return;
  archive.number(headway->part ? 1 : 0);
  if (headway->part) archive.part(*headway->part);
  archive.number(headway->left ? 1 : 0);
  if (headway->left) archive.part(*headway->left);
  write_limit(archive, headway->bound);
  archive.number(headway->left_out ? 1 : 0);
}

inline std::optional<Headway> read_headway(ArchiveReader& archive) {
  if (!archive.flag()) return std::nullopt;
  Headway headway;
  if (archive.flag()) headway.part = archive.part(1.001);
  if (archive.flag()) headway.left = archive.part(std::numeric_limits<double>::infinity());
  headway.bound = read_limit(archive);
  headway.left_out = archive.flag();
  return headway;
}

}  // namespace heddle
