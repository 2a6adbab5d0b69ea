#include "sim/report/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace heddle {
namespace {

std::string escaped_word(std::string_view text) {
  std::string word = "$'";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\'' || c == '\\') {
      word += '\\';
      word += c;
    } else if (byte >= 0x20 && byte < 0x7f) {
      word += c;
    } else {
      word += fmt::format("\\{:03o}", byte);
    }
  }
  return word + "'";
}

}  // namespace

std::string counted(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", grouped(count), noun, count == 1 ? "" : "s");
}

std::string grouped(std::uint64_t count) {
  const std::string digits = std::to_string(count);
  std::string text;
  for (std::size_t place = 0; place < digits.size(); ++place) {
    if (place > 0 && (digits.size() - place) % 3 == 0) text += ',';
    text += digits[place];
  }
  return text;
}

std::string seconds_text(double seconds) {
  if (seconds < 0.01) return fmt::format("{:.1f} ms", seconds * 1e3);
  return fmt::format("{:.2f} s", seconds);
}

std::string duration_words(double seconds) {
  struct Unit {
    std::string_view name;
    double seconds;
  };
  constexpr Unit units[] = {
      {"s", 1}, {"min", 60}, {"hours", 3600}, {"days", 86400}, {"years", 31557600}};
  constexpr double most = 1e6;  // years
  if (seconds < 1) return "less than 1 s";
  if (!(seconds / units[4].seconds <= most)) return "more than a million years";
  std::size_t unit = 0;
  // Two of a unit are needed before it is used: 90 min say more than 2 hours.
  while (unit < 4 && seconds >= 2 * units[unit + 1].seconds) ++unit;
  return fmt::format("about {} {}",
                     grouped(static_cast<std::uint64_t>(seconds / units[unit].seconds)),
                     units[unit].name);
}

double rounded_seconds(double seconds) { return std::round(seconds * 1e6) / 1e6; }

std::string shell_word(std::string_view text) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,+=@%";
  if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos) {
    return std::string(text);
  }
  if (printable(text) != text) return escaped_word(text);
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'') {
      word += "'\\''";
    } else {
      word += c;
    }
  }
  return word + "'";
}

std::string message_text(std::string_view message) {
  constexpr std::size_t longest = 4'000;
  return printable(shortened(message, longest));
}

std::string heading_text(std::string_view name) {
  constexpr std::size_t longest = 200;
  return printable(shortened(name, longest));
}

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string fitted(std::string_view text, std::size_t most) {
  if (columns(text) <= most) return std::string(text);
  const std::string_view mark = "...";
  const std::size_t kept = most - std::min(most, mark.size());
  std::size_t end = 0;
  while (end < text.size() && columns(text.substr(0, end + 1)) <= kept) ++end;
  return std::string(text.substr(0, end)) + std::string(mark.substr(0, most - kept));
}

}  // namespace heddle
