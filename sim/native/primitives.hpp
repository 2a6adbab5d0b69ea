#pragma once
// The real object behind each shared object of a program that is not memory. They are made before
// the process of a run is forked. So each run starts with a fresh copy of each, at no cost.

#include <condition_variable>
#include <memory>
#include <span>
#include <variant>
#include <vector>

#include "sim/model/program.hpp"
#include "sim/native/channel.hpp"
#include "sim/native/lock.hpp"
#include "sim/native/synchronization.hpp"

namespace heddle::native {

class Primitives {
 public:
  explicit Primitives(std::span<const ObjectDeclaration> declarations);

  // Requires that the object was declared as one of that kind.
  template <typename Kind>
  Kind& get(ObjectId object) {
    return std::get<Kind>(*all_[index(object)]);
  }

 private:
  using Any = std::variant<Lock, std::condition_variable_any, Semaphore, Barrier, Once, Channel>;

  std::vector<std::unique_ptr<Any>> all_;  // by ObjectId; none for memory
};

}  // namespace heddle::native
