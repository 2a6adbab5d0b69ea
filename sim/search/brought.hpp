#pragma once
// What each of several strategies brought, if they explored the same program.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace heddle {
struct TurnReport;
}

namespace heddle {

// "alone": that no other of them showed.
struct Brought {
  struct Count {
    std::uint64_t all;
    std::uint64_t alone;
  };

  std::string strategy;
  std::uint64_t executions = 0;
  Count outcomes{};  // distinct
  // Pairs of conflicting operations, by their places and order; nullopt: nobody looked for them.
  std::optional<Count> orders{};
  Count bugs{};  // distinct
};

// In the order of the reports. `orders` of those that have none were not looked for.
std::vector<Brought> brought_by(const std::vector<TurnReport>& reports);

}  // namespace heddle
