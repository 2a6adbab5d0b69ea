#pragma once
// A scenario as a program that the engine can run. Knows no backend: the threads do what they do
// through a Port. One program belongs to one run at a time; several programs of the same scenario
// may run side by side.

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "sim/model/later_operation.hpp"
#include "sim/model/observed.hpp"
#include "sim/model/program.hpp"
#include "sim/scenario/code.hpp"
#include "sim/scenario/conditions.hpp"
#include "sim/scenario/handles.hpp"
#include "sim/scenario/later_operations.hpp"
#include "sim/scenario/machine.hpp"
#include "sim/scenario/scenario.hpp"

namespace heddle {

class ScenarioProgram final : public Program, public LaterOperationSource, private SteppedThreads {
 public:
  // `scenario` outlives the program, and must be valid, as the loader leaves it.
  explicit ScenarioProgram(const scenario::Scenario& scenario);
  ~ScenarioProgram() override;

  std::span<const ObjectDeclaration> objects() const override { return scenario_.objects; }
  std::span<const Guard> guards() const override { return scenario_.guards; }
  std::span<const Condition* const> invariants() const override { return invariants_; }
  std::span<const Condition* const> finally() const override { return finally_; }

  void reset() override {}
  void start(ThreadId thread, const Operation* spawn) override;
  void run(ThreadId thread, Port& port) override;
  bool unwinds() const override { return false; }
  SteppedThreads* stepped() override { return this; }

  void observe(const Memory& memory, std::vector<Value>& values) const override;
  bool observes(ObjectId cell) const override { return observed_cells_[index(cell)]; }
  bool observes_output() const override { return scenario_.observes_output; }
  // How many values `observe` appends.
  std::size_t observed_values() const { return observed_values_; }
  // In the order of Scenario::observe.
  std::span<const Observed> observed() const { return observed_; }

  Texts& texts() override { return *scenario_.texts; }
  TextId main_label() const override { return scenario_.bodies[scenario_.main].label; }
  std::string site_name(SiteId site) const override;
  std::string object_name(ObjectId object) const override;
  bool may_use(ThreadId thread, ObjectId object) const override;
  std::string failure_text(const Failure& failure, const Memory& memory,
                           std::span<const Event> events) const override;

  std::span<const LaterOperation> later_operations(ThreadId thread) const override;

  // The thread as it stands, started in this execution.
  const scenario::Machine& machine(ThreadId thread) const {
    return *threads_[index(thread)].running;
  }

 private:
  const Operation& advance(ThreadId thread) override {
    return *threads_[index(thread)].running->advance();
  }
  void deliver(ThreadId thread, Value result) override {
    threads_[index(thread)].running->deliver(result);
  }
  bool append_joins(ThreadId thread, std::vector<ThreadId>& joined) const override {
    return threads_[index(thread)].running->append_joins(joined);
  }
  void save(ThreadId thread, WordStack& words) const override {
    threads_[index(thread)].running->save(words);
  }
  void restore(ThreadId thread, std::span<const std::uint64_t> words) override {
    threads_[index(thread)].running->restore(words);
  }
  void save_state(ThreadId thread, std::vector<std::uint64_t>& words) const override;
  const Operation& restore_state(ThreadId thread, std::span<const std::uint64_t> words) override;
  bool may_restore_state(ThreadId thread, std::span<const std::uint64_t> words,
                         const ValueLimits& values) override;

  // The machines that the thread with one id has used so far, one for each body. Kept, so that
  // starting a thread takes no memory.
  struct Thread {
    std::vector<std::unique_ptr<scenario::Machine>> machines;  // by body
    scenario::Machine* running = nullptr;
  };

  std::span<const scenario::Handles::Handle> handles_in(const scenario::HandleList& list) const;
  scenario::Machine& machine_for(ThreadId thread, std::uint32_t body);
  void add_conditions(const std::vector<scenario::Watch>& watches,
                      std::vector<const Condition*>& conditions);

  const scenario::Scenario& scenario_;
  std::vector<scenario::Code> code_;  // by body
  std::vector<Thread> threads_;       // by ThreadId; never moved, since others run meanwhile
  mutable scenario::LaterOperations later_operations_{code_};
  std::vector<std::unique_ptr<scenario::WatchCondition>> conditions_;
  std::vector<const Condition*> invariants_;
  std::vector<const Condition*> finally_;
  std::vector<std::unique_ptr<scenario::Observation>> observations_;
  std::vector<bool> observed_cells_;  // by ObjectId
  std::vector<Observed> observed_;
  std::size_t observed_values_ = 0;
};

}  // namespace heddle
