#include "sim/model/printable_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace heddle {
namespace {

enum class Form : std::uint8_t { one_line, lines, json };

constexpr std::string_view digits = "0123456789abcdef";

void append_hexadecimal(std::string& result, std::uint32_t value, int length) {
  for (int shift = 4 * (length - 1); shift >= 0; shift -= 4) {
    result += digits[(value >> static_cast<unsigned>(shift)) & 15U];
  }
}

void append_json_escape(std::string& result, char32_t code_point) {
  if (code_point > 0xffff) {
    const char32_t rest = code_point - 0x10000;
    append_json_escape(result, 0xd800 + (rest >> 10U));
    append_json_escape(result, 0xdc00 + (rest & 0x3ffU));
    return;
  }
  result += "\\u";
  append_hexadecimal(result, code_point, 4);
}

void append_escape(std::string& result, char32_t code_point, Form form) {
  if (form == Form::json) return append_json_escape(result, code_point);
  if (code_point == U'\n') {
    result += "\\n";
  } else if (code_point == U'\t') {
    result += "\\t";
  } else if (code_point < 0x80) {
    result += "\\x";
    append_hexadecimal(result, code_point, 2);
  } else if (code_point <= 0xffff) {
    result += "\\u";
    append_hexadecimal(result, code_point, 4);
  } else {
    result += "\\U";
    append_hexadecimal(result, code_point, 8);
  }
}

void append_bad_byte(std::string& result, char byte, Form form) {
  if (form == Form::json) {
    result += "\xef\xbf\xbd";
  } else {
    result += "\\x";
    append_hexadecimal(result, static_cast<unsigned char>(byte), 2);
  }
}

bool is_plain(char character) { return character >= 0x20 && character < 0x7f; }

std::string escaped(std::string_view text, Form form) {
  if (std::ranges::all_of(text, is_plain)) return std::string(text);
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto [code_point, length] = decode_code_point(text);
    const bool is_layout = code_point == U'\n' || code_point == U'\t';
    if (length == 0) {
      append_bad_byte(result, text.front(), form);
    } else if (is_unprintable(code_point) && !(is_layout && form != Form::one_line)) {
      append_escape(result, code_point, form);
    } else {
      result += text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result;
}

}  // namespace

DecodedCodePoint decode_code_point(std::string_view text) {
  const auto byte = [&](std::size_t place) -> char32_t {
    return place < text.size() ? static_cast<unsigned char>(text[place]) : 0U;
  };
  const char32_t lead = byte(0);
  const char32_t second = byte(1);
  if (lead < 0x80) return {lead, 1};
  std::size_t length = 0;
  char32_t code_point = 0;
  if (lead >= 0xc2 && lead <= 0xdf) {
    length = 2;
    code_point = lead & 0x1fU;
  } else if ((lead & 0xf0U) == 0xe0U) {
    const bool overlong = lead == 0xe0 && second < 0xa0;
    const bool surrogate = lead == 0xed && second > 0x9f;
    if (!overlong && !surrogate) length = 3;
    code_point = lead & 0x0fU;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    const bool overlong = lead == 0xf0 && second < 0x90;
    const bool too_large = lead == 0xf4 && second > 0x8f;
    if (!overlong && !too_large) length = 4;
    code_point = lead & 0x07U;
  }
  for (std::size_t place = 1; place < length; ++place) {
    if ((byte(place) & 0xc0U) != 0x80U) return {};
    code_point = (code_point << 6U) | (byte(place) & 0x3fU);
  }
  return {code_point, length};
}

bool is_unprintable(char32_t code_point) {
  // Both ends are included. From the categories Cc, Cf, Zl and Zp of Unicode 15, without what
  // belongs to the spelling of words: the soft hyphen, marks of numbers, the (non-)joiners.
  static constexpr auto ranges = std::to_array<std::pair<char32_t, char32_t>>({
      {0x00, 0x1f},        // C0
      {0x7f, 0x9f},        // DEL and C1
      {0x61c, 0x61c},      // Arabic letter mark
      {0x180e, 0x180e},    // Mongolian vowel separator
      {0x200b, 0x200b},    // zero width space
      {0x200e, 0x200f},    // marks of direction
      {0x2028, 0x202e},    // separators, embeddings and overrides of direction
      {0x2060, 0x206f},    // word joiner, invisible operators, isolates of direction
      {0xfeff, 0xfeff},    // byte order mark
      {0xfff9, 0xfffb},    // interlinear annotations
      {0xe0000, 0xe007f},  // tags
  });
  return std::ranges::any_of(ranges, [code_point](const auto& range) {
    return code_point >= range.first && code_point <= range.second;
  });
}

std::string printable(std::string_view text) { return escaped(text, Form::one_line); }

std::string printable_lines(std::string_view text) { return escaped(text, Form::lines); }

std::string printable_json(std::string_view document) { return escaped(document, Form::json); }

std::string shortened(std::string_view text, std::size_t longest) {
  if (text.size() <= longest) return std::string(text);
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "...";
}

}  // namespace heddle
