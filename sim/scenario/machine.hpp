#pragma once
// Runs the code of one thread body, from one visible operation to the next. It performs no
// operation itself; the code that drives it does, on whatever world it likes. The whole thread is
// registers, handles and a place in the code. Nothing of it is on a stack, so a machine can be left
// at any operation, and started again.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "sim/model/ids.hpp"
#include "sim/model/operation.hpp"
#include "sim/model/value.hpp"
#include "sim/model/value_limits.hpp"
#include "sim/model/word_stack.hpp"
#include "sim/scenario/code.hpp"
#include "sim/scenario/handles.hpp"
#include "sim/scenario/line_cache.hpp"

namespace heddle::scenario {

class AwaitCondition;

class Machine {
 public:
  // `code` outlives the machine. All memory is taken here.
  explicit Machine(const Code& code);
  ~Machine();
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  // Begins anew, as the thread `self`, with nothing but the parameters assigned.
  void start(ThreadId self, std::span<const Value> arguments);
  // Takes over a list of handles of another thread as a parameter, after `start`.
  void receive_list(Slot parameter, std::span<const Handles::Handle> list);

  // Runs on to the next visible operation; null after the last one was performed. The operation
  // stays unchanged until the next call. After an operation of kind `fail` nothing follows.
  const Operation* advance();
  // The result of the operation that `advance` returned last.
  void deliver(Value result) { registers_[destination_] = result; }

  // See SteppedThreads.
  bool append_joins(std::vector<ThreadId>& joined) const;

  // Appends the words by which `restore` brings the machine back to where it is: at the same
  // visible operation, at the same address.
  void save(WordStack& words) const;
  // `words` begins with what `save` appended. The machine must not have been started since.
  void restore(std::span<const std::uint64_t> words);

  // The state in canonical form. The words of two states are equal exactly if the thread `self`
  // would go on in the same way from both. They can be given to any machine of the same code.
  void save_state(std::vector<std::uint64_t>& words) const;
  const Operation& restore_state(ThreadId self, std::span<const std::uint64_t> words);
  // For words that come from a file: whether restore_state() can take them, in a program with such
  // values. It does not tell whether they were ever saved; but running on from them is safe.
  bool may_restore_state(std::span<const std::uint64_t> words, const ValueLimits& values) const;

  // The state of the thread at a visible operation consists of the registers that are in use there
  // (these), its place and its handles.
  std::span<const Value> state() const;
  std::size_t place() const { return static_cast<std::size_t>(next_ - code_.instructions.data()); }
  const Handles& handles() const { return handles_; }

  const Code& code() const { return code_; }
  // For conditions: restart() begins anew with the registers as they are, set_register() sets one,
  // and register_value() reads one at the end.
  void restart() { next_ = code_.instructions.data(); }
  void set_register(Register place, Value value) { registers_[place] = value; }
  Value register_value(Register place) const { return registers_[place]; }
  // The registers from the first one on: the locals of the body.
  const Value* registers() const { return registers_; }

 private:
  const Operation* pause(const Instruction* next, Register destination, const Operation& operation);
  std::uint64_t number_of_own(const Operation* operation) const;
  // machine_check.cpp
  struct PausedAt;
  std::optional<PausedAt> pause_at_join(std::size_t place) const;
  std::optional<PausedAt> pause_before(std::size_t place) const;
  bool may_be_own(const OwnOperation& own, std::span<const std::uint64_t> words,
                  const ValueLimits& values) const;
  const Operation& fill_in(OwnOperation& own);
  const Operation& print(const Instruction& instruction);
  const Operation& await(const Instruction& instruction);
  // Both say whether there is a thread to join, and name it in the instruction's operation.
  bool next_to_join(const Instruction& instruction);
  bool next_of_all(const Instruction& instruction);
  bool list_element(Value list, Value element, Value& result) const;
  // Compares two texts. Returns how many instructions take as long; 0: these are not two texts.
  [[gnu::cold, gnu::noinline]] std::int64_t text_less(Value left, Value right, bool& result) const;
  [[gnu::cold, gnu::noinline]] const Operation* fault(const Instruction& instruction);

  const Code& code_;
  const Instruction* next_;
  Value* registers_;
  Register destination_ = nowhere;
  const Operation* paused_at_ = nullptr;
  ThreadId self_{};
  std::vector<Value> memory_;  // the constants, last one first, `nowhere`, and the registers
  std::vector<OwnOperation> own_;
  Handles handles_;
  std::vector<LineCache> lines_;
  std::vector<std::unique_ptr<AwaitCondition>> conditions_;
  Operation failure_;
};

}  // namespace heddle::scenario
