#include "sim/fiber/fiber.hpp"

#include <cxxabi.h>

#include <utility>

#if defined(__SANITIZE_ADDRESS__)
#define HEDDLE_ADDRESS_SANITIZER 1
#elif defined(__SANITIZE_THREAD__)
#define HEDDLE_THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HEDDLE_ADDRESS_SANITIZER 1
#elif __has_feature(thread_sanitizer)
#define HEDDLE_THREAD_SANITIZER 1
#endif
#endif
#ifdef HEDDLE_ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef HEDDLE_THREAD_SANITIZER
#include <sanitizer/tsan_interface.h>
#endif

namespace heddle {
namespace {

using boost::context::detail::jump_fcontext;
using boost::context::detail::make_fcontext;
using boost::context::detail::transfer_t;

// A switch hands this over.
struct Crossing {
  Fiber* from;
  Fiber* to;
};

}  // namespace

Fiber::~Fiber() {
#ifdef HEDDLE_THREAD_SANITIZER
  if (stack_ != nullptr && shadow_ != nullptr) __tsan_destroy_fiber(shadow_);
#endif
}

void Fiber::start(Entry entry, void* argument) {
  entry_ = entry;
  argument_ = argument;
  exceptions_ = {};
#ifdef HEDDLE_THREAD_SANITIZER
  // Calls that were abandoned here never return.
  if (shadow_ != nullptr) __tsan_destroy_fiber(shadow_);
  shadow_ = __tsan_create_fiber(0);
#endif
#ifdef HEDDLE_ADDRESS_SANITIZER
  // Frames that were abandoned here left their red zones behind.
  ASAN_UNPOISON_MEMORY_REGION(stack_->bottom(), stack_->size());
  sanitizer_bottom_ = stack_->bottom();
  sanitizer_size_ = stack_->size();
  fake_stack_ = nullptr;
#endif
  context_ = make_fcontext(stack_->top(), stack_->size(), &Fiber::enter);
}

void Fiber::switch_to(Fiber& next) {
  Crossing crossing{this, &next};
#ifdef HEDDLE_ADDRESS_SANITIZER
  __sanitizer_start_switch_fiber(&fake_stack_, next.sanitizer_bottom_, next.sanitizer_size_);
#endif
#ifdef HEDDLE_THREAD_SANITIZER
  if (shadow_ == nullptr) shadow_ = __tsan_get_current_fiber();
  __tsan_switch_to_fiber(next.shadow_, 0);
#endif
  Exceptions& exceptions = exceptions_of_os_thread();
  exceptions_ = std::exchange(exceptions, next.exceptions_);
  arrive(jump_fcontext(next.context_, &crossing));
}

// Where they are never changes, and asking the C++ runtime is a call into a library.
Fiber::Exceptions& Fiber::exceptions_of_os_thread() {
  static constinit thread_local Exceptions* found = nullptr;
  if (found == nullptr) found = reinterpret_cast<Exceptions*>(abi::__cxa_get_globals());
  return *found;
}

void Fiber::arrive(transfer_t transfer) {
  // The crossing lies on the stack of the fiber that was left: read it before anything else runs
  // there.
  Fiber& left = *static_cast<Crossing*>(transfer.data)->from;
  left.context_ = transfer.fctx;
#ifdef HEDDLE_ADDRESS_SANITIZER
  __sanitizer_finish_switch_fiber(fake_stack_, &left.sanitizer_bottom_, &left.sanitizer_size_);
#endif
}

void Fiber::enter(transfer_t transfer) {
  Fiber& self = *static_cast<Crossing*>(transfer.data)->to;
  self.arrive(transfer);
  self.entry_(self.argument_);
}

}  // namespace heddle
