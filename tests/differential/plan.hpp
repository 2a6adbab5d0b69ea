#pragma once
// Small programs whose threads create objects, hand them to each other by their ids, use them and
// destroy them: plans, made by chance, and a program that follows one. Its threads run on fibers,
// as code on a stack, or by calls, as plain data.

#include <array>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "sim/model/program.hpp"
#include "sim/model/stepped_threads.hpp"

namespace heddle::differential {

// What a plan creates. Each thread knows one object of each sort at a time, by its id; and there is
// a declared atomic for each sort, by which threads hand ids to each other.
enum class Sort : std::uint8_t { mutex, atomic, condvar, plain, semaphore };
inline constexpr std::size_t sorts = 5;

enum class Act : std::uint8_t {
  create,
  destroy,
  publish,   // the id into the atomic of its sort
  take,      // the id out of it, which stays there
  take_out,  // likewise, and it does not
  lock,
  unlock,
  try_lock,
  load,
  add,
  wait,  // with the mutex that the thread knows
  notify_one,
  notify_all,
  read,
  write,
  acquire,
  release,
  try_acquire,
  show,  // the last value that was read, in a declared atomic
  spawn,
  join_all,
};

struct Instruction {
  Act act{};
  Sort sort{};
  std::uint32_t body = 0;  // spawn
};

// Bodies of threads; that of main is the first. An instruction on an object is left out where the
// thread knows none of its sort.
struct Plan {
  std::vector<std::vector<Instruction>> bodies;
  bool waits_for_all = true;           // main_exit
  std::uint32_t spurious_wakeups = 0;  // in one execution

  Settings settings() const;
  std::string text() const;
};

Plan random_plan(std::uint64_t seed);

class PlanProgram final : public Program, private SteppedThreads {
 public:
  explicit PlanProgram(const Plan& plan);

  std::span<const ObjectDeclaration> objects() const override { return objects_; }
  bool creates_objects() const override { return true; }
  void reset() override {}
  void start(ThreadId thread, const Operation* spawn) override;
  void run(ThreadId thread, Port& port) override;
  SteppedThreads* stepped() override { return this; }
  void observe(const Memory& memory, std::vector<Value>& values) const override;
  Texts& texts() override { return texts_; }
  TextId main_label() const override { return labels_[0]; }
  std::string site_name(SiteId site) const override;
  std::string object_name(ObjectId object) const override;

 private:
  // A thread as plain data, and the operation that it is at.
  struct Thread {
    std::uint32_t body = 0;
    std::size_t next = 0;                     // instruction
    std::array<std::int64_t, sorts> known{};  // ids; 0: none
    std::int64_t value = 0;                   // that was read last
    std::vector<std::uint32_t> spawned;
    std::size_t joined = 0;
    Operation operation{};
  };

  const Operation& advance(ThreadId thread) override;
  void deliver(ThreadId thread, Value result) override;
  bool append_joins(ThreadId, std::vector<ThreadId>&) const override { return false; }
  void save(ThreadId thread, WordStack& words) const override;
  void restore(ThreadId thread, std::span<const std::uint64_t> words) override;
  void save_state(ThreadId thread, std::vector<std::uint64_t>& words) const override;
  const Operation& restore_state(ThreadId thread, std::span<const std::uint64_t> words) override;
  bool may_restore_state(ThreadId, std::span<const std::uint64_t>, const ValueLimits&) override {
    return false;
  }

  bool prepare(Thread& thread, const Instruction& instruction) const;

  const Plan plan_;
  Texts texts_;
  std::vector<TextId> labels_;       // of bodies
  std::array<TextId, sorts> names_;  // of what is created
  std::vector<ObjectDeclaration> objects_;
  std::array<ObjectDeclaration, sorts> created_;
  std::deque<Thread> threads_;  // by ThreadId
};

}  // namespace heddle::differential
