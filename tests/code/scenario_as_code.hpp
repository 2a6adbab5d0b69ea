#pragma once
// A scenario, run as C++ code by the types of heddle/: what a thread of the scenario does is done
// by a heddle::thread, what it does to an object by the object's own functions. Expressions are
// evaluated in the order in which scenarios are. What is a fault there is a broken expectation
// here, and a panic is an exception.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <source_location>
#include <variant>
#include <vector>

#include "heddle/heddle.hpp"
#include "sim/scenario/scenario.hpp"

namespace heddle::code_tests {

// To be replaced by those of heddle/ once there are any.
class ReadersAndWriters {
 public:
  ReadersAndWriters() : object_(type, std::source_location::current()) {}
  void lock() { detail::lock(object_, false, detail::for_ever, {}); }
  bool try_lock() { return detail::lock(object_, false, detail::not_at_all, {}); }
  void unlock() { detail::unlock(object_, false, {}); }
  void lock_shared() { detail::lock(object_, true, detail::for_ever, {}); }
  bool try_lock_shared() { return detail::lock(object_, true, detail::not_at_all, {}); }
  void unlock_shared() { detail::unlock(object_, true, {}); }
  friend const detail::object& object_of(const ReadersAndWriters& lock) { return lock.object_; }

 private:
  static constexpr detail::object_type type{.kind = detail::object_kind::shared_mutex,
                                            .name = "readers and writers"};
  detail::object object_;
};

class Semaphore {
 public:
  explicit Semaphore(std::int64_t count)
      : object_(type, std::source_location::current(), nullptr, count) {}
  void acquire() { detail::acquire(object_, detail::for_ever, {}); }
  bool try_acquire() { return detail::acquire(object_, detail::not_at_all, {}); }
  bool try_acquire_for(std::int64_t patience_ns) {
    return detail::acquire(object_, patience_ns, {});
  }
  void release(std::int64_t count) { detail::release(object_, count, {}); }

 private:
  static constexpr detail::object_type type{.kind = detail::object_kind::semaphore,
                                            .name = "semaphore"};
  detail::object object_;
};

// Waits with a mutex of any type.
class AnyCondition {
 public:
  AnyCondition() : object_(type, std::source_location::current()) {}
  bool wait(const detail::object& mutex, std::int64_t patience_ns) {
    return detail::wait(object_, mutex, patience_ns, {});
  }
  void notify_one() { detail::notify(object_, false, {}); }
  void notify_all() { detail::notify(object_, true, {}); }

 private:
  static constexpr detail::object_type type{.kind = detail::object_kind::condition_variable,
                                            .name = "condition"};
  detail::object object_;
};

using Object = std::variant<shared<std::int64_t>, atomic<std::int64_t>, mutex, timed_mutex,
                            recursive_mutex, recursive_timed_mutex, condition_variable,
                            AnyCondition, ReadersAndWriters, Semaphore>;

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
