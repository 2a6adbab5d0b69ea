#include "tools/parallel_sampling.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <optional>
#include <thread>
#include <vector>

#include "scheduler/registry.hpp"
#include "sim/explore/report_merge.hpp"

namespace heddle::tools {
namespace {

// Between the seeds of two threads where nothing limits how many each uses.
constexpr std::uint64_t seeds_apart = std::uint64_t{1} << 40;
constexpr std::chrono::milliseconds between_looks{20};

// What one thread does.
struct Share {
  std::uint64_t first_seed = 0;
  std::optional<std::uint64_t> executions;
  Report report;
  std::exception_ptr error;
  std::atomic<bool> is_done{false};
};

void divide(std::vector<Share>& shares, std::uint64_t seed,
            std::optional<std::uint64_t> executions) {
  const std::uint64_t count = shares.size();
  std::uint64_t next_seed = seed;
  for (std::uint64_t number = 0; number < count; ++number) {
    Share& share = shares[number];
    share.first_seed = executions ? next_seed : seed + number * seeds_apart;
    if (!executions) continue;
    share.executions = *executions / count + (number < *executions % count ? 1 : 0);
    next_seed += *share.executions;
  }
}

void explore_share(const Subject& subject, const std::string& spec, ExploreOptions options,
                   std::atomic<bool>& stop, Share& share) {
  try {
    ScenarioProgram program(subject.scenario);
    options.execution_limit = share.executions;
    options.stop = &stop;
    share.report = explore(program, *make_scheduler(spec, share.first_seed), options);
    if (share.report.ended == Ended::first_failure) stop = true;
  } catch (...) {
    share.error = std::current_exception();
    stop = true;
  }
  share.is_done = true;
}

void wait_for(const std::vector<Share>& shares, const std::atomic<bool>* interrupted,
              std::atomic<bool>& stop) {
  while (!std::ranges::all_of(shares, [](const Share& share) { return share.is_done.load(); })) {
    if (interrupted != nullptr && interrupted->load()) stop = true;
    std::this_thread::sleep_for(between_looks);
  }
}

// Why all of it ended: the first failure of one thread interrupts the others.
Ended ended(const std::vector<Share>& shares) {
  const auto is_first_failure = [](const Share& share) {
    return share.report.ended == Ended::first_failure;
  };
  if (std::ranges::any_of(shares, is_first_failure)) return Ended::first_failure;
  return shares.front().report.ended;
}

}  // namespace

Report sample_in_parallel(const Subject& subject, const std::string& spec, std::uint64_t seed,
                          const ExploreOptions& options, unsigned jobs) {
  std::vector<Share> shares(jobs);
  divide(shares, seed, options.execution_limit);
  const auto start = std::chrono::steady_clock::now();
  std::atomic<bool> stop{false};
  std::vector<std::jthread> threads;
  for (Share& share : shares) {
    ExploreOptions own = options;
    if (&share != &shares.front()) own.progress = nullptr;
    threads.emplace_back(
        [&subject, &spec, own, &stop, &share] { explore_share(subject, spec, own, stop, share); });
  }
  wait_for(shares, options.stop, stop);
  threads.clear();
  for (const Share& share : shares) {
    if (share.error) std::rethrow_exception(share.error);
  }
  const Ended why = ended(shares);
  Report report = std::move(shares.front().report);
  for (Share& share : std::span(shares).subspan(1)) merge(report, std::move(share.report));
  report.ended = why;
  report.verdict = verdict_of(report);
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace heddle::tools
