#include "sim/explore/parallel_search.hpp"

#include <cstddef>
#include <exception>
#include <new>
#include <system_error>
#include <thread>
#include <utility>

#include "sim/explore/conclusion.hpp"
#include "sim/explore/memory_reserve.hpp"
#include "sim/explore/part_process.hpp"
#include "sim/explore/process_worker.hpp"
#include "sim/explore/search_director.hpp"
#include "sim/explore/search_parts.hpp"
#include "sim/explore/thread_worker.hpp"

namespace heddle {
namespace {

using Programs = std::vector<std::unique_ptr<Program>>;

// OS threads that work on the parts. However the scope is left, they come to an end.
class Workers {
 public:
  explicit Workers(SearchParts& parts) : parts_(parts) {}
  ~Workers() {
    parts_.stop(Ended::interrupted);
    parts_.have_to_leave();
  }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // Calls work(number) on so many of them; on fewer where the system allows no more threads, or has
  // no memory for one.
  template <typename Work>
  void begin(std::size_t count, const Work& work) {
    for (std::size_t number = 0; number < count; ++number) {
      if (number > 0 && !has_room_for_thread()) return;
      try {
        threads_.emplace_back([number, work, &parts = parts_] {
          try {
            work(number);
          } catch (const std::bad_alloc&) {
            parts.stop(Ended::memory);
          }
        });
      } catch (const std::exception&) {
        return;
      }
    }
  }
  std::size_t count() const { return threads_.size(); }

 private:
  SearchParts& parts_;
  std::vector<std::jthread> threads_;
};

void work_in_threads(SearchParts& parts, SearchDirector& director, const Programs& programs,
                     const ExploreOptions& options) {
  Workers workers(parts);
  workers.begin(programs.size(), [&](std::size_t number) {
    ThreadWorker(number, *programs[number], parts, options).work();
  });
  if (workers.count() > 0) {
    director.direct();
  } else {
    ThreadWorker(0, *programs.front(), parts, options, &director).work();
  }
}

// Fewer than there are programs where the system allows no more.
std::vector<std::unique_ptr<PartProcess>> processes_for(const Programs& programs,
                                                        const ExploreOptions& options,
                                                        const PartWords& words) {
  std::vector<std::unique_ptr<PartProcess>> processes;
  for (const std::unique_ptr<Program>& program : programs) {
    try {
      processes.push_back(std::make_unique<PartProcess>(*program, options, words, processes));
    } catch (const std::system_error&) {
      if (processes.empty()) throw;
      break;
    }
  }
  return processes;
}

// All processes begin before any thread does: a thread has no part in what a process begins with.
void work_in_processes(SearchParts& parts, SearchDirector& director, const Programs& programs,
                       const ExploreOptions& options, const PartWords& words) {
  const std::vector<std::unique_ptr<PartProcess>> processes =
      processes_for(programs, options, words);
  ProcessTeam team{.parts = parts,
                   .options = options,
                   .words = words,
                   .texts = programs.front()->texts(),
                   .working = processes.size()};
  Workers workers(parts);
  workers.begin(processes.size(), [&](std::size_t number) {
    ProcessWorker(number, *processes[number], team).work();
  });
  if (workers.count() == 0) throw std::system_error(EAGAIN, std::generic_category(), "thread");
  const std::size_t idle = processes.size() - workers.count();
  if (idle > 0 && team.working.fetch_sub(idle) == idle) parts.fail_all(all_processes_ended());
  director.direct();
}

}  // namespace

Report search_in_parallel(const MakeProgram& make_program, std::vector<SearchPart> parts,
                          const ExploreOptions& options, const ParallelOptions& parallel) {
  Programs programs;
  while (programs.size() < parallel.jobs) programs.push_back(make_program());
  SearchParts shared(std::move(parts), options, parallel);
  SearchDirector director(shared, options, parallel);
  director.stop_where_it_must_end();
  director.take_first_checkpoint();
  if (parallel.processes == nullptr) {
    work_in_threads(shared, director, programs, options);
  } else {
    work_in_processes(shared, director, programs, options, *parallel.processes);
  }
  release_memory_for_report();
  director.take_last_checkpoint();
  Headway headway = shared.headway();
  // Within an execution, nobody knows how far the search is.
  if (shared.is_cut_short()) headway.part.reset();
  Report report = shared.take_report();
  report.seconds = director.seconds();
  if (report.ended != Ended::nothing_left) report.estimate = director.estimate(report, headway);
  conclude(report, headway, options, *programs.front());
  return report;
}

}  // namespace heddle
