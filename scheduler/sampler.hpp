#pragma once
// What strategies that draw by chance have in common: execution i of seed s is execution 0 of seed
// s + i, so any execution can be run again alone, and a strategy goes on from the number of the
// next seed. It must not know what is drawn.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "scheduler/generator.hpp"
#include "scheduler/saved_words.hpp"
#include "scheduler/strategy.hpp"
#include "sim/model/scheduler.hpp"

namespace heddle {

class Sampler : public Scheduler {
 public:
  explicit Sampler(std::uint64_t seed) : next_seed_(seed) {}

  bool begin() override {
    generator_ = Generator(next_seed_++);
    return true;
  }
  std::optional<std::uint64_t> seed() const final { return next_seed_ - 1; }

  std::uint64_t next_seed() const { return next_seed_; }

 protected:
  Generator generator_{0};  // of the execution

 private:
  std::uint64_t next_seed_;
};

inline void save_sampler(const Scheduler& sampler, std::vector<std::uint64_t>& words) {
  words.push_back(static_cast<const Sampler&>(sampler).next_seed());
}

template <typename Strategist>
std::unique_ptr<Scheduler> make_sampler(ParameterValues values, std::uint64_t seed) {
  return std::make_unique<Strategist>(values, seed);
}

template <typename Strategist>
std::unique_ptr<Scheduler> restore_sampler(ParameterValues values, std::uint64_t,
                                           std::span<const std::uint64_t> words) {
  SavedWords saved(words, "sampler");
  const std::uint64_t seed = saved.next();
  saved.end();
  return make_sampler<Strategist>(values, seed);
}

// The strategy of a class derived from Sampler that is made of the values of its parameters and a
// seed. `description`: its names, parameters and what it is about.
template <typename Strategist>
Strategy sampler_strategy(Strategy description) {
  description.uses_seed = true;
  description.samples = true;
  description.make = make_sampler<Strategist>;
  description.save = save_sampler;
  description.restore = restore_sampler<Strategist>;
  return description;
}

}  // namespace heddle
