#pragma once
// The values that a program can hold. It checks values that were read from a file: a text must be
// one that exists, and a thread one that may exist.

#include <cstddef>
#include <cstdint>

#include "sim/model/value.hpp"

namespace heddle {

struct ValueLimits {
  std::size_t texts = 0;    // ids of texts are less
  std::size_t threads = 0;  // ids of threads are less

  // The two words that a value was written as: its type and its bits.
  bool allow(std::uint64_t type, std::uint64_t bits) const {
    switch (type) {
      case static_cast<std::uint64_t>(ValueType::nothing):
      case static_cast<std::uint64_t>(ValueType::integer):
        return true;
      case static_cast<std::uint64_t>(ValueType::boolean):
        return bits <= 1;
      case static_cast<std::uint64_t>(ValueType::text):
        return bits < texts;
      case static_cast<std::uint64_t>(ValueType::thread):
        return bits < threads;
      case static_cast<std::uint64_t>(ValueType::threads):
        return bits <= INT64_MAX;  // the reader of the list checks its members
      default:
        return false;
    }
  }
};

}  // namespace heddle
