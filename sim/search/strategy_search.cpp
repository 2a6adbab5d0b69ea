#include "sim/search/strategy_search.hpp"

#include <algorithm>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "scheduler/registry.hpp"
#include "sim/explore/parallel_search.hpp"
#include "sim/states/state_search.hpp"

namespace heddle {
namespace {

// Between the seeds of two threads where nothing limits how many each uses.
constexpr std::uint64_t seeds_apart = std::uint64_t{1} << 40;

// Executions of the seeds from `seed` on, or a range of seeds for each thread.
std::vector<SearchPart> shares(const std::string& spec, std::uint64_t seed, unsigned jobs,
                               const std::optional<std::uint64_t>& executions) {
  std::vector<SearchPart> parts;
  std::uint64_t next_seed = seed;
  for (std::uint64_t number = 0; number < jobs; ++number) {
    SearchPart& part = parts.emplace_back();
    part.id = PartId{number};
    if (!executions) next_seed = seed + number * seeds_apart;
    part.scheduler = make_scheduler(spec, next_seed);
    if (!executions) continue;
    part.executions_left = *executions / jobs + (number < *executions % jobs ? 1 : 0);
    next_seed += *part.executions_left;
  }
  return parts;
}

std::optional<std::size_t> smaller(const std::optional<std::size_t>& one,
                                   const std::optional<std::size_t>& other) {
  return one && other ? std::min(*one, *other) : one ? one : other;
}

// Whether there is something to go on with.
bool can_go_on(const Report& report) {
  return report.ended == Ended::time || report.ended == Ended::interrupted ||
         report.ended == Ended::executions;
}

void check_limit(const KeptSearch& kept, const ExploreOptions& options) {
  if (kept.execution_limit == options.execution_limit) return;
  if (kept.execution_limit && options.execution_limit &&
      *options.execution_limit > *kept.execution_limit) {
    return;
  }
  throw CheckpointError(
      "the limit on executions can only be raised, from " +
      (kept.execution_limit ? std::to_string(*kept.execution_limit) : "no limit"));
}

// The limit on executions may have grown.
void grow(KeptSearch& kept, std::vector<SearchPart>& parts, const std::string& spec,
          std::uint64_t seed, const ExploreOptions& options) {
  check_limit(kept, options);
  if (kept.execution_limit == options.execution_limit) return;
  const std::uint64_t more = *options.execution_limit - *kept.execution_limit;
  if (options.executions_are_samples) {
    std::uint64_t next_id = 0;
    for (const SearchPart& part : parts) {
      next_id = std::max(next_id, static_cast<std::uint64_t>(part.id) + 1);
    }
    SearchPart& part = parts.emplace_back();
    part.scheduler = make_scheduler(spec, seed + *kept.execution_limit);
    part.executions_left = more;
    part.id = PartId{next_id};
    return;
  }
  for (SearchPart& part : parts) {
    if (part.executions_left) *part.executions_left += more;
  }
}

std::vector<SearchPart> take_up(KeptSearch kept, const Strategy& strategy, const std::string& spec,
                                const ExploreOptions& options, const SearchWays& ways) {
  std::vector<SearchPart> parts;
  const std::vector<std::uint64_t> values = parameter_values(spec);
  for (KeptSearch::Part& each : kept.parts) {
    SearchPart& part = parts.emplace_back(std::move(each.part));
    if (!each.words) continue;
    try {
      part.scheduler = strategy.restore(values, ways.seed, *each.words);
    } catch (const SchedulerError&) {
      ways.checkpoint->fail_as_damaged();
    }
  }
  grow(kept, parts, spec, ways.seed, options);
  return parts;
}

class ArchiveSource final : public WordSource {
 public:
  explicit ArchiveSource(ArchiveReader archive) : archive_(archive) {}
  void take(std::span<std::uint64_t> words) override {
    if (words.size() > left()) throw BadWords();
    archive_.numbers(words);
  }
  std::size_t left() const override { return archive_.left() / 8; }

