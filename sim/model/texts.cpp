#include "sim/model/texts.hpp"

namespace heddle {

TextId Texts::intern(std::string_view text) {
  const std::lock_guard guard(mutex_);
  if (const auto found = ids_.find(text); found != ids_.end()) return found->second;
  const auto id = static_cast<TextId>(texts_.size());
  texts_.emplace_back(text);
  ids_.emplace(texts_.back(), id);
  return id;
}

std::string_view Texts::operator[](TextId id) const {
  const std::lock_guard guard(mutex_);
  return texts_.at(index(id));
}

std::size_t Texts::size() const {
  const std::lock_guard guard(mutex_);
  return texts_.size();
}

}  // namespace heddle
