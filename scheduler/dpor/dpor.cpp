#include "scheduler/dpor/dpor.hpp"

#include "scheduler/dpor/search.hpp"

namespace heddle {
namespace {

constexpr Parameter parameters[] = {
    memory_parameter("how much memory may be taken by what is still to be tried, in MiB"),
};

}  // namespace

Strategy dpor_strategy() {
  return {
      .name = "dpor",
      .about = "one interleaving of each set of equivalent ones: optimal partial order reduction",
      .parameters = parameters,
      .complete = true,
      .divides = true,
      .unit = "trace",
      .make = [](ParameterValues, std::uint64_t) { return make_faulty_dpor({}); },
      .save =
          [](const Scheduler& part, std::vector<std::uint64_t>& words) {
            static_cast<const DporSearch&>(part).save(words);
          },
      .restore = [](ParameterValues, std::uint64_t,
                    std::span<const std::uint64_t> words) { return DporSearch::restore(words); }};
}

std::unique_ptr<Scheduler> make_faulty_dpor(std::bitset<rows> dropped) {
  return std::make_unique<DporSearch>(dropped);
}

std::unique_ptr<Scheduler> make_generous_dpor() {
  return std::make_unique<DporSearch>(std::bitset<rows>{}, 0);
}

}  // namespace heddle
