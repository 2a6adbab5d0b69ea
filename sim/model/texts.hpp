#pragma once
// Texts, each stored once and named by a small id, so that the hot loop moves and compares ids
// only. Which id a text gets may depend on the order of executions; nothing that a user sees may
// depend on an id.

#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "sim/model/ids.hpp"

namespace heddle {

class Texts {
 public:
  // The id of `text`, the same at every call. May be called from several OS threads.
  TextId intern(std::string_view text);
  // The text of an id that `intern` returned. Stays valid as long as this object lives.
  std::string_view operator[](TextId id) const;
  // How many there are: their ids are the numbers below.
  std::size_t size() const;

 private:
  mutable std::mutex mutex_;
  std::deque<std::string> texts_;
  std::unordered_map<std::string_view, TextId> ids_;  // keys point into texts_
};

}  // namespace heddle
