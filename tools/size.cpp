#include "tools/size.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <limits>

#include "sim/report/words.hpp"
#include "tools/errors.hpp"

namespace heddle::tools {
namespace {

constexpr std::size_t least = std::size_t{1} << 20U;
constexpr std::string_view units = "KMGT";

// The size of the unit in bytes, as a power of two; 0: it is no unit.
unsigned shift_of(std::string_view unit) {
  if (unit.empty()) return 0;
  const std::string_view rest = unit.substr(1);
  const std::size_t place = units.find(unit.front());
  if (place == std::string_view::npos || (!rest.empty() && rest != "B" && rest != "iB")) return 0;
  return 10 * static_cast<unsigned>(place + 1);
}

}  // namespace

std::size_t parse_size(std::string_view text) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  const unsigned shift = shift_of(std::string_view(stop, static_cast<std::size_t>(end - stop)));
  const bool fits = number <= std::numeric_limits<std::size_t>::max() >> shift;
  if (error != std::errc{} || shift == 0 || !fits || number << shift < least) {
    throw UsageError("expected a size of 1M or more, such as 500M or 4G, found " +
                     shell_word(std::string(text)));
  }
  return static_cast<std::size_t>(number) << shift;
}

std::string size_text(std::size_t bytes) {
  constexpr std::size_t gibibyte = std::size_t{1} << 30U;
  if (bytes >= 10 * gibibyte) return fmt::format("{} GiB", bytes / gibibyte);
  return fmt::format("{} MiB", grouped(bytes >> 20U));
}

}  // namespace heddle::tools
