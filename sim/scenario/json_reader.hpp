#pragma once
// The checks of shape that every part of a scenario needs: the right type, a known word, a number
// in range, no unknown key. If a check fails, it reports what was expected and returns nothing. An
// error that was reported before is passed over in silence.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sim/scenario/json_tree.hpp"
#include "sim/scenario/problems.hpp"

namespace heddle::scenario {

class JsonReader {
 public:
  explicit JsonReader(Problems& problems) : problems_(problems) {}

  // `expected` says what the node should be: "expected a list of names, found null".
  void mismatch(const JsonNode& node, std::string_view expected);

  bool object(const JsonNode& node, std::string_view expected);
  bool list(const JsonNode& node, std::string_view expected);
  const std::string* text(const JsonNode& node, std::string_view expected);
  std::optional<bool> boolean(const JsonNode& node);
  std::optional<std::int64_t> integer(const JsonNode& node, std::string_view expected,
                                      std::int64_t least, std::int64_t most);
  // The index of the text in `words`.
  std::optional<std::size_t> word(const JsonNode& node, std::span<const std::string_view> words);
  // In nanoseconds: a number and a unit, "5ms". At most `duration_limit_ns`.
  std::optional<std::int64_t> duration_ns(const JsonNode& node);

  // Requires an object. Reports every key that is not in `known`; `what` has such keys.
  void known_keys(const JsonNode& node, std::span<const std::string_view> known,
                  std::string_view what);

 private:
  Problems& problems_;
};

// Long sleeps must not overflow the clock, however many there are in an execution.
inline constexpr std::int64_t duration_limit_ns = std::int64_t{100'000} * 1'000'000'000;

// "5ms", "1.5us"; nothing where it is none, or no whole number of nanoseconds, or too long.
std::optional<std::int64_t> parse_duration_ns(std::string_view text);

}  // namespace heddle::scenario
