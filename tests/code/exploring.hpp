#pragma once
// What the tests of the front end for C++ code ask of a body: what an exploration finds in it, and
// that real threads do it too.

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "heddle/explore.hpp"

namespace heddle::testing {

// Of the bugs, each once, in order.
inline std::vector<std::string> kinds(const report& found) {
  std::vector<std::string> kinds;
  for (const bug& each : found.bugs) kinds.push_back(each.kind);
  std::ranges::sort(kinds);
  kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
  return kinds;
}
using Kinds = std::vector<std::string>;

inline std::vector<std::string> outputs(const report& found) {
  std::vector<std::string> outputs;
  for (const outcome& each : found.outcomes) {
    std::string text;
    for (const std::string& line : each.output) text += (text.empty() ? "" : " ") + line;
    outputs.push_back(text);
  }
  std::ranges::sort(outputs);
  return outputs;
}
using Outputs = std::vector<std::string>;

// It has no bug, which is proved. Returns how many executions that took.
inline std::uint64_t check_proved(const std::function<void()>& body, const options& how = {}) {
  const report found = explore(body, how);
  INFO(found.text());
  CHECK(found.bugs.empty());
  CHECK(found.verdict == "proved");
  return found.executions;
}

// Each of some runs on real threads does something that was explored.
inline void check_native(const std::function<void()>& body, const options& how = {}) {
  const comparison both = compare(body, how, 20);
  INFO(both.text());
  CHECK(both.only_real.empty());
}

inline void check_finds(const std::function<void()>& body, const Kinds& wanted,
                        const options& how = {}) {
  const report found = explore(body, how);
  INFO(found.text());
  CHECK(kinds(found) == wanted);
}

}  // namespace heddle::testing
