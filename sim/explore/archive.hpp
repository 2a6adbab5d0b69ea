#pragma once
// Numbers and texts, one after another, as bytes that are the same on every machine. The reader
// trusts nothing: it never reads beyond the end, and makes nothing larger than the bytes that are
// left allow. It must not know what is kept.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <ostream>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace heddle {

// The bytes that were read cannot be right.
class ArchiveError : public std::runtime_error {
 public:
  ArchiveError() : std::runtime_error("damaged") {}
};

// The checksum of bytes, eight at a time; if there are fewer they are followed by zeros.
class Checksum {
 public:
  void add(std::string_view bytes) {
    size_ += bytes.size();
    for (std::size_t place = 0; place < bytes.size(); place += 8) add(word_at(bytes, place));
  }
  std::uint64_t value() const { return sum_ ^ size_; }

  static std::uint64_t word_at(std::string_view bytes, std::size_t place) {
    const std::size_t size = bytes.size() - place < 8 ? bytes.size() - place : 8;
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + place, size);
    return std::endian::native == std::endian::little ? word : reversed(word);
  }
  static std::uint64_t reversed(std::uint64_t word) {
    std::uint64_t other = 0;
    for (int byte = 0; byte < 8; ++byte, word >>= 8U) other = other << 8U | (word & 0xFFU);
    return other;
  }

 private:
  void add(std::uint64_t word) {
    sum_ = (sum_ ^ word) * 0x9E3779B97F4A7C15U;
    sum_ ^= sum_ >> 29;
  }

  std::uint64_t sum_ = 0;
  std::uint64_t size_ = 0;
};

// Writes to a stream, whose errors are its owner's to look at.
class ArchiveWriter {
 public:
  // `stream` must outlive this object.
  explicit ArchiveWriter(std::ostream& stream) : stream_(stream) { waiting_.reserve(most_waiting); }

  void number(std::uint64_t number) {
    if (std::endian::native != std::endian::little) number = Checksum::reversed(number);
    char bytes[8];
    std::memcpy(bytes, &number, sizeof(bytes));
    this->bytes({bytes, sizeof(bytes)});
  }
  void numbers(std::span<const std::uint64_t> numbers) {
    for (const std::uint64_t each : numbers) number(each);
  }
  void part(double part) { number(std::bit_cast<std::uint64_t>(part)); }
  void text(std::string_view text) {
    number(text.size());
    bytes(text);
  }
  // The bytes as they are. The reader must know from elsewhere how many there are.
  void bytes(std::string_view bytes) {
    size_ += bytes.size();
    while (!bytes.empty()) {
      const std::string_view next = bytes.substr(0, most_waiting - waiting_.size());
      waiting_ += next;
      bytes.remove_prefix(next.size());
      if (waiting_.size() == most_waiting) write_waiting();
    }
  }
  // How many bytes were written so far.
  std::uint64_t size() const { return size_; }
  // Writes the checksum of all that was written. Nothing may follow.
  void seal() {
    write_waiting();
    number(checksum_.value());
    write_waiting();
  }

 private:
  static constexpr std::size_t most_waiting = 1U << 16U;  // a multiple of eight

  void write_waiting() {
    checksum_.add(waiting_);
    stream_.write(waiting_.data(), static_cast<std::streamsize>(waiting_.size()));
    waiting_.clear();
  }

  std::ostream& stream_;
  std::string waiting_;
  std::uint64_t size_ = 0;
  Checksum checksum_;
};

// Each throws ArchiveError.
class ArchiveReader {
 public:
  // `bytes` must outlive this object.
  explicit ArchiveReader(std::string_view bytes) : left_(bytes) {}

  std::uint64_t number(std::uint64_t most = UINT64_MAX) {
    const std::uint64_t number = Checksum::word_at(bytes(8), 0);
    if (number > most) throw ArchiveError();
    return number;
  }
  void numbers(std::span<std::uint64_t> numbers) {
    for (std::uint64_t& each : numbers) each = number();
  }
  // From 0 to `most`.
  double part(double most) {
    const auto part = std::bit_cast<double>(number());
    if (!(part >= 0 && part <= most)) throw ArchiveError();
    return part;
  }
  // A time in seconds: less than some thousand years.
  double seconds() { return part(1e9); }
  std::string_view text() { return bytes(number()); }
  // A count of things that take at least 8 bytes each.
  std::size_t count() { return static_cast<std::size_t>(number(left_.size() / 8)); }
  bool flag() { return number(1) != 0; }
  std::string_view bytes(std::uint64_t size) {
    if (size > left_.size()) throw ArchiveError();
    const std::string_view taken = left_.substr(0, static_cast<std::size_t>(size));
    left_.remove_prefix(taken.size());
    return taken;
  }
  std::size_t left() const { return left_.size(); }
  void end() const {
    if (!left_.empty()) throw ArchiveError();
  }

 private:
  std::string_view left_;
};

}  // namespace heddle
