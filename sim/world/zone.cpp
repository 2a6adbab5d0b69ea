#include "sim/world/zone.hpp"

#include <algorithm>
#include <numeric>

namespace heddle {

void Zone::reset() {
  variables_.assign(1, ThreadId{UINT32_MAX});
  bounds_.assign(1, 0);
}

void Zone::save(std::vector<std::uint64_t>& words) const {
  const std::size_t size = variables_.size();
  std::vector<std::size_t> order(size);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin() + 1, order.end(), [this](std::size_t one, std::size_t other) {
    return variables_[one] < variables_[other];
  });
  words.push_back(size);
  for (const std::size_t left : order) {
    words.push_back(index(variables_[left]));
    for (const std::size_t right : order) {
      words.push_back(static_cast<std::uint64_t>(bound(left, right)));
    }
  }
}

void Zone::load(std::span<const std::uint64_t> words) {
  const std::uint64_t* word = words.data();
  const std::size_t size = *word++;
  variables_.clear();
  bounds_.clear();
  for (std::size_t left = 0; left < size; ++left) {
    variables_.push_back(ThreadId{static_cast<std::uint32_t>(*word++)});
    for (std::size_t right = 0; right < size; ++right) {
      bounds_.push_back(static_cast<std::int64_t>(*word++));
    }
  }
}

// Sums of three bounds must be numbers still.
bool Zone::may_load(std::span<const std::uint64_t> words) {
  if (words.empty() || words.front() == 0 || words.front() > words.size()) return false;
  const std::size_t size = words.front();
  if (words.size() - 1 != size * (size + 1)) return false;
  for (std::size_t left = 0; left < size; ++left) {
    if (left == 0 && words[1] != UINT32_MAX) return false;
    for (std::size_t right = 0; right < size; ++right) {
      const auto bound = static_cast<std::int64_t>(words[2 + left * (size + 1) + right]);
      if (bound < -INT64_MAX / 4 || bound > INT64_MAX / 4) return false;
      if (left == right && bound != 0) return false;
    }
  }
  return true;
}

std::size_t Zone::find(ThreadId thread) const {
  const auto place = std::find(variables_.begin() + 1, variables_.end(), thread);
  return place == variables_.end() ? 0 : static_cast<std::size_t>(place - variables_.begin());
}

std::int64_t& Zone::bound(std::size_t left, std::size_t right) {
  return bounds_[left * variables_.size() + right];
}

std::int64_t Zone::bound(std::size_t left, std::size_t right) const {
  return bounds_[left * variables_.size() + right];
}

void Zone::add(ThreadId thread, std::int64_t earliest_ns, std::int64_t latest_ns) {
  const Zone before = *this;
  const std::size_t size = variables_.size();
  variables_.push_back(thread);
  bounds_.assign((size + 1) * (size + 1), 0);
  for (std::size_t left = 0; left < size; ++left) {
    for (std::size_t right = 0; right < size; ++right)
      bound(left, right) = before.bound(left, right);
    // The new deadline is known relative to the present only; the rest follows through it.
    bound(size, left) = latest_ns + before.bound(0, left);
    bound(left, size) = before.bound(left, 0) - earliest_ns;
  }
}

void Zone::erase(std::size_t variable) {
  const Zone before = *this;
  const std::size_t size = variables_.size();
  variables_.erase(variables_.begin() + static_cast<std::ptrdiff_t>(variable));
  bounds_.clear();
  for (std::size_t left = 0; left < size; ++left) {
    for (std::size_t right = 0; right < size; ++right) {
      if (left != variable && right != variable) bounds_.push_back(before.bound(left, right));
    }
  }
}

void Zone::remove(ThreadId thread) {
  if (const std::size_t variable = find(thread); variable != 0) erase(variable);
}

bool Zone::may_be_now(ThreadId thread) const { return bound(0, find(thread)) >= 0; }

bool Zone::may_be_first(ThreadId thread) const {
  // Each bound alone is enough: the constraints "thread <= other" all end at one variable, so a
  // contradiction (a negative cycle) would need one of them only.
  const std::size_t variable = find(thread);
  for (std::size_t other = 0; other < variables_.size(); ++other) {
    if (other != 0 && bound(other, variable) < 0) return false;
  }
  return true;
}

void Zone::constrain(std::size_t left, std::size_t right, std::int64_t limit) {
  if (bound(left, right) <= limit) return;
  const Zone before = *this;
  for (std::size_t row = 0; row < variables_.size(); ++row) {
    for (std::size_t column = 0; column < variables_.size(); ++column) {
      const std::int64_t through = before.bound(row, left) + limit + before.bound(right, column);
      bound(row, column) = std::min(bound(row, column), through);
    }
  }
}

void Zone::set_now(ThreadId thread) {
  const std::size_t variable = find(thread);
  constrain(variable, 0, 0);
  constrain(0, variable, 0);
  erase(variable);
}

void Zone::set_first(ThreadId thread) {
  const std::size_t variable = find(thread);
  constrain(0, variable, 0);
  for (std::size_t other = 1; other < variables_.size(); ++other) constrain(variable, other, 0);
  // The deadline becomes the present: it takes the place of variable 0.
  const std::size_t size = variables_.size();
  for (std::size_t other = 0; other < size; ++other) {
    if (other == variable) continue;
    bound(0, other) = bound(variable, other);
    bound(other, 0) = bound(other, variable);
  }
  bound(0, 0) = 0;
  erase(variable);
}

}  // namespace heddle
