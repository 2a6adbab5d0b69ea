#pragma once
// Numbers and texts, one after another, as bytes that are the same on every machine. The reader
// trusts nothing: it never reads beyond the end, and makes nothing larger than what is there. It
// must not know what is kept.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace heddle::tools {

// What was read cannot be right.
class ArchiveError : public std::runtime_error {
 public:
  ArchiveError() : std::runtime_error("damaged") {}
};

class ArchiveWriter {
 public:
  void number(std::uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) bytes_ += static_cast<char>(number >> shift);
  }
  void part(double part) { number(std::bit_cast<std::uint64_t>(part)); }
  void text(std::string_view text) {
    number(text.size());
    bytes_ += text;
  }
  const std::string& bytes() const { return bytes_; }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Each throws ArchiveError.
class ArchiveReader {
 public:
  // `bytes` must outlive this object.
  explicit ArchiveReader(std::string_view bytes) : left_(bytes) {}

  std::uint64_t number(std::uint64_t most = UINT64_MAX) {
    const std::string_view bytes = take(8);
    std::uint64_t number = 0;
    for (std::size_t place = 8; place-- > 0;) {
      number = number << 8 | static_cast<unsigned char>(bytes[place]);
    }
    if (number > most) throw ArchiveError();
    return number;
  }
  double part() { return std::bit_cast<double>(number()); }
  std::string_view text() { return take(number()); }
  // How many there are of what takes at least 8 bytes each.
  std::size_t count() { return static_cast<std::size_t>(number(left_.size() / 8)); }
  bool flag() { return number(1) != 0; }
  void end() const {
    if (!left_.empty()) throw ArchiveError();
  }

 private:
  std::string_view take(std::uint64_t size) {
    if (size > left_.size()) throw ArchiveError();
    const std::string_view taken = left_.substr(0, static_cast<std::size_t>(size));
    left_.remove_prefix(taken.size());
    return taken;
  }

  std::string_view left_;
};

}  // namespace heddle::tools
