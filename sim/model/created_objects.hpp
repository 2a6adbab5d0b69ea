#pragma once
// Numbers for the objects that threads create, for whoever keeps something of each in an array:
// from 0, in the order in which they were first met. A number is kept across executions, in which
// the same id stands for an object of another kind perhaps, or for none. Must not know what is
// kept.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/model/assertion.hpp"
#include "sim/model/ids.hpp"

namespace heddle {

class CreatedObjects {
 public:
  // How many have a number.
  std::size_t size() const { return ids_.size(); }
  // By number.
  ObjectId id(std::size_t number) const { return ids_[number]; }

  bool contains(ObjectId object) const { return find(object) != none; }
  // Requires that it has one. Mostly it is the one that was asked for last.
  std::size_t number(ObjectId object) const {
    return object == last_ ? last_number_ : number_of_other(object);
  }
  // Gives it one, unless it has one.
  std::size_t add(ObjectId object) {
    const std::size_t creator = index(creator_of(object));
    const std::size_t ordinal = ordinal_of(object);
    if (creator >= numbers_.size()) numbers_.resize(creator + 1);
    std::vector<std::uint32_t>& of_creator = numbers_[creator];
    if (ordinal >= of_creator.size()) of_creator.resize(ordinal + 1, none);
    if (of_creator[ordinal] == none) {
      of_creator[ordinal] = static_cast<std::uint32_t>(ids_.size());
      ids_.push_back(object);
    }
    return of_creator[ordinal];
  }

 private:
  static constexpr std::uint32_t none = UINT32_MAX;

  [[gnu::noinline]] std::size_t number_of_other(ObjectId object) const {
    const std::uint32_t found = find(object);
    ensure(found != none, "a created object that was never met");
    last_ = object;
    last_number_ = found;
    return found;
  }

  std::uint32_t find(ObjectId object) const {
    const std::size_t creator = index(creator_of(object));
    const std::size_t ordinal = ordinal_of(object);
    if (creator >= numbers_.size() || ordinal >= numbers_[creator].size()) return none;
    return numbers_[creator][ordinal];
  }

  std::vector<std::vector<std::uint32_t>> numbers_;  // by creator and ordinal
  std::vector<ObjectId> ids_;                        // by number
  mutable ObjectId last_ = no_object;
  mutable std::size_t last_number_ = 0;
};

}  // namespace heddle
