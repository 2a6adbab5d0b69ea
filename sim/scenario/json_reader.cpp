#include "sim/scenario/json_reader.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "sim/scenario/wording.hpp"

namespace heddle::scenario {

void JsonReader::mismatch(const JsonNode& node, std::string_view expected) {
  if (node.kind == JsonNode::Kind::unusable) return;
  problems_.report(node.begin, "expected " + std::string(expected) + ", found " + describe(node));
}

bool JsonReader::object(const JsonNode& node, std::string_view expected) {
  if (node.kind == JsonNode::Kind::object) return true;
  mismatch(node, expected);
  return false;
}

bool JsonReader::list(const JsonNode& node, std::string_view expected) {
  if (node.kind == JsonNode::Kind::list) return true;
  mismatch(node, expected);
  return false;
}

const std::string* JsonReader::text(const JsonNode& node, std::string_view expected) {
  if (node.kind == JsonNode::Kind::text) return &node.text;
  mismatch(node, expected);
  return nullptr;
}

std::optional<bool> JsonReader::boolean(const JsonNode& node) {
  if (node.kind == JsonNode::Kind::boolean) return node.boolean;
  mismatch(node, "true or false");
  return std::nullopt;
}

std::optional<std::int64_t> JsonReader::integer(const JsonNode& node, std::string_view expected,
                                                std::int64_t least, std::int64_t most) {
  const bool whole = node.kind == JsonNode::Kind::integer;
  if (whole && node.integer >= least && node.integer <= most) return node.integer;
  mismatch(node, std::string(expected) + " from " + std::to_string(least) + " to " +
                     std::to_string(most));
  return std::nullopt;
}

std::optional<std::size_t> JsonReader::word(const JsonNode& node,
                                            std::span<const std::string_view> words) {
  if (node.kind == JsonNode::Kind::text) {
    const auto found = std::find(words.begin(), words.end(), node.text);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    problems_.report(node.begin, "expected " + any_of(words) + ", found " + in_quotes(node.text),
                     nearest_word(node.text, words));
    return std::nullopt;
  }
  mismatch(node, any_of(words));
  return std::nullopt;
}

std::optional<std::int64_t> JsonReader::duration_ns(const JsonNode& node) {
  if (node.kind == JsonNode::Kind::text) {
    if (const auto duration = parse_duration_ns(node.text)) return duration;
  }
  mismatch(node,
           "a duration: a number with a unit (ns, us, ms, s), such as \"5ms\", in whole "
           "nanoseconds, at most 100000s");
  return std::nullopt;
}

void JsonReader::known_keys(const JsonNode& node, std::span<const std::string_view> known,
                            std::string_view what) {
  for (const JsonMember& member : node.members) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    problems_.report(member.key_begin,
                     std::string(what) + " has no key " + in_quotes(member.key) +
                         (known.empty() ? "" : "; expected " + any_of(known)),
                     nearest_word(member.key, known));
  }
}

std::optional<std::int64_t> parse_duration_ns(std::string_view text) {
  struct Unit {
    std::string_view suffix;
    std::int64_t nanoseconds;
  };
  static constexpr std::array<Unit, 4> units = {
      {{"ns", 1}, {"us", 1'000}, {"ms", 1'000'000}, {"s", 1'000'000'000}}};
  for (const Unit& unit : units) {
    if (!text.ends_with(unit.suffix)) continue;
    const std::string_view number = text.substr(0, text.size() - unit.suffix.size());
    std::int64_t total = 0;
    std::int64_t worth = unit.nanoseconds;  // of the digit that comes next, once behind the point
    bool behind_point = false;
    bool digit_before = false;
    for (const char character : number) {
      if (character == '.' && digit_before && !behind_point) {
        behind_point = true;
        digit_before = false;
        continue;
      }
      if (character < '0' || character > '9') return std::nullopt;
      digit_before = true;
      const std::int64_t digit = character - '0';
      if (behind_point) {
        if (worth < 10 && digit != 0) return std::nullopt;
        worth /= 10;
        total += digit * worth;
      } else {
        total = total * 10 + digit * unit.nanoseconds;
      }
      if (total > duration_limit_ns) return std::nullopt;
    }
    if (!digit_before) return std::nullopt;
    return total;
  }
  return std::nullopt;
}

}  // namespace heddle::scenario
