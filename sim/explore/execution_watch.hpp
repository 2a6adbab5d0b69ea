#pragma once
// Ends an execution that is too long for the budget, or takes too much memory. An execution that
// ends soon may go on to its end. So a search stops between two executions if it can, and can go on
// from there later.

#include <chrono>
#include <optional>
#include <string_view>

#include "sim/explore/explorer.hpp"
#include "sim/explore/report.hpp"
#include "sim/model/watch.hpp"

namespace heddle {

// How long after its time an execution may go on.
inline constexpr std::chrono::milliseconds execution_grace{300};

class ExecutionWatch final : public Watch {
 public:
  // `options` must outlive this object. The time of the search begins now.
  explicit ExecutionWatch(const ExploreOptions& options) : options_(options) {}

  // The search has waited for `time`, which does not count.
  void put_off(std::chrono::nanoseconds time) { start_ += time; }
  std::string_view reason_to_end() override;
  // Why the execution was ended; nullopt: none was.
  const std::optional<Ended>& ended() const { return ended_; }

 private:
  using Steady = std::chrono::steady_clock;

  const ExploreOptions& options_;
  Steady::time_point start_ = Steady::now();
  std::optional<Steady::time_point> asked_to_stop_;
  std::optional<Ended> ended_;
};

}  // namespace heddle
