#pragma once
// Works on parts of a search on one OS thread, with a simulation of its own.

#include <cstddef>
#include <exception>
#include <new>
#include <optional>
#include <string_view>

#include "sim/explore/collector.hpp"
#include "sim/explore/execution_loop.hpp"
#include "sim/explore/explorer.hpp"
#include "sim/explore/memory_reserve.hpp"
#include "sim/explore/search_director.hpp"
#include "sim/explore/search_parts.hpp"
#include "sim/model/program.hpp"

namespace heddle {

class ThreadWorker final : private Watch {
 public:
  // `director`: where it has to be asked between executions; else null.
  ThreadWorker(std::size_t number, Program& program, SearchParts& parts,
               const ExploreOptions& options, SearchDirector* director = nullptr)
      : number_(number),
        program_(program),
        parts_(parts),
        options_(options),
        director_(director),
        loop_(program, options, *this) {}

  void work() {
    while (SearchParts::Part* const part = parts_.take(number_)) {
      try {
        Collector collector(program_, options_);
        begin(*part, collector);
        try {
          if (loop_.run(*part->content.scheduler, collector, *this)) ended_ = Ended::nothing_left;
        } catch (const std::bad_alloc&) {
          // One allocation is larger than what is left.
          part->is_cut_short = true;
          parts_.stop(Ended::memory);
        }
        release_memory_for_report();
        parts_.finish(*part, collector.take(), ended_);
      } catch (...) {
        parts_.fail(std::current_exception());
      }
    }
  }

  // For the loop.
  bool goes_on(std::uint64_t number) {
    if (parts_.rings(number_) && !parts_.attend(number_, *part_, collector_)) return false;
    ended_ = limit_reached(options_, *collector_, before_, part_->content.executions_left);
    if (ended_) return false;
    if (is_memory_short()) {
      parts_.stop(Ended::memory);
      return false;
    }
    if (number % executions_between_looks == 0) {
      parts_.tell(*part_, executions_between_looks, bytes_of(*part_->content.scheduler));
      if (director_ != nullptr) director_->stop_where_it_must_end();
    }
    return true;
  }
  bool has_left() {
    if (is_cut_short_) part_->is_cut_short = true;
    return is_cut_short_;
  }
  void took_in(const Execution&) {
    if (search_ != nullptr && search_->has_called_off()) parts_.take_called_off(*part_);
  }

 private:
  // How many executions go by before it tells of them.
  static constexpr std::uint64_t executions_between_looks = 64;

  void begin(SearchParts::Part& part, const Collector& collector) {
    part_ = &part;
    collector_ = &collector;
    search_ = part.content.scheduler->divisible();
    const Report& report = part.content.report;
    before_ = {.any_bugs = !report.bugs.empty(), .truncated = report.truncated};
    ended_.reset();
  }

  std::string_view reason_to_end() override {
    if (director_ != nullptr) director_->stop_where_it_must_end();
    if (!parts_.has_to_leave()) return {};
    is_cut_short_ = true;
    return "the search has ended";
  }

  const std::size_t number_;
  Program& program_;
  SearchParts& parts_;
  const ExploreOptions& options_;
  SearchDirector* const director_;
  ExecutionLoop loop_;
  bool is_cut_short_ = false;  // the execution under way
  // What is being worked on.
  SearchParts::Part* part_ = nullptr;
  const Collector* collector_ = nullptr;
  DivisibleSearch* search_ = nullptr;  // null: it is none
  FoundBefore before_;
  std::optional<Ended> ended_;
};

}  // namespace heddle
