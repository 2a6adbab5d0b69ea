// What the analyses cost for each event of a trace.

#include <benchmark/benchmark.h>

#include <array>
#include <vector>

#include "sim/analysis/analysis.hpp"

namespace heddle {
namespace {

constexpr ObjectId mutex{0};
constexpr ObjectId cell{1};

Event event(std::uint32_t thread, OperationKind kind, ObjectId object, std::size_t site) {
  Event made;
  made.thread = ThreadId{thread};
  made.kind = kind;
  made.object = object;
  made.site = SiteId{static_cast<std::uint32_t>(site)};
  return made;
}

// Main spawns workers that count under a mutex, or without one, in turns; then it joins them.
std::vector<Event> counting(std::uint32_t workers, std::size_t rounds, bool locks) {
  std::vector<Event> events;
  const auto add = [&](std::uint32_t thread, OperationKind kind, ObjectId object,
                       std::uint32_t detail = 0) {
    events.push_back(event(thread, kind, object, events.size()));
    events.back().detail = detail;
  };
  for (std::uint32_t worker = 1; worker <= workers; ++worker) {
    add(0, OperationKind::spawn, no_object, worker);
  }
  for (std::size_t round = 0; round < rounds; ++round) {
    for (std::uint32_t worker = 1; worker <= workers; ++worker) {
      if (locks) add(worker, OperationKind::lock, mutex);
      add(worker, OperationKind::read, cell);
      add(worker, OperationKind::write, cell);
      if (locks) add(worker, OperationKind::unlock, mutex);
    }
  }
  for (std::uint32_t worker = 1; worker <= workers; ++worker) {
    add(worker, OperationKind::end, no_object);
    add(0, OperationKind::join, no_object, worker);
  }
  add(0, OperationKind::end, no_object);
  return events;
}

void analyse(benchmark::State& state, const std::vector<Event>& events) {
  std::array<ObjectDeclaration, 2> objects{};
  objects[0].kind = ObjectKind::mutex;
  objects[1].kind = ObjectKind::plain;
  Analysis analysis(objects);
  for (auto _ : state) {
    analysis.analyse(events);
    benchmark::DoNotOptimize(analysis.has_race());
  }
  state.counters["ns_per_event"] = benchmark::Counter(
      static_cast<double>(state.iterations()) * static_cast<double>(events.size()) * 1e-9,
      benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

BENCHMARK_CAPTURE(analyse, two_threads_with_a_mutex, counting(2, 3, true));
BENCHMARK_CAPTURE(analyse, two_threads_with_a_race, counting(2, 3, false));
BENCHMARK_CAPTURE(analyse, six_threads_with_a_mutex, counting(6, 3, true));
BENCHMARK_CAPTURE(analyse, sixty_threads_with_a_mutex, counting(60, 3, true));
BENCHMARK_CAPTURE(analyse, a_long_execution, counting(2, 1000, true));

}  // namespace
}  // namespace heddle
