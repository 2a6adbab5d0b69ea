#include "sim/native/primitives.hpp"

#include <utility>

namespace heddle::native {

Primitives::Primitives(std::span<const ObjectDeclaration> declarations) {
  const auto make = [this]<typename Kind>(std::in_place_type_t<Kind> kind, auto... arguments) {
    all_.push_back(std::make_unique<Any>(kind, arguments...));
  };
  all_.reserve(declarations.size());
  for (const ObjectDeclaration& declared : declarations) {
    switch (declared.kind) {
      case ObjectKind::plain:
      case ObjectKind::atomic:
        all_.emplace_back();
        break;
      case ObjectKind::mutex:
        make(std::in_place_type<Lock>,
             declared.recursive ? Lock::Kind::recursive_mutex : Lock::Kind::mutex);
        break;
      case ObjectKind::rwlock:
        make(std::in_place_type<Lock>, Lock::Kind::rwlock);
        break;
      case ObjectKind::condvar:
        make(std::in_place_type<std::condition_variable_any>);
        break;
      case ObjectKind::semaphore:
        make(std::in_place_type<Semaphore>, declared.count);
        break;
      case ObjectKind::barrier:
        make(std::in_place_type<Barrier>, declared.count);
        break;
      case ObjectKind::once:
        make(std::in_place_type<Once>);
        break;
      case ObjectKind::channel:
        make(std::in_place_type<Channel>, declared.capacity, declared.count);
        break;
      case ObjectKind::block:
        break;  // of the program's own
    }
  }
}

}  // namespace heddle::native
