// Zhao, Wolff, Mathur, Roychoudhury, "Selectively Uniform Concurrency Testing" (ASPLOS 2025).
// urw (section 3.1): the next thread is drawn in proportion to the steps that are left to it. If
// the counts are right and nothing blocks, each interleaving is as likely as any other one.
// surw (section 3.2): the same over the interesting steps alone. The thread that takes the next
// interesting step is drawn ahead; the other threads that stand before one are held. All
// other steps are drawn as in a plain random walk.
//
// For example, ten setters write `a` and then `b`, and a checker reads both. If the steps on `b`
// are the interesting ones, the checker is the first of eleven in one execution out of eleven.
// Under the random walk that is about one in a thousand.
//
// Deviations and choices:
// - The counts are means over all executions so far. The first execution is a plain random walk.
// - The interesting steps are those on one object on which threads were seen to conflict, drawn
//   anew for each execution.
// - Where counts are wrong, a thread that is able counts as having at least a small part of a step
//   left; and where all able threads are held, the thread drawn ahead is drawn again among them.
#include "scheduler/uniform_walk.hpp"

#include <algorithm>
#include <vector>

#include "scheduler/learner.hpp"
#include "scheduler/remaining_steps.hpp"
#include "scheduler/step_counts.hpp"
#include "scheduler/thread_choice.hpp"

namespace heddle {
namespace {

class UniformWalk : public Learner {
 public:
  using Learner::Learner;

  bool begin() override {
    Learner::begin();
    threads_ = 1;
    return true;
  }
  void end(const Execution& execution) override { counts_.learn(execution); }
  void save(std::vector<std::uint64_t>& words) const override { counts_.save(words); }
  void restore(SavedWords& words) override { counts_.restore(words); }

 protected:
  // The first alternatives of the able threads that `is_eligible`.
  template <typename Eligible>
  void find_eligible(const Point& point, const Eligible& is_eligible) {
    eligible_.clear();
    for (std::size_t i = 0; i < point.alternatives.size(); ++i) {
      if (i > 0 && point.alternatives[i].thread == point.alternatives[i - 1].thread) continue;
      if (is_eligible(point.alternatives[i])) eligible_.push_back(i);
    }
  }
  // One of them, in proportion to its weight, which is not 0.
  template <typename Weight>
  std::size_t draw(const Point& point, const Weight& weight) {
    std::uint64_t sum = 0;
    for (const std::size_t first : eligible_) sum += weight(point.alternatives[first].thread);
    std::uint64_t drawn = generator_.below(sum);
    for (const std::size_t first : eligible_) {
      const std::uint64_t part = weight(point.alternatives[first].thread);
      if (drawn < part) return first;
      drawn -= part;
    }
    return eligible_.back();
  }
  // Notes that the thread of the alternative goes; returns the child that it spawns.
  std::optional<ThreadId> child_of(const Alternative& going) {
    if (going.operation == nullptr || going.operation->kind != OperationKind::spawn) return {};
    return static_cast<ThreadId>(threads_++);
  }

  StepCounts counts_;
  std::vector<std::size_t> eligible_;

 private:
  std::uint32_t threads_ = 1;  // so far
};

class Urw final : public UniformWalk {
 public:
  Urw(ParameterValues, std::uint64_t seed) : UniformWalk(seed) {}

  bool begin() override {
    remaining_.begin(counts_.of_all_steps(), counts_.executions());
    return UniformWalk::begin();
  }

  std::optional<std::size_t> pick(const Point& point) override {
    find_eligible(point, [](const Alternative&) { return true; });
    const std::size_t first =
        draw(point, [this](ThreadId thread) { return remaining_.of(thread); });
    const Alternative& going = point.alternatives[first];
    remaining_.take_step(going.thread);
    if (const auto child = child_of(going)) remaining_.spawn(going.thread, *child);
    return any_of_thread(point, first, generator_);
  }

 private:
  RemainingSteps remaining_;
};

class Surw final : public UniformWalk {
 public:
  Surw(ParameterValues, std::uint64_t seed) : UniformWalk(seed) {}

  bool begin() override {
    UniformWalk::begin();
    const std::vector<ObjectId>& contested = counts_.contested();
    object_ = contested.empty() ? no_object : contested[generator_.below(contested.size())];
    remaining_.begin(counts_.of_object(object_), counts_.executions());
    next_ = main_thread;  // until it spawns others, main has all steps
    youngest_ = main_thread;
    return true;
  }

  std::optional<std::size_t> pick(const Point& point) override {
    find_eligible(point, [this](const Alternative& alternative) {
      return alternative.thread == next_ || !is_interesting(alternative);
    });
    std::size_t first = 0;
    if (eligible_.empty()) {
      find_eligible(point, [](const Alternative&) { return true; });
      first = draw(point, [this](ThreadId thread) { return remaining_.of(thread); });
    } else {
      first = draw(point, [](ThreadId) { return std::uint64_t{1}; });
    }
    go(point, point.alternatives[first]);
    return any_of_thread(point, first, generator_);
  }

 private:
  bool is_interesting(const Alternative& alternative) const {
    const Operation* operation = alternative.operation;
    return operation != nullptr && object_ != no_object && StepCounts::counts(operation->kind) &&
           (operation->object == object_ || operation->mutex == object_);
  }

  void go(const Point& point, const Alternative& going) {
    if (is_interesting(going)) {
      remaining_.take_step(going.thread);
      draw_next(point);
    }
    if (const auto child = child_of(going)) {
      const std::uint64_t before = remaining_.expected_of(going.thread);
      remaining_.spawn(going.thread, *child);
      // The steps that were drawn ahead were those of the spawner and all its children.
      if (next_ == going.thread && before > 0 &&
          generator_.below(before) >= remaining_.expected_of(going.thread)) {
        next_ = *child;
      }
      youngest_ = std::max(youngest_, *child);
    }
  }

  // Among all threads that are there, whether able or not.
  void draw_next(const Point& point) {
    youngest_ = std::max(youngest_, point.alternatives.back().thread);
    std::uint64_t sum = 0;
    for (std::size_t thread = 0; thread <= index(youngest_); ++thread) {
      sum += remaining_.expected_of(static_cast<ThreadId>(thread));
    }
    if (sum == 0) return;
    std::uint64_t drawn = generator_.below(sum);
    for (std::size_t thread = 0; thread <= index(youngest_); ++thread) {
      const std::uint64_t part = remaining_.expected_of(static_cast<ThreadId>(thread));
      if (drawn < part) {
        next_ = static_cast<ThreadId>(thread);
        return;
      }
      drawn -= part;
    }
  }

  RemainingSteps remaining_;
  ObjectId object_ = no_object;  // the steps on it are interesting
  ThreadId next_ = main_thread;  // takes the next interesting step
  ThreadId youngest_ = main_thread;
};

}  // namespace

Strategy urw_strategy() {
  return learner_strategy<Urw>(
      {.name = "urw",
       .about = "a thread by the steps left to it: interleavings are equally likely"});
}

Strategy surw_strategy() {
  return learner_strategy<Surw>(
      {.name = "surw",
       .about = "the orders of the steps on one object, drawn each time, are equally likely"});
}

}  // namespace heddle
