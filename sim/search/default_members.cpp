#include "sim/search/default_members.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "scheduler/registry.hpp"
#include "sim/search/strategy_search.hpp"

namespace heddle {
namespace {

struct Row {
  const char* spec;
  // In 64ths, whatever it brings; 0: learnt. The guarantee of the verdict is taken from samples
  // alone, so one strategy that samples has a fixed share.
  std::uint32_t fixed_64ths;
  // MiB for the executions that it keeps, where its part of the memory is not less; 0: it keeps
  // none.
  std::size_t memory;
};

// Bounded searches go through everything with no preemption, then with one, and so on; the bound
// limits what they keep in memory.
constexpr std::array rows{
    Row{.spec = "random", .fixed_64ths = 8, .memory = 0},
    Row{.spec = "adversarial", .fixed_64ths = 0, .memory = 0},
    Row{.spec = "pct:depth=2", .fixed_64ths = 0, .memory = 0},
    Row{.spec = "pct:depth=3", .fixed_64ths = 0, .memory = 0},
    Row{.spec = "pct:depth=5", .fixed_64ths = 0, .memory = 0},
    Row{.spec = "preemptions:bound=3", .fixed_64ths = 0, .memory = 128},
    Row{.spec = "delays:bound=4", .fixed_64ths = 0, .memory = 128},
};

std::string with_memory(const std::string& spec, std::size_t mebibytes) {
  return mebibytes == 0 ? spec : spec + ",memory=" + std::to_string(mebibytes);
}

}  // namespace

std::vector<TurnMember> default_members(const ExploreOptions& options, std::uint64_t seed,
                                        std::size_t member_memory) {
  std::vector<TurnMember> members;
  for (const Row& row : rows) {
    TurnMember& member = members.emplace_back();
    // Its name is always the same: a search that was kept goes on in a smaller memory, too.
    member.name = with_memory(row.spec, row.memory);
    const std::size_t part = std::max<std::size_t>(member_memory >> 20U, 1);
    member.spec = with_memory(row.spec, std::min(row.memory, part));
    member.scheduler = make_scheduler(member.spec, seed);
    member.options = options_for(row.spec, options);
    // Those whose number is learnt are no samples: how many there are depends on what they show.
    if (row.fixed_64ths == 0) member.options.executions_are_samples = false;
    member.fixed_64ths = row.fixed_64ths;
  }
  return members;
}

}  // namespace heddle
