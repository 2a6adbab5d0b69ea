#include "sim/native/shared_log.hpp"

#include <cstring>

namespace heddle::native {
namespace {

// Precedes the bytes of each text.
struct Prefix {
  std::uint32_t number = 0;
  std::uint32_t size = 0;
};

}  // namespace

void SharedLog::append(std::uint32_t number, std::string_view text) {
  const std::size_t used = extent_->used.load(std::memory_order_relaxed);
  const bool fits = text.size() <= UINT32_MAX && bytes_.size() - used >= sizeof(Prefix) &&
                    bytes_.size() - used - sizeof(Prefix) >= text.size();
  if (!fits || has_overflowed()) {
    extent_->overflowed.store(true, std::memory_order_release);
    return;
  }
  const Prefix prefix{number, static_cast<std::uint32_t>(text.size())};
  char* const place = bytes_.data() + used;
  std::memcpy(place, &prefix, sizeof(prefix));
  if (!text.empty()) std::memcpy(place + sizeof(prefix), text.data(), text.size());
  extent_->used.store(used + sizeof(prefix) + text.size(), std::memory_order_release);
}

std::vector<SharedLog::Entry> SharedLog::entries() const {
  std::vector<Entry> result;
  const std::size_t used = extent_->used.load(std::memory_order_acquire);
  for (std::size_t offset = 0; offset < used;) {
    Prefix prefix;
    std::memcpy(&prefix, bytes_.data() + offset, sizeof(prefix));
    offset += sizeof(prefix);
    result.emplace_back(prefix.number, std::string_view(bytes_.data() + offset, prefix.size));
    offset += prefix.size;
  }
  return result;
}

}  // namespace heddle::native
