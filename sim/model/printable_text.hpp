#pragma once
// How text that others wrote (in a scenario, a schedule, the name of a file) is shown. A terminal
// obeys control characters, hides some code points and turns the direction of the text after
// others. None of them may reach it, so each is replaced by an escape such as \x1b or \u202e.
// Everything that shows text uses these functions. They must not know what the text is.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace heddle {

// A code point of a UTF-8 text (RFC 3629). `length` is 0 where the text does not begin with one.
struct DecodedCodePoint {
  char32_t code_point = 0;
  std::size_t length = 0;
};

// Requires that `text` is not empty.
DecodedCodePoint decode_code_point(std::string_view text);

// Whether a terminal could obey the code point, or hide it, or turn the direction of the text:
// control characters, line and paragraph separators, controls of direction, code points that have
// no width.
bool is_unprintable(char32_t code_point);

// `text` on one line. A line break becomes \n, a tab \t; bytes that are no UTF-8 become \xff.
std::string printable(std::string_view text);

// The same, but line breaks and tabs stay.
std::string printable_lines(std::string_view text);

// A JSON document. Unprintable characters become escapes of JSON, bytes that are no UTF-8 become
// U+FFFD. Line breaks and tabs stay.
std::string printable_json(std::string_view document);

// The longest beginning of `text` that has no more than `longest` bytes and does not end in the
// middle of a code point; "..." follows where that is not all of it.
std::string shortened(std::string_view text, std::size_t longest);

}  // namespace heddle
