#pragma once
// What every part of the loader shares while one file is being loaded.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "sim/scenario/json_reader.hpp"
#include "sim/scenario/json_tree.hpp"
#include "sim/scenario/problems.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/scenario/shared_names.hpp"

namespace heddle::scenario {

// Input is untrusted. Nobody needs more than these limits, and code below them has to fear no large
// numbers.
inline constexpr std::size_t shared_object_limit = 100'000;
inline constexpr std::size_t guarded_cell_limit = 1'000'000;  // counted for each mutex
inline constexpr std::size_t body_limit = 1'000;
inline constexpr std::size_t statement_limit = 100'000;
inline constexpr std::size_t expression_node_limit = 1'000'000;
inline constexpr std::int64_t counter_limit = 1'000'000'000;  // permits, capacities, steps, ...

struct LoadContext {
  std::string_view text;
  const JsonNode& root;
  Problems& problems;
  JsonReader reader;
  Scenario& scenario;
  SharedNames shared;                                          // once the declarations are loaded
  std::unordered_map<std::string_view, std::uint32_t> bodies;  // once their heads are loaded
  std::size_t statements = 0;
  std::size_t expression_nodes = 0;

  // A new site: the JSON pointer of `node`.
  SiteId site(const JsonNode& node) {
    scenario.sites.push_back(json_pointer(root, node.begin));
    return static_cast<SiteId>(scenario.sites.size() - 1);
  }
  TextId intern(std::string_view words) { return scenario.texts->intern(words); }
};

}  // namespace heddle::scenario
