// Yuan, Yang, Gu, "Partial Order Aware Concurrency Sampling" (CAV 2018), the algorithm POS: every
// pending operation draws a priority, and the highest one goes. The priorities of the pending
// operations that conflict with it are drawn again. Without that, the winner of one conflict would
// tell who wins the next one.
//
// It deviates from the paper:
// - An operation that was blocked draws its priority when it becomes able. In the paper it is
//   drawn again by the operation that made it able, which comes to the same.
// - Conflicts are those of pending_conflicts.hpp: of every kind of object, not only of memory.
// - A thread may have several alternatives: one of them is taken by chance.
#include "scheduler/pos.hpp"

#include <vector>

#include "scheduler/pending_conflicts.hpp"
#include "scheduler/sampler.hpp"
#include "scheduler/thread_choice.hpp"

namespace heddle {
namespace {

class PartialOrderSampling final : public Sampler {
 public:
  PartialOrderSampling(ParameterValues, std::uint64_t seed) : Sampler(seed) {}

  bool begin() override {
    Sampler::begin();
    pending_.clear();
    return true;
  }

  std::optional<std::size_t> pick(const Point& point) override {
    if (index(point.alternatives.back().thread) >= pending_.size()) {
      pending_.resize(index(point.alternatives.back().thread) + 1);
    }
    std::size_t best = 0;
    std::uint64_t best_priority = 0;
    for_each_thread(point, [&](std::size_t first) {
      Pending& pending = pending_[index(point.alternatives[first].thread)];
      if (pending.priority == none || pending.seen + 1 != point.step) {
        pending.priority = generator_.next() | 1U;
      }
      pending.seen = point.step;
      if (pending.priority > best_priority) {
        best = first;
        best_priority = pending.priority;
      }
    });
    draw_again_where_decided(point, best);
    return any_of_thread(point, best, generator_);
  }

 private:
  static constexpr std::uint64_t none = 0;
  struct Pending {
    std::uint64_t priority = none;
    std::size_t seen = 0;  // the last step at which the thread was able
  };

  template <typename Each>
  static void for_each_thread(const Point& point, const Each& each) {
    for (std::size_t i = 0; i < point.alternatives.size(); ++i) {
      if (i == 0 || point.alternatives[i].thread != point.alternatives[i - 1].thread) each(i);
    }
  }

  void draw_again_where_decided(const Point& point, std::size_t chosen) {
    const Alternative& going = point.alternatives[chosen];
    pending_[index(going.thread)].priority = none;
    if (going.operation == nullptr) return;
    for_each_thread(point, [&](std::size_t first) {
      const Alternative& other = point.alternatives[first];
      if (other.operation != nullptr && may_conflict(*going.operation, *other.operation)) {
        pending_[index(other.thread)].priority = none;
      }
    });
  }

  std::vector<Pending> pending_;  // by ThreadId
};

}  // namespace

Strategy pos_strategy() {
  return sampler_strategy<PartialOrderSampling>(
      {.name = "pos", .about = "random priorities of operations, drawn again after each conflict"});
}

}  // namespace heddle
