#pragma once
// The kinds of shared objects that operations act on.

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
};
// As the format names it: "mutex", "channel", ...
std::string_view name(ObjectKind kind);

}  // namespace heddle
