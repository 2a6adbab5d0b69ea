// Heddle's own. Related: race-directed testing (Sen, "Race Directed Random Testing of Concurrent
// Programs", PLDI 2008) holds threads before places that may conflict; reads-from fuzzing (Wolff,
// Shi, Duck, Mathur, Roychoudhury, "Greybox Fuzzing for Concurrency Testing", ASPLOS 2024) prefers
// behaviours that executions so far have seldom shown.
//
// A place (a statement of the program) is contested if threads were seen to conflict there without
// a lock that both held. Every thread runs on until it stands before a contested place. Once all
// able threads stand so, a place is drawn, and then one of the threads that stand before it. So a
// place is as likely as any other one, whether one thread stands there or a hundred do.
//
// For example, a hundred setters write `a` and then `b`, and a checker reads both. The checker
// fails if it reads `a` after a write and `b` before all writes. Four places are contested, so
// that this takes three draws that go right, however many setters there are.
//
// The draws prefer what was tried least: the places drawn so far in an execution are its path, and
// each further place counts how often it was drawn after that path.
//
// Some bugs are elsewhere, in the middle of what one thread does alone. So two executions of five
// are uniform random walks (see uniform_walk.cpp).
#include "scheduler/adversarial.hpp"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "scheduler/contested_places.hpp"
#include "scheduler/learner.hpp"
#include "scheduler/remaining_steps.hpp"
#include "scheduler/step_counts.hpp"
#include "scheduler/thread_choice.hpp"
#include "sim/model/hash.hpp"

namespace heddle {
namespace {

constexpr std::uint64_t walks_of_five = 2;
// Of an execution, so far as its path is remembered.
constexpr std::size_t longest_path = 12;
constexpr std::size_t most_paths = 1'000'000;
constexpr std::uint64_t whole_weight = std::uint64_t{1} << 20U;

class Adversarial final : public Learner {
 public:
  Adversarial(ParameterValues, std::uint64_t seed) : Learner(seed) {}

  bool begin() override {
    Learner::begin();
    is_walk_ = generator_.below(5) < walks_of_five;
    remaining_.begin(counts_.of_all_steps(), counts_.executions());
    threads_ = 1;
    path_.clear();
    path_hash_ = 0;
    return true;
  }

  std::optional<std::size_t> pick(const Point& point) override {
    find_firsts(point);
    const std::size_t first = is_walk_ ? walk(point) : direct(point);
    return any_of_thread(point, first, generator_);
  }

  void end(const Execution& execution) override {
    counts_.learn(execution);
    contested_.learn(execution);
    for (const std::uint64_t path : path_) {
      if (tried_.size() < most_paths || tried_.contains(path)) ++tried_[path];
    }
  }

  void save(std::vector<std::uint64_t>& words) const override {
    counts_.save(words);
    contested_.save(words);
    std::vector<std::pair<std::uint64_t, std::uint64_t>> tried(tried_.begin(), tried_.end());
    std::ranges::sort(tried);
    words.push_back(tried.size());
    for (const auto& [path, times] : tried) {
      words.push_back(path);
      words.push_back(times);
    }
  }
  void restore(SavedWords& words) override {
    counts_.restore(words);
    contested_.restore(words);
    tried_.clear();
    for (std::uint64_t left = words.next(most_paths); left > 0; --left) {
      const std::uint64_t path = words.next();
      tried_[path] = words.next();
    }
  }

 private:
  void find_firsts(const Point& point) {
    firsts_.clear();
    for (std::size_t i = 0; i < point.alternatives.size(); ++i) {
      if (i == 0 || point.alternatives[i].thread != point.alternatives[i - 1].thread) {
        firsts_.push_back(i);
      }
    }
  }

  std::size_t walk(const Point& point) {
    weights_.clear();
    for (const std::size_t first : firsts_) {
      weights_.push_back(remaining_.of(point.alternatives[first].thread));
    }
    const std::size_t first = firsts_[draw()];
    const Alternative& going = point.alternatives[first];
    remaining_.take_step(going.thread);
    if (going.operation != nullptr && going.operation->kind == OperationKind::spawn) {
      remaining_.spawn(going.thread, static_cast<ThreadId>(threads_++));
    }
    return first;
  }

  std::size_t direct(const Point& point) {
    const auto stands = [&](std::size_t first) {
      const Operation* operation = point.alternatives[first].operation;
      return operation != nullptr && contested_.has(*operation);
    };
    const auto standing = std::stable_partition(firsts_.begin(), firsts_.end(),
                                                [&](std::size_t first) { return !stands(first); });
    const auto running = static_cast<std::size_t>(standing - firsts_.begin());
    if (running > 0) return firsts_[generator_.below(running)];
    if (firsts_.size() == 1) return firsts_[0];
    const SiteId place = draw_place(point);
    std::erase_if(firsts_, [&](std::size_t first) { return site_of(point, first) != place; });
    return firsts_[generator_.below(firsts_.size())];
  }

  static SiteId site_of(const Point& point, std::size_t first) {
    return point.alternatives[first].operation->site;
  }

  SiteId draw_place(const Point& point) {
    places_.clear();
    for (const std::size_t first : firsts_) places_.push_back(site_of(point, first));
    std::ranges::sort(places_);
    places_.erase(std::unique(places_.begin(), places_.end()), places_.end());
    weights_.clear();
    for (const SiteId place : places_) {
      const auto found = tried_.find(longer_path(place));
      const std::uint64_t times = found == tried_.end() ? 0 : found->second;
      weights_.push_back(std::max<std::uint64_t>(whole_weight / (1 + 10 * times), 1));
    }
    const SiteId place = places_[draw()];
    path_hash_ = longer_path(place);
    if (path_.size() < longest_path) path_.push_back(path_hash_);
    return place;
  }

  std::uint64_t longer_path(SiteId place) const { return mix(path_hash_, index(place) + 1); }

  // A place in weights_, in proportion to the weights.
  std::size_t draw() {
    std::uint64_t sum = 0;
    for (const std::uint64_t weight : weights_) sum += weight;
    std::uint64_t drawn = generator_.below(sum);
    std::size_t place = 0;
    while (drawn >= weights_[place]) drawn -= weights_[place++];
    return place;
  }

  // What was learnt.
  StepCounts counts_;
  ContestedPlaces contested_;
  std::unordered_map<std::uint64_t, std::uint64_t> tried_;  // executions, by path

  // Of the execution.
  bool is_walk_ = false;
  RemainingSteps remaining_;
  std::uint32_t threads_ = 1;
  std::vector<std::uint64_t> path_;  // the hashes of its beginnings
  std::uint64_t path_hash_ = 0;

  // Of the point.
  std::vector<std::size_t> firsts_;  // the first alternative of each thread
  std::vector<SiteId> places_;
  std::vector<std::uint64_t> weights_;
};

}  // namespace

Strategy adversarial_strategy() {
  return learner_strategy<Adversarial>(
      {.name = "adversarial",
       .about = "brings threads to where they conflict, and tries the orders it has tried least"});
}

}  // namespace heddle
