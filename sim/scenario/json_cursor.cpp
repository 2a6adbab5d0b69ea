#include "sim/scenario/json_cursor.hpp"

#include <algorithm>
#include <array>

#include "sim/scenario/wording.hpp"

namespace heddle::scenario {
namespace {

constexpr std::string_view white_space = " \t\r\n";
constexpr std::string_view number_characters = "+-.0123456789eE";
constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";

bool contains(std::string_view characters, char character) {
  return characters.find(character) != std::string_view::npos;
}

}  // namespace

std::size_t JsonCursor::past_space(std::size_t offset) const {
  return std::min(text_.find_first_not_of(white_space, offset), text_.size());
}

bool JsonCursor::is(std::size_t offset, char character) const {
  return offset < text_.size() && text_[offset] == character;
}

// After the closing quote, or the end of the text.
std::size_t JsonCursor::string_end(std::size_t begin) const {
  std::size_t offset = begin + 1;
  while (offset < text_.size() && text_[offset] != '"') offset += text_[offset] == '\\' ? 2 : 1;
  return std::min(offset + 1, text_.size());
}

std::size_t JsonCursor::run_end(std::size_t begin, std::string_view characters) const {
  return std::min(text_.find_first_not_of(characters, begin), text_.size());
}

JsonCursor::Token JsonCursor::next() {
  std::size_t begin = past_space(offset_);
  if (is(begin, ',') || is(begin, ':')) begin = past_space(begin + 1);
  std::size_t end = begin + 1;
  if (is(begin, '"')) {
    end = string_end(begin);
  } else if (begin < text_.size() && contains(number_characters.substr(1, 12), text_[begin])) {
    end = run_end(begin, number_characters);
  } else if (begin < text_.size() && contains(letters, text_[begin])) {
    end = run_end(begin, letters);
  }
  offset_ = std::min(end, text_.size());
  return {std::min(begin, text_.size()), offset_};
}

JsonSyntaxProblem JsonCursor::explain(JsonPlace place) const {
  const std::size_t here = past_space(offset_);
  switch (place) {
    case JsonPlace::start:
      return bad_token(here, "a JSON object");
    case JsonPlace::first_key:
      return bad_token(here, "a key in double quotes or }");
    case JsonPlace::after_key:
      if (!is(here, ':')) return missing(here, "a colon after the key");
      return bad_token(past_space(here + 1), "a value");
    case JsonPlace::after_member:
      if (!is(here, ',')) return missing(here, "a comma or }");
      return bad_token(past_space(here + 1), "a key in double quotes after the comma");
    case JsonPlace::first_item:
      return bad_token(here, "a value or ]");
    case JsonPlace::after_item:
      if (!is(here, ',')) return missing(here, "a comma or ]");
      return bad_token(past_space(here + 1), "a value after the comma");
    case JsonPlace::after_the_end:
      break;
  }
  return missing(here, "the end of the file");
}

std::string JsonCursor::found(std::size_t offset) const {
  if (offset >= text_.size()) return "the end of the file";
  if (contains(letters, text_[offset])) {
    return in_quotes(text_.substr(offset, run_end(offset, letters) - offset));
  }
  std::size_t end = offset + 1;
  while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xc0U) == 0x80U) ++end;
  if (text_[offset] == '"') end = std::max(end, string_end(offset));
  const std::string_view token = text_.substr(offset, end - offset);
  // Quotes within quotes are hard to read.
  return text_[offset] == '"' ? "the text " + in_quotes(token.substr(1, token.size() - 2))
                              : in_quotes(token);
}

JsonSyntaxProblem JsonCursor::missing(std::size_t offset, std::string_view expected) const {
  std::string message = "expected " + std::string(expected) + ", found " + found(offset);
  if (is(offset, '/') || is(offset, '#')) message = "comments are not allowed in JSON";
  return {.offset = offset, .message = std::move(message), .suggestion = {}};
}

JsonSyntaxProblem JsonCursor::bad_token(std::size_t offset, std::string_view expected) const {
  static constexpr std::array<std::string_view, 3> words = {"true", "false", "null"};
  if (is(offset, '"')) return bad_string(offset);
  if (is(offset, '\'')) {
    return {.offset = offset, .message = "JSON texts take double quotes", .suggestion = {}};
  }
  if (offset >= text_.size()) return missing(offset, expected);
  JsonSyntaxProblem problem = missing(offset, expected);
  if (contains(letters, text_[offset])) {
    problem.suggestion =
        nearest_word(text_.substr(offset, run_end(offset, letters) - offset), words);
  } else if (contains(number_characters, text_[offset])) {
    const std::string_view number =
        text_.substr(offset, run_end(offset, number_characters) - offset);
    problem.message = "expected a 64-bit integer, found " + in_quotes(number);
  }
  return problem;
}

JsonSyntaxProblem JsonCursor::bad_string(std::size_t begin) const {
  for (std::size_t offset = begin + 1; offset < text_.size(); ++offset) {
    if (text_[offset] == '"') break;
    if (static_cast<unsigned char>(text_[offset]) < 0x20) {
      return {.offset = offset,
              .message =
                  "expected the closing quote of the text; line breaks and control "
                  "characters in it are written as escapes",
              .suggestion = {}};
    }
    if (text_[offset] != '\\') continue;
    JsonSyntaxProblem problem = bad_escape(offset);
    if (!problem.message.empty()) return problem;
    ++offset;
  }
  return {.offset = begin,
          .message = "expected the closing quote of the text that begins here",
          .suggestion = {}};
}

// An empty message: nothing is wrong with the escape.
JsonSyntaxProblem JsonCursor::bad_escape(std::size_t backslash) const {
  const std::size_t letter = backslash + 1;
  if (letter >= text_.size()) return {};
  if (!contains("\"\\/bfnrtu", text_[letter])) {
    return {.offset = backslash,
            .message = "expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u after the backslash",
            .suggestion = {}};
  }
  if (text_[letter] != 'u') return {};
  const std::size_t end =
      std::min(text_.find_first_not_of("0123456789abcdefABCDEF", letter + 1), text_.size());
  if (end < letter + 5) {
    return {.offset = backslash,
            .message = "expected four hexadecimal digits after \\u",
            .suggestion = {}};
  }
  const char first = text_[letter + 1];
  const char second = text_[letter + 2];
  if ((first != 'd' && first != 'D') || second < '8') return {};
  return {.offset = backslash,
          .message = "expected a pair of surrogates \\ud800-\\udbff \\udc00-\\udfff, or none",
          .suggestion = {}};
}

}  // namespace heddle::scenario
