#pragma once
// A fiber: a stack and a place to go on. Switches go directly from one fiber to another, by
// Boost.Context's fcontext, which saves the callee-saved registers and nothing else. A fiber knows
// no thread, no world and no scheduler.
//
// Invariants:
// 1. A fiber runs only between a switch to it and the next switch away from it; all on one OS
//    thread.
// 2. When a fiber is started anew, the objects on its stack are forgotten, not destroyed. To have
//    them destroyed, let the fiber run to its end first.

#include <boost/context/detail/fcontext.hpp>
#include <cstddef>
#include <memory>

#include "sim/fiber/stack.hpp"

namespace heddle {

class Fiber {
 public:
  // The function that a fresh fiber runs. It must end by a switch to another fiber, never by
  // returning.
  using Entry = void (*)(void* argument);

  // The fiber of the code that creates this object: it has a stack already.
  Fiber() = default;
  explicit Fiber(std::size_t stack_bytes) : stack_(std::make_unique<Stack>(stack_bytes)) {}
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  // The next switch to this fiber enters `entry` on an empty stack. Requires a stack of its own,
  // not running.
  void start(Entry entry, void* argument);
  // Leaves this fiber, which must be the one that runs, for `next`. Returns when something switches
  // back. May be called inside of a handler, and while the stack is being unwound: each fiber has
  // exceptions of its own.
  void switch_to(Fiber& next);

 private:
  static void enter(boost::context::detail::transfer_t transfer);
  // On arrival on this fiber: keeps the place where the fiber that was left goes on.
  void arrive(boost::context::detail::transfer_t transfer);

  // The state that the C++ runtime keeps of an OS thread's exceptions: those whose handlers are
  // active, and how many are not caught yet. Itanium C++ ABI: Exception Handling, 2.2.2.
  struct Exceptions {
    void* caught = nullptr;
    unsigned int uncaught = 0;
  };
  static Exceptions& exceptions_of_os_thread();

  boost::context::detail::fcontext_t context_ = nullptr;
  Exceptions exceptions_;  // while another fiber runs
  std::unique_ptr<Stack> stack_;
  Entry entry_ = nullptr;
  void* argument_ = nullptr;
  // The sanitizers' view of a stack that they did not create: see fiber.cpp. AddressSanitizer's:
  [[maybe_unused]] void* fake_stack_ = nullptr;
  [[maybe_unused]] const void* sanitizer_bottom_ = nullptr;
  [[maybe_unused]] std::size_t sanitizer_size_ = 0;
  // ThreadSanitizer's.
  [[maybe_unused]] void* shadow_ = nullptr;
};

}  // namespace heddle
