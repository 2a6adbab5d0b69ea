#include "scheduler/bounded.hpp"

#include <memory>
#include <span>
#include <vector>

#include "scheduler/bounded_search.hpp"
#include "scheduler/saved_words.hpp"

namespace heddle {
namespace {

constexpr Parameter put_off_parameter{
    .name = "memory",
    .preset = 256,
    .least = 1,
    .most = 65536,
    .about = "megabytes for what is put off to a later iteration"};
constexpr Parameter preemptions_parameters[] = {
    {.name = "bound",
     .preset = 2,
     .least = 0,
     .most = BoundedSearch::largest_bound,
     .about = "at most so many preemptions"},
    put_off_parameter,
};
constexpr Parameter delays_parameters[] = {
    {.name = "bound",
     .preset = 3,
     .least = 0,
     .most = BoundedSearch::largest_bound,
     .about = "at most so many delays"},
    put_off_parameter,
};

template <Costly costly>
std::unique_ptr<Scheduler> make(ParameterValues values, std::uint64_t) {
  return std::make_unique<BoundedSearch>(costly, values[0], values[1]);
}

void save_part(const Scheduler& part, std::vector<std::uint64_t>& words) {
  static_cast<const BoundedSearch&>(part).save(words);
}

template <Costly costly>
std::unique_ptr<Scheduler> restore_part(ParameterValues values, std::uint64_t,
                                        std::span<const std::uint64_t> saved) {
  SavedWords words(saved, "bounded");
  auto part = std::make_unique<BoundedSearch>(costly, values[0], values[1], words);
  words.end();
  return part;
}

}  // namespace

Strategy preemptions_strategy() {
  return {.name = "preemptions",
          .about = "every interleaving with few preemptions once, those with the fewest first",
          .parameters = preemptions_parameters,
          .complete = true,
          .divides = true,
          .bound_noun = "preemption",
          .make = make<Costly::preemption>,
          .save = save_part,
          .restore = restore_part<Costly::preemption>};
}

Strategy delays_strategy() {
  return {.name = "delays",
          .about = "every interleaving with few deviations from fair turns once, the fewest first",
          .parameters = delays_parameters,
          .complete = true,
          .divides = true,
          .bound_noun = "delay",
          .make = make<Costly::delay>,
          .save = save_part,
          .restore = restore_part<Costly::delay>};
}

}  // namespace heddle
