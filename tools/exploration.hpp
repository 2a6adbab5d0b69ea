#pragma once
// Exploring a scenario as the options ask for it: by the strategy that was named or by the default
// one, within the budget.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "sim/explore/explorer.hpp"
#include "sim/explore/memory_gauge.hpp"
#include "sim/model/program.hpp"
#include "sim/report/exploration.hpp"
#include "sim/search/checkpoint.hpp"
#include "tools/console.hpp"
#include "tools/options.hpp"
#include "tools/subject.hpp"

namespace heddle::tools {

inline constexpr std::chrono::seconds default_budget{10};

struct ExplorationRequest {
  std::optional<std::string> scheduler{};  // none: the default strategy
  std::uint64_t seed = 0;
  std::optional<std::uint64_t> executions{};
  std::optional<std::chrono::nanoseconds> budget{};  // neither of the two: default_budget
  unsigned jobs = 1;                                 // OS threads
  bool processes = false;                            // instead of those
  MemoryGauge* memory = nullptr;                     // of the whole command; null: no limit
  std::optional<std::size_t> search_memory{};        // bytes that one search may take; see --memory
  std::size_t outcomes = SIZE_MAX;                   // kept in full
  Checkpoint* checkpoint = nullptr;                  // where it is kept, and goes on from
  bool fail_fast = false;
  bool warns_of_sleeps = false;  // see sleep_warning.hpp
  const std::atomic<bool>* interrupted = nullptr;
  Progress* progress = nullptr;
};

ExplorationRequest request_of(const Options& options);
// All that a command may take, in bytes: what --memory says, where there is more than that; else a
// part of what there is. nullopt: the system does not tell.
std::optional<std::size_t> command_memory(const Options& options);
std::optional<MemoryGauge> memory_gauge(const Options& options);
// Those of a command that runs one execution.
ExploreOptions execution_limits(std::optional<MemoryGauge>& memory, const Console& console);

// Throws SchedulerError; UsageError where what was kept does not fit.
Exploration explore_subject(Subject& subject, const Settings& settings,
                            const ExplorationRequest& request);

}  // namespace heddle::tools
