#include "sim/code/outside_objects.hpp"

#include <algorithm>

namespace heddle::code {

ObjectDeclaration declaration_of(const detail::object_type& type, std::int64_t count) {
  switch (type.kind) {
    case detail::object_kind::memory:
      return {.kind = ObjectKind::block};
    case detail::object_kind::mutex:
      return {.kind = ObjectKind::mutex, .orders_memory = type.orders_memory};
    case detail::object_kind::recursive_mutex:
      return {.kind = ObjectKind::mutex, .recursive = true};
    case detail::object_kind::shared_mutex:
      return {.kind = ObjectKind::rwlock};
    case detail::object_kind::condition_variable:
      return {.kind = ObjectKind::condvar};
    case detail::object_kind::semaphore:
      return {.kind = ObjectKind::semaphore, .count = count};
    case detail::object_kind::once:
      return {.kind = ObjectKind::once};
    case detail::object_kind::gate:
      return {.kind = ObjectKind::channel, .count = count};
  }
  return {};
}

OutsideObjects::~OutsideObjects() {
  restore();
  for (std::size_t id = 0; id < objects_.size(); ++id) {
    if (saved_[id] != nullptr) objects_[id]->type->drop(saved_[id]);
  }
}

std::optional<ObjectId> OutsideObjects::find(const detail::object& object) const {
  const auto found = ids_.find(&object);
  return found == ids_.end() ? std::nullopt : std::optional(found->second);
}

void OutsideObjects::meet(const detail::object& object) {
  const std::lock_guard lock(mutex_);
  if (std::ranges::find(met_, &object) == met_.end()) met_.push_back(&object);
}

bool OutsideObjects::are_of_user() const {
  return std::ranges::any_of(objects_,
                             [](const detail::object* object) { return object->type->is_of_user; });
}

bool OutsideObjects::take_in() {
  if (met_.empty()) return false;
  for (const detail::object* const object : met_) {
    ids_.emplace(object, ObjectId{static_cast<std::uint32_t>(objects_.size())});
    objects_.push_back(object);
    declarations_.push_back(declaration_of(*object->type, object->count));
    const bool can_save = object->memory != nullptr && object->type->save != nullptr;
    saved_.push_back(can_save ? object->type->save(object->memory) : nullptr);
  }
  met_.clear();
  return true;
}

void OutsideObjects::restore() const {
  for (std::size_t id = 0; id < objects_.size(); ++id) {
    if (saved_[id] != nullptr) objects_[id]->type->restore(objects_[id]->memory, saved_[id]);
  }
}

}  // namespace heddle::code
