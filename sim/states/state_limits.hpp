#pragma once
// When a search over states is to stop, and when it tells how far it is. It must not know how the
// search goes about it.

#include <chrono>
#include <cstddef>
#include <optional>

#include "sim/explore/explorer.hpp"
#include "sim/explore/report.hpp"

namespace heddle {

class StateLimits {
 public:
  // `options` must outlive this object. `seconds_before`: the time that earlier runs of the search
  // took.
  StateLimits(const ExploreOptions& options, double seconds_before);

  // The first reason counts.
  void stop(Ended why) {
    if (!stopped_) stopped_ = why;
  }
  const std::optional<Ended>& stopped() const { return stopped_; }
  // Whether the search for cycles, which comes after the search for states, is not to go on either.
  bool is_out_of_time() const { return is_out_of_time_; }

  // Stops if somebody asked for it, or if the time is over; a part of the time is kept for cycles.
  void look(bool keeps_time_for_cycles);
  // Whether it is time to tell how far the search is.
  bool is_update_due();
  double seconds() const;

 private:
  using Steady = std::chrono::steady_clock;

  const ExploreOptions& options_;
  const double seconds_before_;
  const Steady::time_point start_ = Steady::now();
  Steady::time_point now_ = start_;
  Steady::time_point next_update_;
  std::optional<Ended> stopped_;
  bool is_out_of_time_ = false;
};

}  // namespace heddle
