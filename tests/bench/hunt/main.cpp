// How many executions each scheduler takes to the first bug of the programs in scenarios/hunt.
// Prints the table of docs/schedulers.md. usage: heddle_hunt SEEDS LIMIT SCHEDULER... -- FILE...
// Each cell has the mean, the median and the 95th percentile. Seeds that did not find the bug
// within the limit count as the limit; "+" says that there were some.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/explore/scenario_exploration.hpp"

namespace {

using namespace heddle;

struct Cell {
  std::vector<std::uint64_t> executions;  // by seed, then sorted
  bool any_missed = false;
};

Cell measure(const std::string& file, const std::string& strategy, std::uint64_t seeds,
             std::uint64_t limit) {
  Cell cell;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    tests::Loaded loaded(scenario::load_scenario_file(file));
    ExploreOptions options = loaded.options(strategy);
    options.execution_limit = limit;
    options.stop_at_first_bug = true;
    const auto scheduler = make_scheduler(strategy, seed * 1'000'003);
    const Report report = explore(loaded.program, *scheduler, options);
    cell.executions.push_back(report.executions);
    cell.any_missed = cell.any_missed || report.bugs.empty();
  }
  std::ranges::sort(cell.executions);
  return cell;
}

void print(const Cell& cell) {
  std::uint64_t sum = 0;
  for (const std::uint64_t count : cell.executions) sum += count;
  const auto percentile = [&](std::size_t part) {
    return cell
        .executions[std::min(cell.executions.size() * part / 100, cell.executions.size() - 1)];
  };
  std::printf(" %.1f%s, %llu, %llu |",
              static_cast<double>(sum) / static_cast<double>(cell.executions.size()),
              cell.any_missed ? "+" : "", static_cast<unsigned long long>(percentile(50)),
              static_cast<unsigned long long>(percentile(95)));
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** words) {
  const std::vector<std::string> arguments(words + 1, words + count);
  const auto dashes = std::ranges::find(arguments, "--");
  if (dashes == arguments.end() || dashes - arguments.begin() < 3) {
    std::fputs("usage: heddle_hunt SEEDS LIMIT SCHEDULER... -- FILE...\n", stderr);
    return 2;
  }
  const std::uint64_t seeds = std::stoull(arguments[0]);
  const std::uint64_t limit = std::stoull(arguments[1]);
  const std::vector<std::string> strategies(arguments.begin() + 2, dashes);
  std::printf("| program |");
  for (const std::string& strategy : strategies) std::printf(" `%s` |", strategy.c_str());
  std::printf("\n|---|");
  for (std::size_t i = 0; i < strategies.size(); ++i) std::printf("---|");
  std::printf("\n");
  for (auto file = dashes + 1; file != arguments.end(); ++file) {
    std::printf("| %s |", std::filesystem::path(*file).stem().c_str());
    for (const std::string& strategy : strategies) print(measure(*file, strategy, seeds, limit));
    std::printf("\n");
  }
}
