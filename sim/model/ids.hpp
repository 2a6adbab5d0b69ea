#pragma once
// The ids by which every part of the engine names threads, objects, places in a program and texts.
// Each is a type of its own, so that one cannot be passed for another. They must not know what they
// number.

#include <cstddef>
#include <cstdint>

namespace heddle {

// Threads in the order of their creation within one execution; `main_thread` is the first.
enum class ThreadId : std::uint32_t {};
// Shared objects (cells of memory, mutexes, channels, ...). Those that a program declares are
// numbered from 0; the elements of an array have consecutive ids. The id of one that a thread
// creates is made of the thread and of the ordinal among what that thread creates, so it is the
// same whatever the other threads create before: see created_object().
enum class ObjectId : std::uint32_t {};
// A place in the program under test; only the front end knows what it means.
enum class SiteId : std::uint32_t {};
// A text in `Texts`.
enum class TextId : std::uint32_t {};

inline constexpr ThreadId main_thread{0};
inline constexpr ObjectId no_object{UINT32_MAX};
inline constexpr SiteId no_site{UINT32_MAX};

template <typename Id>
constexpr std::size_t index(Id id) {
  return static_cast<std::size_t>(id);
}

// The id `offset` places after `first`, as in an array of objects.
template <typename Id>
constexpr Id advance(Id first, std::size_t offset) {
  return static_cast<Id>(static_cast<std::size_t>(first) + offset);
}

// The ids of created objects have their highest bit set, then come the thread and the ordinal.
inline constexpr std::uint32_t created_bit = std::uint32_t{1} << 31U;
inline constexpr std::uint32_t ordinal_bits = 18;
// Of threads that create, and of what one of them creates in one execution. No id made within these
// limits is no_object.
inline constexpr std::uint32_t most_creators = (created_bit >> ordinal_bits) - 1;
inline constexpr std::uint32_t most_created = std::uint32_t{1} << ordinal_bits;

// What the thread creates as its `ordinal`th, counted from 0. Requires that both are within the
// limits.
constexpr ObjectId created_object(ThreadId creator, std::uint32_t ordinal) {
  const auto thread = static_cast<std::uint32_t>(creator);
  return static_cast<ObjectId>(created_bit | (thread << ordinal_bits) | ordinal);
}
// False for no_object.
constexpr bool is_created(ObjectId object) {
  return static_cast<std::uint32_t>(object) - created_bit < created_bit - 1;
}
// The same of what is an object for sure, in one test of a sign.
constexpr bool is_created_object(ObjectId object) { return static_cast<std::int32_t>(object) < 0; }
// Of an object that was created.
constexpr ThreadId creator_of(ObjectId object) {
  return static_cast<ThreadId>((static_cast<std::uint32_t>(object) & ~created_bit) >> ordinal_bits);
}
constexpr std::uint32_t ordinal_of(ObjectId object) {
  return static_cast<std::uint32_t>(object) & (most_created - 1);
}

}  // namespace heddle
