#pragma once
// Strategies that draw by chance and learn from their executions. Execution k of seed s is always
// the same one, what was learnt before it included. But it cannot be run again by its own seed
// alone: a report gives its schedule instead. It must not know what is learnt.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "scheduler/generator.hpp"
#include "scheduler/saved_words.hpp"
#include "scheduler/strategy.hpp"
#include "sim/model/scheduler.hpp"

namespace heddle {

class Learner : public Scheduler {
 public:
  explicit Learner(std::uint64_t seed) : next_seed_(seed) {}

  bool begin() override {
    generator_ = Generator(next_seed_++);
    return true;
  }

  // What was learnt, as words, and the same read again. Throws SchedulerError where the words
  // cannot be right.
  virtual void save(std::vector<std::uint64_t>& words) const = 0;
  virtual void restore(SavedWords& words) = 0;

  std::uint64_t next_seed() const { return next_seed_; }

 protected:
  Generator generator_{0};  // of the execution

 private:
  std::uint64_t next_seed_;
};

template <typename Strategist>
std::unique_ptr<Scheduler> make_learner(ParameterValues values, std::uint64_t seed) {
  return std::make_unique<Strategist>(values, seed);
}

inline void save_learner(const Scheduler& scheduler, std::vector<std::uint64_t>& words) {
  const auto& learner = static_cast<const Learner&>(scheduler);
  words.push_back(learner.next_seed());
  learner.save(words);
}

template <typename Strategist>
std::unique_ptr<Scheduler> restore_learner(ParameterValues values, std::uint64_t,
                                           std::span<const std::uint64_t> words) {
  SavedWords saved(words, "learner");
  auto learner = std::make_unique<Strategist>(values, saved.next());
  learner->restore(saved);
  saved.end();
  return learner;
}

// The strategy of a class derived from Learner that is made of the values of its parameters and a
// seed. `description`: its names, parameters and what it is about.
template <typename Strategist>
Strategy learner_strategy(Strategy description) {
  description.uses_seed = true;
  description.make = make_learner<Strategist>;
  description.save = save_learner;
  description.restore = restore_learner<Strategist>;
  return description;
}

}  // namespace heddle
