#pragma once
// The objects of an execution that are known by the address of the memory that they stand for.

#include <algorithm>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "heddle/detail/simulation.hpp"

namespace heddle::code {

// There may be several for an address, each of another type.
using AddressKey = std::pair<const void*, const detail::object_type*>;

class ObjectsOfAddresses {
 public:
  // Requires that it was added.
  const detail::object& at(const AddressKey& key) const { return *objects_.at(key); }
  // False: there is one already, which stays. The other is kept as well, as its end would be an
  // operation.
  bool add(const AddressKey& key, std::unique_ptr<detail::object> object) {
    const auto [known, is_new] = objects_.try_emplace(key);
    (is_new ? known->second : unused_.emplace_back()) = std::move(object);
    return is_new;
  }
  // A new execution begins. Not to be called by one of its threads.
  void clear() {
    objects_.clear();
    unused_.clear();
  }

 private:
  std::map<AddressKey, std::unique_ptr<detail::object>> objects_;
  std::vector<std::unique_ptr<detail::object>> unused_;
};

// Those that a thread knows to be there: it asked for them, or the thread did that spawned it.
class KnownAddresses {
 public:
  bool contains(const AddressKey& key) const {
    return std::ranges::find(keys_, key) != keys_.end();
  }
  void add(const AddressKey& key) { keys_.push_back(key); }
  void clear() { keys_.clear(); }

 private:
  std::vector<AddressKey> keys_;
};

}  // namespace heddle::code
