#pragma once
// Traces by hand, for tests of the analyses: a few shared objects of every kind, and a builder of
// events. It must not know what an analysis makes of them.

#include <cstdint>
#include <span>
#include <vector>

#include "sim/model/event.hpp"
#include "sim/model/program.hpp"

namespace heddle::testing {

// The objects of every trace.
inline constexpr ObjectId x{0};
inline constexpr ObjectId y{1};
inline constexpr ObjectId a{2};  // atomics
inline constexpr ObjectId b{3};
inline constexpr ObjectId m{4};  // mutexes
inline constexpr ObjectId n{5};
inline constexpr ObjectId gate{6};
inline constexpr ObjectId recursive{7};
inline constexpr ObjectId rwlock{8};
inline constexpr ObjectId other_rwlock{9};
inline constexpr ObjectId condvar{10};
inline constexpr ObjectId semaphore{11};
inline constexpr ObjectId barrier_of_two{12};
inline constexpr ObjectId once{13};
inline constexpr ObjectId unbounded{14};  // channels
inline constexpr ObjectId bounded_by_two{15};
inline constexpr ObjectId rendezvous{16};

std::span<const ObjectDeclaration> objects();

class Trace {
 public:
  // A step of a thread, at a site of its own.
  Trace& add(std::uint32_t thread, OperationKind kind, ObjectId object = no_object,
             Phase phase = Phase::whole);
  // An atomic access or a fence.
  Trace& add(std::uint32_t thread, OperationKind kind, ObjectId object, MemoryOrder order);
  // A step with a result: try_..., once_begin.
  Trace& add(std::uint32_t thread, OperationKind kind, ObjectId object, bool result);
  // Several writes or reads. Most steps of a test are such.
  Trace& write(std::uint32_t thread, ObjectId object = x);
  Trace& read(std::uint32_t thread, ObjectId object = x);
  Trace& spawn(std::uint32_t thread, std::uint32_t child);
  Trace& join(std::uint32_t thread, std::uint32_t joined);
  Trace& wait(std::uint32_t thread, ObjectId mutex, Phase phase, Way way = Way::normal);
  // A recv that got a message, or none: in the given way.
  Trace& receive(std::uint32_t thread, ObjectId channel);
  Trace& receive_nothing(std::uint32_t thread, ObjectId channel, Way way = Way::normal);
  // The last event takes another site, phase, or the ways of a compare_exchange that failed.
  Trace& at(std::uint32_t site);
  Trace& inside();
  Trace& failed();

  std::span<const Event> events() const { return events_; }
  std::vector<Event>& mutable_events() { return events_; }

 private:
  std::vector<Event> events_;
};

// Main spawns `workers` threads: the beginning of most traces.
Trace with_workers(std::uint32_t workers);

}  // namespace heddle::testing
