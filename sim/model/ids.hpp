#pragma once
// The ids by which every part of the engine names threads, objects, places in a program and texts.
// Each is a type of its own, so that one cannot be passed for another. They must not know what they
// number.

#include <cstddef>
#include <cstdint>

namespace heddle {

// Threads in the order of their creation within one execution; `main_thread` is the first.
enum class ThreadId : std::uint32_t {};
// Shared objects (cells of memory, mutexes, channels, ...). The elements of an array have
// consecutive ids.
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

}  // namespace heddle
