#include "tools/guarded_stream.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "sim/model/printable_text.hpp"

namespace heddle::tools {
namespace {

// The sequences that Style and ProgressLine write.
constexpr auto own_sequences = std::to_array<std::string_view>(
    {"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[1;31m", "\x1b[32m", "\x1b[33m", "\r\x1b[K"});

constexpr std::size_t longest_code_point = 4;

bool is_plain(char character) {
  return (character >= 0x20 && character < 0x7f) || character == '\n' || character == '\t';
}

// The length of the sequence that `text` begins with; 0: none.
std::size_t own_sequence(std::string_view text) {
  for (const std::string_view sequence : own_sequences) {
    if (text.starts_with(sequence)) return sequence.size();
  }
  return 0;
}

bool may_become_own_sequence(std::string_view text) {
  return std::ranges::any_of(own_sequences, [text](std::string_view sequence) {
    return sequence.size() > text.size() && sequence.starts_with(text);
  });
}

bool may_become_code_point(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return text.size() < std::min(length, longest_code_point) &&
         std::ranges::all_of(text.substr(1), [](char character) {
           return (static_cast<unsigned char>(character) & 0xc0U) == 0x80U;
         });
}

}  // namespace

GuardedStream::GuardedStream(std::ostream& sink, Guard guard)
    : std::ostream(nullptr), buffer_(sink, guard) {
  rdbuf(&buffer_);
}

GuardedStream::~GuardedStream() { buffer_.finish(); }

std::streamsize GuardedStream::Buffer::xsputn(const char* text, std::streamsize length) {
  const std::string_view added(text, static_cast<std::size_t>(length));
  if (held_.empty()) {
    pass(added);
  } else {
    pass(std::exchange(held_, {}) + std::string(added));
  }
  return sink_ ? length : 0;
}

GuardedStream::Buffer::int_type GuardedStream::Buffer::overflow(int_type character) {
  if (traits_type::eq_int_type(character, traits_type::eof()))
    return traits_type::not_eof(character);
  const char byte = traits_type::to_char_type(character);
  return xsputn(&byte, 1) == 1 ? character : traits_type::eof();
}

int GuardedStream::Buffer::sync() {
  sink_.flush();
  return sink_ ? 0 : -1;
}

void GuardedStream::Buffer::finish() {
  if (!held_.empty()) sink_ << (guard_ == Guard::json ? printable_json(held_) : printable(held_));
  held_.clear();
}

void GuardedStream::Buffer::pass(std::string_view text) {
  while (!text.empty()) {
    const auto end = std::ranges::find_if_not(text, is_plain);
    const auto plain = static_cast<std::size_t>(end - text.begin());
    sink_.write(text.data(), static_cast<std::streamsize>(plain));
    text.remove_prefix(plain);
    if (text.empty()) return;
    std::size_t length = guard_ == Guard::terminal ? own_sequence(text) : 0;
    if (length > 0) {
      sink_ << text.substr(0, length);
    } else if ((guard_ == Guard::terminal && may_become_own_sequence(text)) ||
               may_become_code_point(text)) {
      held_ = text;
      return;
    } else {
      length = std::max<std::size_t>(1, decode_code_point(text).length);
      const std::string_view part = text.substr(0, length);
      sink_ << (guard_ == Guard::json ? printable_json(part) : printable(part));
    }
    text.remove_prefix(length);
  }
}

}  // namespace heddle::tools
