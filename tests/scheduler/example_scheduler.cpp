#include "tests/scheduler/example_scheduler.hpp"

#include "scheduler/sampler.hpp"
#include "scheduler/thread_choice.hpp"

namespace heddle {
namespace {

// Goes on with the thread that took the last step, but moves to any thread with a chance of
// `percent` in a hundred.
class Sticky final : public Sampler {
 public:
  Sticky(ParameterValues values, std::uint64_t seed) : Sampler(seed), percent_(values[0]) {}

  std::optional<std::size_t> pick(const Point& point) override {
    std::size_t first = first_of_any_thread(point, generator_);
    if (point.previous && generator_.below(100) >= percent_) {
      first = first_of_thread(point, *point.previous).value_or(first);
    }
    return any_of_thread(point, first, generator_);
  }

 private:
  const std::uint64_t percent_;
};

constexpr Parameter parameters[] = {
    {.name = "percent", .preset = 10, .least = 0, .most = 100, .about = "chance to move on"},
};

}  // namespace

Strategy sticky_strategy() {
  return sampler_strategy<Sticky>(
      {.name = "sticky", .about = "mostly goes on with the same thread", .parameters = parameters});
}

}  // namespace heddle
