#pragma once
// The locks that one thread holds, kept by that thread alone. So misuse is found before it reaches
// a real lock, where it would be undefined behaviour. The first few are published in the thread's
// record, for the watchdog's search for cycles.

#include <cstddef>
#include <vector>

#include "sim/native/region.hpp"

namespace heddle::native {

class Holdings {
 public:
  explicit Holdings(ThreadRecord& record) : record_(record) {}

  bool has(const Holding& holding) const;
  // Either side of it.
  bool has(ObjectId object) const { return has({object, false}) || has({object, true}); }
  // A lock that is held several times is listed several times.
  void add(const Holding& holding);
  // False: it is not held.
  [[nodiscard]] bool remove(const Holding& holding);

 private:
  void publish(std::size_t position);

  ThreadRecord& record_;
  std::vector<Holding> all_;
};

}  // namespace heddle::native
