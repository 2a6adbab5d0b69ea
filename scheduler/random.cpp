#include "scheduler/random.hpp"

#include "scheduler/sampler.hpp"
#include "scheduler/thread_choice.hpp"

namespace heddle {
namespace {

// A thread first, so that one with many alternatives (a choice of data, say) does not crowd out the
// rest.
class Random final : public Sampler {
 public:
  Random(ParameterValues, std::uint64_t seed) : Sampler(seed) {}

  std::optional<std::size_t> pick(const Point& point) override {
    std::size_t choice = 0;
    if (point.alternatives.size() > 1) {
      choice = any_of_thread(point, first_of_any_thread(point, generator_), generator_);
    }
    std::optional<std::size_t> result{0};  // in two steps: see docs/schedulers.md, "Speed"
    *result = choice;
    return result;
  }
};

}  // namespace

Strategy random_strategy() {
  return sampler_strategy<Random>(
      {.name = "random",
       .about = "every step a thread by chance, then one of its alternatives by chance"});
}

}  // namespace heddle
