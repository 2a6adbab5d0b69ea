#pragma once
// Threads without a stack: whose whole state between two operations is plain data, so that they are
// driven by calls, and nothing needs to be switched. What a front end offers beside Program::run
// where it can.

#include <cstdint>
#include <span>
#include <vector>

#include "sim/model/ids.hpp"
#include "sim/model/operation.hpp"
#include "sim/model/value_limits.hpp"
#include "sim/model/word_stack.hpp"

namespace heddle {

class SteppedThreads {
 public:
  virtual ~SteppedThreads() = default;
  // Runs a started thread on to its next operation, which stays where it is, unchanged, until the
  // thread's next call. The last one is of kind `end`, or `fail`.
  virtual const Operation& advance(ThreadId thread) = 0;
  // The result of the operation that `advance` returned last.
  virtual void deliver(ThreadId thread, Value result) = 0;
  // Of a thread that is at an operation of kind `join`: appends the threads that it joins before it
  // does anything else, the first one included. False: what it does then may start other threads,
  // or go several ways (time out, choose, ...) even where it is the only thread left.
  virtual bool append_joins(ThreadId thread, std::vector<ThreadId>& joined) const = 0;

  // Appends the state of a thread that is at an operation: all that `restore` needs to bring it
  // back there, its operation included, at the same address.
  virtual void save(ThreadId thread, WordStack& words) const = 0;
  // `words` begins with what `save` appended for this thread, which was not started anew since.
  virtual void restore(ThreadId thread, std::span<const std::uint64_t> words) = 0;

  // Appends the state of a thread that is at an operation in canonical form: the words of two
  // states of one thread are equal exactly where it would go on in the same way from both. No
  // address is among them, nor anything that is not read again.
  virtual void save_state(ThreadId thread, std::vector<std::uint64_t>& words) const = 0;
  // Brings a thread, whatever it was before, into the state that `save_state` appended for it.
  // Returns the operation that it is at, as `advance` does.
  virtual const Operation& restore_state(ThreadId thread, std::span<const std::uint64_t> words) = 0;
  // For words that come from a file: whether `restore_state` can take them, in a program with such
  // values.
  virtual bool may_restore_state(ThreadId thread, std::span<const std::uint64_t> words,
                                 const ValueLimits& values) = 0;
};

}  // namespace heddle
