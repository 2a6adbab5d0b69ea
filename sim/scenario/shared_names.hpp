#pragma once
// The names of the `shared` section, to be looked up. They always mean the shared object: no local
// may have the name of one.

#include <string_view>
#include <unordered_map>
#include <vector>

#include "sim/scenario/scenario.hpp"
#include "sim/scenario/static_type.hpp"

namespace heddle::scenario {

struct SharedName {
  const Declaration* declaration;
  StaticType type;  // of its cells
};

class SharedNames {
 public:
  SharedNames() = default;
  // Requires that the declarations and objects are complete and stay where they are.
  explicit SharedNames(const Scenario& scenario);

  // Null where it is none.
  const SharedName* find(std::string_view name) const;
  // The names of the objects of such a kind.
  template <typename Predicate>
  std::vector<std::string_view> names_of(Predicate is_wanted) const {
    std::vector<std::string_view> result;
    for (const Declaration& declaration : *declarations_) {
      if (is_wanted(declaration.kind)) result.push_back(declaration.name);
    }
    return result;
  }

 private:
  const std::vector<Declaration>* declarations_ = nullptr;
  std::unordered_map<std::string_view, SharedName> by_name_;
};

constexpr bool is_memory(ObjectKind kind) {
  return kind == ObjectKind::plain || kind == ObjectKind::atomic;
}

// With its article: "a mutex", "plain memory".
std::string_view phrase(ObjectKind kind);

}  // namespace heddle::scenario
