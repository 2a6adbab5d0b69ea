#pragma once
// A value that shared memory, a channel or a local can hold. Texts are interned (see texts.hpp), so
// a value is two words, is compared bit by bit, and is never allocated.

#include <cstdint>

#include "sim/model/ids.hpp"

namespace heddle {

// As wide as a word. A value is mostly passed on right after it was made, and a read of a whole
// word has to wait if only one byte of it was just written.
enum class ValueType : std::uint64_t {
  nothing,  // the result of an operation without one; a local that was never assigned
  integer,
  boolean,
  text,     // bits: a TextId
  thread,   // a handle; bits: a ThreadId
  threads,  // a list of handles; bits: the front end's own
};

struct Value {
  ValueType type = ValueType::nothing;
  std::int64_t bits = 0;

  static constexpr Value of(std::int64_t integer) { return {ValueType::integer, integer}; }
  static constexpr Value of(bool boolean) { return {ValueType::boolean, boolean ? 1 : 0}; }
  static constexpr Value of(TextId text) {
    return {ValueType::text, static_cast<std::int64_t>(index(text))};
  }
  static constexpr Value of(ThreadId thread) {
    return {ValueType::thread, static_cast<std::int64_t>(index(thread))};
  }

  constexpr bool is_true() const { return bits != 0; }
  constexpr TextId text() const { return static_cast<TextId>(bits); }
  constexpr ThreadId thread() const { return static_cast<ThreadId>(bits); }

  friend constexpr bool operator==(const Value&, const Value&) = default;
};

// Copies a value word by word. A copy in one go would have to wait until the two words, which were
// often written a moment ago one by one, have reached the cache.
inline void copy(Value& to, const Value& from) {
  to.type = from.type;
  to.bits = from.bits;
}

}  // namespace heddle
