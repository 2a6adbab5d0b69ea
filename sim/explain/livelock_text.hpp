#pragma once
// A livelock in words: who goes round, and who starves meanwhile. Whether the cycle is one, and
// fair, is known by whoever asks.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/model/program.hpp"
#include "sim/world/world.hpp"

namespace heddle {

struct LivelockText {
  std::uint64_t key = 0;  // the same for cycles through the same places
  std::string message;
  std::vector<std::string> threads;  // those that go round
  std::vector<std::string> at;       // where each is when the cycle begins
};

// `world` has gone round once: the steps after the first `cycle_begin` ones, of which there is at
// least one, are the cycle.
LivelockText describe_livelock(const World& world, std::size_t cycle_begin, Program& program);

}  // namespace heddle
