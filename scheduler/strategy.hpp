#pragma once
// What the registry knows of a strategy: its names, its parameters and how to make one. A
// strategy's own file fills this in, so that adding one touches nothing else but a line of the
// registry. It must not know how a spec is written.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "sim/model/scheduler.hpp"

namespace heddle {

// Bad input from whoever named a scheduler: the message says what is wrong and what would be right.
class SchedulerError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

// A parameter of a strategy, always a whole number.
struct Parameter {
  std::string_view name;
  std::uint64_t preset = 0;  // where none is given
  std::uint64_t least = 0;
  std::uint64_t most = 0;
  std::string_view about;  // one line for people
  // It is how many MiB what grows with the search may take (SystematicSearch::bytes(), or the
  // states), and makes no difference before: a search goes on where it has grown.
  bool limits_memory = false;
};

constexpr Parameter memory_parameter(std::string_view about) {
  return {.name = "memory",
          .preset = 1024,
          .least = 1,
          .most = 1'000'000,
          .about = about,
          .limits_memory = true};
}

// The value of every parameter of a strategy, in the order of its `Strategy::parameters`, each
// within its range.
using ParameterValues = std::span<const std::uint64_t>;

struct Strategy {
  std::string_view name{};
  std::string_view alias{};  // a second name; may be empty
  std::string_view about{};  // one line for people
  std::span<const Parameter> parameters{};
  // Whether begin() returns false only once every interleaving was covered, but for those that
  // Headway::left_out speaks of.
  bool complete = false;
  // Whether it is a DivisibleSearch.
  bool divides = false;
  // Whether executions depend on the seed.
  bool uses_seed = false;
  // Whether executions are drawn independently of each other from one distribution, so that what
  // was not seen yet can be estimated.
  bool samples = false;
  // What its first parameter limits and Headway::bound counts, such as "preemption"; empty where it
  // has no bound. `--bound NAME=N` selects those that have one.
  std::string_view bound_noun{};
  // What an execution stands for: "trace" where no two are equivalent.
  std::string_view unit = "execution";
  // Null: it runs no executions but searches states, which is the explorer's to do.
  std::unique_ptr<Scheduler> (*make)(ParameterValues values, std::uint64_t seed) = nullptr;
  // What is left to try, as words that mean the same on every machine: of a scheduler, or of one
  // part of a search, between two executions. Not asked where begin() was false, unless it waits or
  // is to be taken back. Null: such a search cannot be taken up again.
  void (*save)(const Scheduler& part, std::vector<std::uint64_t>& words) = nullptr;
  // The scheduler, or the part, that was saved. Its first execution begins at the beginning. Throws
  // SchedulerError where the words cannot be right.
  std::unique_ptr<Scheduler> (*restore)(ParameterValues values, std::uint64_t seed,
                                        std::span<const std::uint64_t> words) = nullptr;
};

}  // namespace heddle
