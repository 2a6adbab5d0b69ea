#include "sim/explore/level_estimate.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace heddle {
namespace {

constexpr std::size_t fewest_levels = 10;
constexpr std::size_t fewest_in_fit = 5;
constexpr std::size_t part_for_fit = 3;  // the last third of the levels is fitted
// Further ahead, nothing is seen.
constexpr double most_times_more = 1000;

// constant + slope x + bend x^2; x is 0 at the first level that is not known.
struct Parabola {
  double constant = 0;
  double slope = 0;
  double bend = 0;

  double at(double x) const { return constant + x * (slope + x * bend); }
};

// The parabola through the logarithms of the sizes, by the normal equations.
Parabola fit(std::span<const std::uint32_t> sizes) {
  std::array<std::array<double, 4>, 3> rows{};
  for (std::size_t place = 0; place < sizes.size(); ++place) {
    const double x = static_cast<double>(place) - static_cast<double>(sizes.size());
    const double logarithm = std::log(static_cast<double>(sizes[place]));
    const std::array powers{1.0, x, x * x};
    for (std::size_t row = 0; row < 3; ++row) {
      for (std::size_t column = 0; column < 3; ++column) {
        rows[row][column] += powers[row] * powers[column];
      }
      rows[row][3] += powers[row] * logarithm;
    }
  }
  for (std::size_t pivot = 0; pivot < 3; ++pivot) {
    const double divisor = rows[pivot][pivot];
    for (double& each : rows[pivot]) each /= divisor;
    for (std::size_t row = 0; row < 3; ++row) {
      if (row == pivot) continue;
      const double times = rows[row][pivot];
      for (std::size_t column = 0; column < 4; ++column) {
        rows[row][column] -= times * rows[pivot][column];
      }
    }
  }
  return {rows[0][3], rows[1][3], rows[2][3]};
}

}  // namespace

std::optional<double> estimated_states(std::span<const std::uint32_t> sizes, std::size_t met) {
  if (sizes.size() < fewest_levels) return std::nullopt;
  const Parabola parabola = fit(sizes.last(std::max(fewest_in_fit, sizes.size() / part_for_fit)));
  if (!(parabola.bend < 0)) return std::nullopt;
  double all = 0;
  for (const std::uint32_t size : sizes) all += size;
  const double most = most_times_more * static_cast<double>(met);
  for (double x = 0; parabola.at(x) > 0 || parabola.at(x + 1) > parabola.at(x); ++x) {
    all += std::exp(parabola.at(x));
    if (all > most) return std::nullopt;
  }
  return std::max(all, static_cast<double>(met));
}

}  // namespace heddle
