#pragma once
// A scenario, run as C++ code by the types of heddle/: what a thread of the scenario does is done
// by a heddle::thread, what it does to an object by the object's own functions. Expressions are
// evaluated in the order in which scenarios are. What is a fault there is a broken expectation
// here, and a panic is an exception.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "heddle/heddle.hpp"
#include "sim/scenario/scenario.hpp"

namespace heddle::code_tests {

using Semaphore = counting_semaphore<>;
using Object =
    std::variant<shared<std::int64_t>, atomic<std::int64_t>, mutex, timed_mutex, recursive_mutex,
                 recursive_timed_mutex, shared_mutex, shared_timed_mutex, condition_variable,
                 condition_variable_any, Semaphore, once_flag, barrier<>>;

// What is the same for all executions: which types the objects have.
class ScenarioAsCode {
 public:
  // `scenario` must outlive this object.
  explicit ScenarioAsCode(const scenario::Scenario& scenario);

  // Makes the objects, from the first to the last. They are on the caller's stack, or outside of an
  // exploration: nothing is allocated, as a thread may never come to its end.
  class Objects {
   public:
    explicit Objects(const ScenarioAsCode& code);
    Object& operator[](ObjectId id) { return *objects_[index(id)]; }

   private:
    static constexpr std::size_t most = 32;
    std::array<std::optional<Object>, most> objects_;
  };

  // Runs main of the scenario.
  void run(Objects& objects) const;
  // Whether main can destroy the objects at its end, as a scenario cannot: no exception leaves it,
  // and no lock is held then.
  bool can_destroy_objects() const;
  // Whether each operation of the scenario is one of the code. That of a barrier is several. So are
  // those of a condition_variable_any, if anything in the process waits with a lock of its own.
  bool has_same_steps() const;

 private:
  struct MutexUse {
    bool is_waited_with = false;
    bool has_timeout = false;
  };
  friend class UsesOfMutexes;

  const scenario::Scenario& scenario_;
  std::vector<MutexUse> mutexes_;       // by ObjectId
  std::vector<bool> is_any_condition_;  // by ObjectId
};

}  // namespace heddle::code_tests
