#include "sim/explore/execution_watch.hpp"

#include "sim/explore/memory_gauge.hpp"
#include "sim/explore/memory_reserve.hpp"

namespace heddle {

std::string_view ExecutionWatch::reason_to_end() {
  if (is_memory_short() || (options_.memory != nullptr && options_.memory->is_used_up())) {
    ended_ = Ended::memory;
    return "the memory was used up";
  }
  const Steady::time_point now = Steady::now();
  if (options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed)) {
    if (!asked_to_stop_) asked_to_stop_ = now;
    if (now - *asked_to_stop_ >= execution_grace) {
      ended_ = Ended::interrupted;
      return "it was interrupted";
    }
  }
  if (options_.time_limit && now - start_ >= *options_.time_limit + execution_grace) {
    ended_ = Ended::time;
    return "the time was used up";
  }
  return {};
}

}  // namespace heddle
