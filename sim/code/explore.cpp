// explore(), check(), replay(): what users call.

#include "heddle/explore.hpp"

#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>

#include "heddle/detail/simulation.hpp"
#include "sim/code/environment.hpp"
#include "sim/code/exploration_of_code.hpp"
#include "sim/explain/schedule_text.hpp"

namespace heddle {
namespace {

using code::ExplorationOfCode;

// The schedule itself, or what is in the file that it names.
std::string schedule_text(std::string_view given) {
  if (!given.starts_with('@')) return std::string(given);
  const std::string file(given.substr(1));
  std::ifstream stream(file);
  if (!stream) throw std::invalid_argument("cannot read the schedule in " + file);
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

// Each exploration of the process adds its document to the file.
void write_report(const report& made) {
  const auto file = code::variable("HEDDLE_REPORT");
  if (!file) return;
  std::ofstream stream(*file, std::ios::app);
  stream << made.json();
  if (!stream.flush()) throw std::runtime_error("HEDDLE_REPORT: cannot write " + *file);
}

// The schedule in the environment, if it was made for this function.
std::optional<std::string> schedule_for(const ExplorationOfCode& exploration) {
  const auto given = code::variable("HEDDLE_SCHEDULE");
  if (!given) return std::nullopt;
  try {
    std::string schedule = schedule_text(*given);
    if (!exploration.is_of_this(schedule)) return std::nullopt;
    return schedule;
  } catch (const ScheduleError& error) {
    throw std::invalid_argument(std::string("HEDDLE_SCHEDULE: ") + error.what());
  }
}

bool passes(const report& made, const options& how, bool is_replay) {
  if (!made.bugs.empty()) return false;
  return is_replay || !how.require_proved || made.verdict == "proved";
}

}  // namespace

bug_found::bug_found(report found)
    : std::runtime_error(found.text()), report_(std::make_shared<report>(std::move(found))) {}

report explore(const std::function<void()>& body, const options& how,
               const detail::place_in_function& where) {
  ExplorationOfCode exploration(body, code::with_environment(how), where);
  const auto schedule = schedule_for(exploration);
  report made = schedule ? exploration.replay(*schedule) : exploration.explore();
  write_report(made);
  return made;
}

void check(const std::function<void()>& body, const options& how,
           const detail::place_in_function& where) {
  ExplorationOfCode exploration(body, code::with_environment(how), where);
  const auto schedule = schedule_for(exploration);
  report made = schedule ? exploration.replay(*schedule) : exploration.explore();
  write_report(made);
  if (!passes(made, how, schedule.has_value())) throw bug_found(std::move(made));
}

report replay(const std::function<void()>& body, std::string_view schedule, const options& how,
              const detail::place_in_function& where) {
  ExplorationOfCode exploration(body, how, where);
  report made = exploration.replay(schedule_text(schedule));
  write_report(made);
  return made;
}

bool is_explored() noexcept { return detail::is_simulated(); }

void detail::expectation_fails(std::string_view text, const place& where) {
  if (is_simulated()) fail(failure::assertion, text, where);
  throw expectation_failed("expected " + std::string(text) + ", at " + where.file + ":" +
                           std::to_string(where.line));
}

std::uint32_t choose(std::uint32_t count, const detail::place& where) {
  if (count == 0) throw std::invalid_argument("choose from nothing");
  if (detail::is_simulated()) return detail::choose(count, where);
  thread_local std::minstd_rand generator{std::random_device()()};
  return static_cast<std::uint32_t>(generator() % count);
}

}  // namespace heddle
