#include "tools/default_members.hpp"

#include <array>
#include <string>

#include "scheduler/registry.hpp"
#include "tools/search.hpp"

namespace heddle::tools {
namespace {

struct Row {
  const char* spec;
  // In 64ths, whatever it brings; 0: learnt. The guarantee of the verdict is taken from samples
  // alone, so one strategy that samples has a fixed share.
  std::uint32_t fixed_64ths;
};

// Bounded searches go through everything with no preemption, then with one, and so on; the bound
// limits what they keep in memory.
constexpr std::array rows{
    Row{.spec = "random", .fixed_64ths = 8},
    Row{.spec = "pct:depth=2", .fixed_64ths = 0},
    Row{.spec = "pct:depth=3", .fixed_64ths = 0},
    Row{.spec = "pct:depth=5", .fixed_64ths = 0},
    Row{.spec = "preemptions:bound=3,memory=128", .fixed_64ths = 0},
    Row{.spec = "delays:bound=4,memory=128", .fixed_64ths = 0},
};

}  // namespace

std::vector<TurnMember> default_members(const ExploreOptions& options, std::uint64_t seed) {
  std::vector<TurnMember> members;
  for (const Row& row : rows) {
    TurnMember& member = members.emplace_back();
    member.name = row.spec;
    member.scheduler = make_scheduler(row.spec, seed);
    member.options = options_for(row.spec, options);
    // Those whose number is learnt are no samples: how many there are depends on what they show.
    if (row.fixed_64ths == 0) member.options.executions_are_samples = false;
    member.fixed_64ths = row.fixed_64ths;
  }
  return members;
}

}  // namespace heddle::tools