 private:
  ArchiveReader archive_;
};

Report explore_by_states(const MakeProgram& make_program, const std::string& spec,
                         const ExploreOptions& options, const SearchWays& ways) {
  Checkpoint* const checkpoint = ways.checkpoint;
  StateSearchWork work{.jobs = ways.jobs, .checkpoints = checkpoint};
  const std::unique_ptr<Program> program = make_program();
  if (checkpoint == nullptr) return explore_states(*program, options, *options.memory_limit, work);
  work.between_checkpoints = checkpoint->between();
  auto kept =
      checkpoint->begin_search(search_spec(spec), options.execution_limit, find_strategy(spec));
  if (kept && !kept->states && kept->report) return *std::move(kept->report);  // it had ended
  std::optional<ArchiveSource> source;
  if (kept && kept->states) {
    check_limit(*kept, options);
    source.emplace(*kept->states);
    work.kept.emplace(KeptStateSearch{*std::move(kept->report), *source});
  }
  try {
    Report report = explore_states(*program, options, *options.memory_limit, work);
    if (!can_go_on(report)) checkpoint->end_search(report);
    return report;
  } catch (const BadWords&) {
    checkpoint->fail_as_damaged();
  } catch (const std::logic_error&) {
    // Nothing else than what was kept leads a search to steps that do not exist.
    if (!work.kept) throw;
    checkpoint->fail_as_damaged();
  }
}

PartWords words_of(const Strategy& strategy, const std::string& spec, std::uint64_t seed) {
  return {.save = strategy.save,
          .restore = [&strategy, values = parameter_values(spec),
                      seed](std::span<const std::uint64_t> words) {
            return strategy.restore(values, seed, words);
          }};
}

Report search(const MakeProgram& make_program, const std::string& spec, const ExploreOptions& given,
              const SearchWays& ways) {
  const Strategy& strategy = find_strategy(spec);
  const ExploreOptions options = options_for(spec, given, ways.memory);
  const bool is_divided =
      ways.jobs > 1 && (strategy.samples || (strategy.divides && !options.execution_limit));
  if (strategy.make == nullptr) return explore_by_states(make_program, spec, options, ways);
  Checkpoint* const checkpoint = ways.checkpoint;
  if (!is_divided && checkpoint == nullptr && !ways.processes) {
    return explore(*make_program(), *make_scheduler(spec, ways.seed), options);
  }

  ParallelOptions parallel{.jobs = is_divided ? ways.jobs : 1,
                           .splits = is_divided && !strategy.samples,
                           .checkpoints = checkpoint};
  std::optional<PartWords> words;
  if (ways.processes) {
    words = words_of(strategy, spec, ways.seed);
    parallel.processes = &*words;
  }
  std::vector<SearchPart> parts;
  bool is_taken_up = false;
  if (checkpoint != nullptr) {
    parallel.between_checkpoints = checkpoint->between();
    auto kept = checkpoint->begin_search(search_spec(spec), options.execution_limit, strategy);
    if (kept && !kept->report) {
      parallel.seconds_before = kept->seconds;
      parts = take_up(*std::move(kept), strategy, spec, options, ways);
      is_taken_up = true;
    }
  }
  if (parts.empty()) {
    parts = shares(spec, ways.seed, strategy.samples ? parallel.jobs : 1, options.execution_limit);
  }
  try {
    return search_in_parallel(make_program, std::move(parts), options, parallel);
  } catch (const std::logic_error&) {
    // Nothing else than what was kept leads a search to steps that do not exist.
    if (!is_taken_up) throw;
    checkpoint->fail_as_damaged();
  }
}

}  // namespace

ExploreOptions options_for(std::string_view spec, ExploreOptions options,
                           std::optional<std::size_t> memory) {
  const Strategy& strategy = find_strategy(spec);
  options.strategy_is_complete = strategy.complete;
  options.executions_are_samples = strategy.samples;
  if (strategy.uses_seed) options.drawn_by = spec;
  options.bound_noun = strategy.bound_noun;
  options.unit = strategy.unit;
  options.memory_limit = smaller(options.memory_limit, memory_limit(spec, memory));
  return options;
}

Report explore_by_strategy(const MakeProgram& make_program, const std::string& spec,
                           const ExploreOptions& options, const SearchWays& ways) {
  try {
    return search(make_program, spec, options, ways);
  } catch (const std::bad_alloc&) {
    // It could not even begin; what other searches found is not lost by that.
    Report report;
    report.ended = Ended::memory;
    report.verdict = verdict_of(report);
    return report;
  }
}

}  // namespace heddle
