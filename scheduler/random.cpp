#include "scheduler/random.hpp"

#include "scheduler/generator.hpp"
#include "scheduler/saved_words.hpp"
#include "scheduler/thread_choice.hpp"

namespace heddle {
namespace {

// A thread first, so that one with many alternatives (a choice of data, say) does not crowd out the
// rest. Execution i of seed s is execution 0 of seed s + i.
class Random final : public Scheduler {
 public:
  explicit Random(std::uint64_t seed) : next_seed_(seed) {}

  bool begin() override {
    generator_ = Generator(next_seed_++);
    return true;
  }

  std::optional<std::uint64_t> seed() const override { return next_seed_ - 1; }
  std::uint64_t next_seed() const { return next_seed_; }

  std::optional<std::size_t> pick(const Point& point) override {
    std::size_t choice = 0;
    if (point.alternatives.size() > 1) {
      const std::size_t ordinal =
          point.threads == 1 ? 0 : static_cast<std::size_t>(generator_.below(point.threads));
      choice = any_of_thread(point, first_of_ordinal(point, ordinal), generator_);
    }
    std::optional<std::size_t> result{0};  // in two steps: see docs/schedulers.md, "Speed"
    *result = choice;
    return result;
  }

 private:
  std::uint64_t next_seed_;
  Generator generator_{0};
};

std::unique_ptr<Scheduler> make_from_seed(ParameterValues, std::uint64_t seed) {
  return std::make_unique<Random>(seed);
}

}  // namespace

Strategy random_strategy() {
  return {.name = "random",
          .alias = {},
          .about = "every step a thread by chance, then one of its alternatives by chance",
          .parameters = {},
          .complete = false,
          .uses_seed = true,
          .samples = true,
          .make = make_from_seed,
          .save = save_next_seeds<Random>,
          .restore = restore_from_seeds<make_from_seed>};
}

}  // namespace heddle
