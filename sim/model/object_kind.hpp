#pragma once
// The kinds of shared objects that operations act on.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace heddle {

enum class ObjectKind : std::uint8_t {
  plain,
  atomic,
  mutex,
  rwlock,
  condvar,
  semaphore,
  barrier,
  once,
  channel,
  block,  // of memory, whose values the program keeps
};
inline constexpr std::size_t object_kinds = 10;
// As the format names it: "mutex", "channel", ...
std::string_view name(ObjectKind kind);

}  // namespace heddle
