#pragma once
// Small pieces of wording that all texts share.

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/model/printable_text.hpp"

namespace heddle {

// "1 bug", "2 bugs", "2,002 outcomes".
std::string counted(std::uint64_t count, std::string_view noun);
// "2,002".
std::string grouped(std::uint64_t count);
// "0.01 s".
std::string seconds_text(double seconds);
// "about 25 s", "about 40 days", "less than 1 s": as precise as an estimate is.
std::string duration_words(double seconds);
// For JSON: beyond microseconds there is nothing to tell.
double rounded_seconds(double seconds);
// As one word of a shell: a POSIX shell, or one that knows $'...' where something in it is
// unprintable.
std::string shell_word(std::string_view text);
// For people: on one line, and cut where it is long. JSON has all of it.
std::string message_text(std::string_view message);
// The same for what is the heading of a report.
std::string heading_text(std::string_view name);
// How many columns a terminal needs for it, taking every code point for one.
std::size_t columns(std::string_view text);
// Cut to so many columns where it needs more; the last three then say that it was cut.
std::string fitted(std::string_view text, std::size_t most);

}  // namespace heddle
