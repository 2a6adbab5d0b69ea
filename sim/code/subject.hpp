#pragma once
// What is explored: a function, and what all programs that run it have in common.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "sim/code/outside_objects.hpp"
#include "sim/code/sites.hpp"
#include "sim/model/texts.hpp"

namespace heddle::code {

struct Subject {
  std::function<void()> body;
  std::string name;        // for reports
  std::uint32_t hash = 0;  // of what tells it from others; goes into schedules
  std::string time{};      // its time model, as schedules say it
  std::size_t stack_bytes = 0;
  bool has_arena = false;  // executions allocate from arenas, where operator new is ours
  bool has_clock = false;  // whether virtual time means something
  std::shared_ptr<Texts> texts = std::make_shared<Texts>();
  Sites sites{};
  OutsideObjects outside{};
  std::atomic<bool> stop{false};  // all of them are to end
  // Executions that were left before all their threads had come to their ends.
  std::atomic<std::uint64_t> left_early{0};

  // The operation there asks for an order that is weaker than seq_cst.
  void note_weak_order(SiteId site) {
    const std::lock_guard lock(mutex_);
    weak_orders_.insert(site);
  }
  const std::set<SiteId>& weak_orders() const { return weak_orders_; }

  // That the code is not deterministic.
  struct Nondeterminism {
    std::string what;   // differed
    std::string trace;  // of both executions up to there, which is the same
  };
  // The first one counts.
  void note(Nondeterminism found) {
    const std::lock_guard lock(mutex_);
    if (!nondeterminism_) nondeterminism_ = std::move(found);
    stop = true;
  }
  const std::optional<Nondeterminism>& nondeterminism() const { return nondeterminism_; }

 private:
  std::mutex mutex_;
  std::set<SiteId> weak_orders_;
  std::optional<Nondeterminism> nondeterminism_;
};

}  // namespace heddle::code
