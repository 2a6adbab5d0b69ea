#pragma once
// The objects that code under test uses and that no thread of an exploration made: globals,
// statics, what a test has on its stack. They are declared, so they have to be known before an
// execution begins. An exploration that meets a new one stops, takes it in and begins anew; which
// are met does not depend on the order in which that happens.

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "heddle/detail/simulation.hpp"
#include "sim/model/program.hpp"

namespace heddle::code {

// What the world is told of an object.
ObjectDeclaration declaration_of(const detail::object_type& type, std::int64_t count);

class OutsideObjects {
 public:
  OutsideObjects() = default;
  // The exploration is over: every value is what it was before it.
  ~OutsideObjects();
  OutsideObjects(const OutsideObjects&) = delete;
  OutsideObjects& operator=(const OutsideObjects&) = delete;

  std::span<const ObjectDeclaration> declarations() const { return declarations_; }
  // Whether a user made one.
  bool are_of_user() const;
  const detail::object& object(ObjectId id) const { return *objects_[index(id)]; }
  // Nothing: it was not taken in.
  std::optional<ObjectId> find(const detail::object& object) const;
  // It is to be taken in. May be called from several OS threads.
  void meet(const detail::object& object);
  // Between two explorations. Whether there were new ones.
  bool take_in();
  // Every value is what it was when the object was met.
  void restore() const;

 private:
  std::vector<const detail::object*> objects_;  // by ObjectId
  std::vector<ObjectDeclaration> declarations_;
  std::vector<void*> saved_;  // by ObjectId; null: nothing is
  std::unordered_map<const detail::object*, ObjectId> ids_;
  std::mutex mutex_;
  std::vector<const detail::object*> met_;
};

}  // namespace heddle::code
