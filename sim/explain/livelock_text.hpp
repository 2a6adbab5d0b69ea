#pragma once
// A livelock in words: which threads go round, and which starve meanwhile. The caller knows that
// the cycle is one, and fair.

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
  std::vector<std::string> threads;  // the threads that go round
  std::vector<std::string> at;       // where each is when the cycle begins
};

// `world` has gone round once: the cycle consists of the steps after the first `cycle_begin` ones.
// There is at least one.
LivelockText describe_livelock(const World& world, std::size_t cycle_begin, Program& program);

}  // namespace heddle
