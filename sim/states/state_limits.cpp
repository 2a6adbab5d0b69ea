#include "sim/states/state_limits.hpp"

namespace heddle {
namespace {

constexpr std::chrono::milliseconds between_updates{100};
constexpr double part_for_states = 0.8;  // of the time; the rest is for cycles

}  // namespace

StateLimits::StateLimits(const ExploreOptions& options, double seconds_before)
    : options_(options), seconds_before_(seconds_before), next_update_(start_ + between_updates) {}

double StateLimits::seconds() const {
  return seconds_before_ + std::chrono::duration<double>(Steady::now() - start_).count();
}

void StateLimits::look(bool keeps_time_for_cycles) {
  if (options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed)) {
    is_out_of_time_ = true;
    stop(Ended::interrupted);
  }
  now_ = Steady::now();
  if (!options_.time_limit) return;
  const std::chrono::duration<double> all = *options_.time_limit;
  const double used = seconds_before_ + std::chrono::duration<double>(now_ - start_).count();
  is_out_of_time_ |= used >= all.count();
  const double limit = keeps_time_for_cycles ? all.count() * part_for_states : all.count();
  if (used >= limit) stop(Ended::time);
}

bool StateLimits::is_update_due() {
  if (options_.progress == nullptr || now_ < next_update_) return false;
  next_update_ = now_ + between_updates;
  return true;
}

}  // namespace heddle
