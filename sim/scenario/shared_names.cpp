#include "sim/scenario/shared_names.hpp"

namespace heddle::scenario {

SharedNames::SharedNames(const Scenario& scenario) : declarations_(&scenario.declarations) {
  for (const Declaration& declaration : scenario.declarations) {
    StaticType type = StaticType::none;
    for (std::uint32_t i = 0; i < declaration.count; ++i) {
      const ObjectId cell = advance(declaration.first, i);
      type = join(type, static_type(scenario.objects[index(cell)].initial.type));
    }
    by_name_.emplace(declaration.name, SharedName{&declaration, type});
  }
}

const SharedName* SharedNames::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &found->second;
}

std::string_view phrase(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::plain:
      return "plain memory";
    case ObjectKind::atomic:
      return "an atomic";
    case ObjectKind::mutex:
      return "a mutex";
    case ObjectKind::rwlock:
      return "a rwlock";
    case ObjectKind::condvar:
      return "a condvar";
    case ObjectKind::semaphore:
      return "a semaphore";
    case ObjectKind::barrier:
      return "a barrier";
    case ObjectKind::once:
      return "a once flag";
    case ObjectKind::channel:
      return "a channel";
    case ObjectKind::block:
      return "a block of memory";
  }
  return "an object";
}

}  // namespace heddle::scenario
