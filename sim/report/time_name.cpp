#include "sim/report/time_name.hpp"

namespace heddle {

std::string duration_text(std::chrono::nanoseconds duration) {
  const std::int64_t ns = duration.count();
  for (const DurationUnit& unit : duration_units) {
    if (ns != 0 && ns % unit.ns == 0) return std::to_string(ns / unit.ns) + std::string(unit.name);
  }
  return "0s";
}

std::string time_name(const Settings& settings) {
  if (settings.time != TimeModel::jitter) return std::string(name(settings.time));
  return "jitter:" + duration_text(std::chrono::nanoseconds(settings.jitter_ns));
}

}  // namespace heddle
