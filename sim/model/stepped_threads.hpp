#pragma once
// Threads without a stack. Their whole state between two operations is plain data, so they are
// driven by calls, and nothing needs to be switched. A front end whose threads are of that kind
// offers this beside Program::run.

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
  // Runs a started thread on to its next operation. The operation stays where it is, unchanged,
  // until the thread's next call. The last one is of kind `end`, or `fail`.
  virtual const Operation& advance(ThreadId thread) = 0;
  // The result of the operation that `advance` returned last.
  virtual void deliver(ThreadId thread, Value result) = 0;
  // Of a thread that is at an operation of kind `join`: appends the threads that it joins before it
  // does anything else, the first one included. Returns false if the thread, even when it is the
  // only one left, may then start other threads or go several ways (time out, choose, ...).
  virtual bool append_joins(ThreadId thread, std::vector<ThreadId>& joined) const = 0;

  // Appends the state of a thread that is at an operation. `restore` needs these words to bring the
  // thread back there, with its operation, at the same address.
  virtual void save(ThreadId thread, WordStack& words) const = 0;
  // `words` begins with what `save` appended for this thread, which was not started anew since.
  virtual void restore(ThreadId thread, std::span<const std::uint64_t> words) = 0;

  // Appends the state of a thread that is at an operation, in canonical form: the words of two
  // states of one thread are equal exactly if it would go on in the same way from both. They hold
  // no address, and nothing that is not read again.
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
