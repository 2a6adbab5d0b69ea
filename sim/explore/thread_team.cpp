#include "sim/explore/thread_team.hpp"

#include <exception>
#include <utility>

#include "sim/explore/memory_reserve.hpp"

namespace heddle {
namespace {

// As a rule the next round comes within microseconds. So a thread looks this often before it goes
// to sleep.
constexpr int looks_before_sleep = 2000;

template <typename Value>
void wait_while(const std::atomic<Value>& value, Value old) {
  for (int look = 0; look < looks_before_sleep; ++look) {
    if (value.load(std::memory_order_acquire) != old) return;
  }
  value.wait(old, std::memory_order_acquire);
}

}  // namespace

ThreadTeam::ThreadTeam(std::size_t threads) {
  for (std::size_t thread = 1; thread < threads && has_room_for_thread(); ++thread) {
    try {
      threads_.emplace_back([this, thread] { serve(thread); });
    } catch (const std::exception&) {
      return;  // the system allows no more threads, or has no memory for one: fewer do the work
    }
  }
}

ThreadTeam::~ThreadTeam() {
  ends_ = true;
  ++round_;
  round_.notify_all();
}

void ThreadTeam::run_all(std::size_t items) {
  items_ = items;
  next_item_ = 0;
  working_ = static_cast<std::uint32_t>(threads_.size());
  ++round_;
  round_.notify_all();
  do_items(0);
  for (std::uint32_t working = working_; working != 0; working = working_) {
    wait_while(working_, working);
  }
  if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
}

void ThreadTeam::do_items(std::size_t thread) {
  try {
    for (std::size_t item = next_item_++; item < items_; item = next_item_++) {
      work_(context_, thread, item);
    }
  } catch (...) {
    next_item_ = items_;
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::current_exception();
  }
}

void ThreadTeam::serve(std::size_t thread) {
  for (std::uint32_t seen = 0;;) {
    wait_while(round_, seen);
    // No further round begins before this thread is through with this one.
    seen = round_;
    if (ends_) return;
    do_items(thread);
    if (--working_ == 0) working_.notify_one();
  }
}

}  // namespace heddle
