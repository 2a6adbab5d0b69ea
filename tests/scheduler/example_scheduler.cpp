#include "tests/scheduler/example_scheduler.hpp"

#include "scheduler/generator.hpp"
#include "scheduler/thread_choice.hpp"

namespace heddle {
namespace {

// Stays with the thread that took the last step, but for a chance of `percent` in a hundred to move
// to any thread.
class Sticky final : public Scheduler {
 public:
  Sticky(std::uint64_t percent, std::uint64_t seed) : percent_(percent), next_seed_(seed) {}

  // Each execution has a seed of its own, so that any of them can be run again alone.
  bool begin() override {
    generator_ = Generator(next_seed_++);
    return true;
  }
  // That seed, for reports.
  std::optional<std::uint64_t> seed() const override { return next_seed_ - 1; }

  std::optional<std::size_t> pick(const Point& point) override {
    if (point.previous && generator_.below(100) >= percent_) {
      const std::size_t first = first_not_before(point, *point.previous);
      const bool is_able =
          first < point.alternatives.size() && point.alternatives[first].thread == *point.previous;
      if (is_able) return any_of_thread(point, first, generator_);
    }
    const auto ordinal = static_cast<std::size_t>(generator_.below(point.threads));
    return any_of_thread(point, first_of_ordinal(point, ordinal), generator_);
  }

 private:
  const std::uint64_t percent_;
  std::uint64_t next_seed_;
  Generator generator_{0};
};

constexpr Parameter parameters[] = {
    {.name = "percent", .preset = 10, .least = 0, .most = 100, .about = "chance to move on"},
};

}  // namespace

Strategy sticky_strategy() {
  return {.name = "sticky",
          .alias = {},
          .about = "mostly goes on with the same thread",
          .parameters = parameters,
          .complete = false,
          .uses_seed = true,
          .make = [](ParameterValues values, std::uint64_t seed) -> std::unique_ptr<Scheduler> {
            return std::make_unique<Sticky>(values[0], seed);
          }};
}

}  // namespace heddle
