#pragma once
// Turns as bytes, for another process to go on with.

#include <cstdint>
#include <vector>

#include "sim/explore/archive.hpp"
#include "sim/explore/turns.hpp"

namespace heddle {

void write_turns(ArchiveWriter& archive, const Turns& turns);
// Goes on with turns of the same members, of which nothing was played: those that have something
// left go on with a scheduler that was kept. Throws ArchiveError.
KeptTurns read_turns(ArchiveReader& archive, const std::vector<TurnMember>& members,
                     std::uint64_t seed, Texts& texts);

}  // namespace heddle
