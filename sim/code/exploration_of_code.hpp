#pragma once
// One exploration of a function, from options to a report.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "heddle/explore.hpp"
#include "sim/code/code_program.hpp"
#include "sim/code/subject.hpp"
#include "sim/explore/explorer.hpp"
#include "sim/model/program.hpp"
#include "sim/report/exploration.hpp"
#include "sim/search/strategy_search.hpp"

namespace heddle {

// Fills in what users cannot.
struct report_access {
  static void set(report& made, std::string text, std::string json) {
    made.text_ = std::move(text);
    made.json_ = std::move(json);
  }
};

}  // namespace heddle

namespace heddle::code {

class ExplorationOfCode {
 public:
  // Throws std::invalid_argument for options that mean nothing.
  ExplorationOfCode(const std::function<void()>& body, const options& how,
                    const detail::place_in_function& where);

  report explore();
  // Throws std::invalid_argument if it is no schedule.
  report replay(const std::string& schedule);
  // Whether the schedule was made for this function.
  bool is_of_this(const std::string& schedule) const;
  const Subject& subject() const { return *subject_; }

 private:
  Settings settings() const;
  void note_time();
  ExploreOptions explore_options() const;
  std::unique_ptr<Program> make_program() const;
  void meet_outside_objects();
  void run_again();
  Exploration explore_once();
  Exploration explore_with_checkpoint(const MakeProgram& make,
                                      const std::optional<std::string>& spec,
                                      const ExploreOptions& options, SearchWays& ways);
  report told(const Exploration& exploration);
  bug told(const Finding& finding);
  std::string trace_of(const std::string& schedule);
  std::optional<bug> nondeterminism() const;

  const options how_;
  Settings settings_;
  std::unique_ptr<Subject> subject_;
  std::unique_ptr<CodeProgram> first_;  // that ran the first execution
};

}  // namespace heddle::code
