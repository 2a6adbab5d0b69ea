#include "sim/code/code_program.hpp"

#include <cxxabi.h>
#include <unwind.h>

#include <cstdlib>
#include <exception>
#include <typeinfo>
#include <utility>

#include "sim/code/allocation.hpp"
#include "sim/code/crash_watch.hpp"
#include "sim/code/environment.hpp"
#include "sim/code/symbolizer.hpp"
#include "sim/explain/descriptions.hpp"
#include "sim/explain/schedule_text.hpp"
#include "sim/explain/trace_text.hpp"
#include "sim/model/hash.hpp"
#include "sim/report/words.hpp"
#include "sim/world/world.hpp"

// There where the address sanitizer is.
extern "C" {
[[gnu::weak]] void __lsan_disable();  // NOLINT
[[gnu::weak]] void __lsan_enable();   // NOLINT
}

namespace heddle::detail {

constinit thread_local simulated_thread* running_thread = nullptr;

}  // namespace heddle::detail

namespace heddle::code {
namespace {

using detail::simulated_thread;

// No two executions in the process have the same number, whatever program runs them.
std::atomic<std::uint64_t> programs{0};
constexpr unsigned execution_bits = 40;

std::string name_of_type(const std::type_info& type) {
  int failed = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &failed), &std::free);
  return failed == 0 ? std::string(name.get()) : std::string(type.name());
}

// Inside of a handler: what was thrown.
std::string text_of_exception() {
  try {
    throw;
  } catch (const std::exception& exception) {
    return name_of_type(typeid(exception)) + ": " + exception.what();
  } catch (const std::string& text) {
    return text;
  } catch (const char* text) {
    return text;
  } catch (...) {
    const std::type_info* const type = abi::__cxa_current_exception_type();
    return "an exception of type " + (type == nullptr ? "?" : name_of_type(*type));
  }
}

}  // namespace

CodeProgram::CodeProgram(Subject& subject)
    : subject_(subject),
      main_label_(subject.texts->intern("main")),
      thread_label_(subject.texts->intern("thread")),
      null_(subject.texts->intern("null")),
      pointer_(subject.texts->intern("a pointer")),
      number_(programs.fetch_add(1) + 1),
      execution_(number_ << execution_bits) {
  if (subject.has_arena && Arena::is_linked()) arena_.emplace();
  CrashWatch::add(*this);
}

bool CodeProgram::has_leak_checker() { return __lsan_disable != nullptr; }

void CodeProgram::allow_leaks(bool allow) {
  if (allow) {
    __lsan_disable();
  } else {
    __lsan_enable();
  }
}

CodeProgram::~CodeProgram() {
  forget_threads();
  CrashWatch::remove(*this);
  CrashWatch::set_program(nullptr);
}

// What a thread that never came to its end holds is not destroyed either.
void CodeProgram::forget_threads() {
  leave_code();
  for (simulated_thread& thread : threads_) {
    static_cast<void>(thread.body.release());
    thread.values.abandon();
  }
  objects_of_addresses_.clear();
  if (live_threads_ != 0) subject_.left_early.fetch_add(1, std::memory_order_relaxed);
  live_threads_ = 0;
  if (arena_) arena_->clear();
}

void CodeProgram::reset() {
  CrashWatch::set_program(this);
  forget_threads();
  ++execution_;
  log_.begin();
  subject_.outside.restore();
}

void CodeProgram::start(ThreadId thread, const Operation* spawn) {
  while (threads_.size() <= index(thread)) threads_.emplace_back();
  simulated_thread& made = threads_[index(thread)];
  made.program = this;
  made.port = nullptr;
  made.id = thread;
  made.own_time_ns = 0;
  made.owed = nullptr;
  ++live_threads_;
  made.addresses.clear();
  if (spawn == nullptr) return;
  const auto& operation = *static_cast<const Spawn*>(spawn);
  made.body = std::move(*operation.callable);
  made.addresses = operation.spawner->addresses;
}

void CodeProgram::run(ThreadId thread, Port& port) {
  simulated_thread& self = threads_[index(thread)];
  self.port = &port;
  self.stack_top = static_cast<const void* const*>(__builtin_frame_address(0));
  enter_code(self);
  try {
    if (thread == main_thread) {
      subject_.body();
    } else {
      self.body->call();
      self.body.reset();
    }
    self.values.end();
  } catch (...) {
    leave_code();
    const std::string_view message = kept(text_of_exception());
    fail(self, Status::panic, message, no_site);
  }
  if (--live_threads_ == 0 && arena_) look_for_leaks(self);
  leave_code();
  Operation end{.kind = OperationKind::end};
  port.perform(end);
}

std::string_view CodeProgram::kept(const std::string& text) const {
  return (*subject_.texts)[subject_.texts->intern(text)];
}

// After the last thread: what is there now is left for ever.
void CodeProgram::look_for_leaks(simulated_thread& self) {
  leave_code();
  const auto left = arena_->left();
  if (left) {
    const std::string_view message =
        kept(std::string(leak_mark) + std::to_string(left->bytes) + " bytes in " +
             std::to_string(left->blocks) + (left->blocks == 1 ? " block were" : " blocks were") +
             " never freed; the first was allocated at " + subject_.sites.name(left->first.site));
    fail(self, Status::misuse, message, left->first.site);
  }
  enter_code(self);
}

void* CodeProgram::allocate(std::size_t bytes, std::size_t alignment, const void* const* frame) {
  return arena_ ? arena_->allocate(bytes, alignment, site({}, frame)) : nullptr;
}

void* allocate_in_execution(std::size_t bytes, std::size_t alignment, const void* const* frame) {
  simulated_thread* const running = detail::running_thread;
  return running == nullptr ? nullptr : running->program->allocate(bytes, alignment, frame);
}

std::string CodeProgram::object_name(ObjectId object) const {
  const detail::object& outside = subject_.outside.object(object);
  if (outside.made.file == nullptr) return outside.type->name;
  const SiteId made = subject_.sites.site(outside.made.file, outside.made.line);
  std::string name = subject_.sites.variable(made, outside.type->name);
  if (!name.empty()) return name;
  return std::string(outside.type->name) + " of " + subject_.sites.name(made);
}

std::string CodeProgram::site_name(SiteId site) const {
  std::string name = subject_.sites.name(site);
  if (!shows_sources_) return name;
  const std::string source = subject_.sites.source(site);
  return source.empty() ? name : name + "  " + source;
}

Value CodeProgram::perform(simulated_thread& self, const Operation& operation) {
  if (self.owed != nullptr && std::uncaught_exceptions() == 0) [[unlikely]] {
    fail(self, Status::misuse, self.owed, operation.site);
  }
  leave_code();
  const Value result = self.port->perform(operation);
  check(self, operation, result);
  enter_code(self);
  return result;
}

inline void CodeProgram::check(simulated_thread& self, const Operation& operation,
                               const Value& result) {
  operations_.store(operations_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  std::uint64_t learnt = static_cast<std::uint64_t>(result.bits);
  if (subject_.has_clock) learnt = mix(learnt, static_cast<std::uint64_t>(self.port->now_ns()));
  const Done done(self.id, operation, learnt);
  if (const auto other = log_.add(done)) [[unlikely]]
    fail_as_nondeterministic(self, operation, *other);
}

// Apart from the failure, from which nothing comes back that would destroy what is made here.
void CodeProgram::note_nondeterminism(const simulated_thread& self, const Operation& operation,
                                      const Done& other) {
  const std::string place = subject_.sites.name(operation.site);
  const std::string source = subject_.sites.source(operation.site);
  const Done done(self.id, operation, 0);
  show_sources();
  subject_.note({.what = "after the same " + std::to_string(log_.size() - 1) +
                         " operations, the same thread did " + text_of(other) +
                         " before, and now does " + text_of(done) + " at " + place +
                         (source.empty() ? "" : " (" + source + ")"),
                 .trace = trace_text(trace_lines(*world_, *this, {}))});
}

void CodeProgram::fail_as_nondeterministic(simulated_thread& self, const Operation& operation,
                                           const Done& other) {
  note_nondeterminism(self, operation, other);
  fail(self, Status::fault, not_deterministic, operation.site);
}

std::string CodeProgram::text_of(const Done& done) const {
  std::string text(name(done.kind));
  if (is_block_access(done.kind)) {
    text = done.kind == OperationKind::access ? "a read" : "a load";
    if (done.operand != 0)
      text = done.kind == OperationKind::access ? "a write" : "a store or update";
  }
  if (done.object != no_object)
    text += " of " + heddle::object_name(done.object, *world_, *this, *subject_.texts);
  return text;
}

ObjectId CodeProgram::id_of(const detail::object& object, SiteId site) {
  if (object.execution == execution_) [[likely]]
    return ObjectId{object.id};
  return id_of_other(object, site);
}

ObjectId CodeProgram::id_of_other(const detail::object& object, SiteId site) {
  if (const auto id = subject_.outside.find(object)) return *id;
  simulated_thread& self = *detail::running_thread;
  if (object.is_overwritten()) {
    fail(self, Status::misuse, "used where it is not any more: its memory holds something else",
         site);
  }
  leave_code();
  subject_.outside.meet(object);
  subject_.stop = true;
  fail(self, Status::fault, "an object that was made outside of the exploration", site);
}

SiteId CodeProgram::site(const detail::place& place, const void* const* frame) {
  if (place.file == nullptr) return site_of_caller(frame);
  // Lines of one file have places side by side.
  const std::size_t slot =
      (reinterpret_cast<std::uintptr_t>(place.file) + place.line) % known_sites_.size();
  KnownSite& known = known_sites_[slot];
  if (known.file != place.file || known.line != place.line) [[unlikely]] {
    const OutOfCode out;
    known = {place.file, place.line, subject_.sites.site(place.file, place.line),
             is_of_library(place.file)};
  }
  return known.is_of_library ? site_of_caller(frame) : known.site;
}

// Where everything between is inlined, the first address is enough.
SiteId CodeProgram::site_of_caller(const void* const* frame) {
  KnownCaller& first = caller(frame[1]);
  return first.is_of_library ? site_beyond(first, frame) : first.site;
}

// To go from frame to frame is quick, but of code without frame pointers it leads anywhere. So of
// each caller that way is tried once, and taken from then on if it has led to the right place.
SiteId CodeProgram::site_beyond(KnownCaller& first, const void* const* frame) {
  const void* const address = first.address;
  const SiteId itself = first.site;
  const Frames frames = first.frames;
  if (frames == Frames::linked) return walked_site(frame).value_or(itself);
  const std::optional<SiteId> unwound = unwound_site(frame);
  if (frames == Frames::not_known) {
    const bool is_right = unwound && walked_site(frame) == unwound;
    caller(address).frames = is_right ? Frames::linked : Frames::not_linked;
  }
  return unwound.value_or(itself);
}

// Each frame begins with the frame of its caller, then where that goes on: of code that is built
// with frame pointers, as it is without optimisation.
std::optional<SiteId> CodeProgram::walked_site(const void* const* frame) {
  constexpr int most_frames = 8;
  for (int depth = 0; depth < most_frames; ++depth) {
    const auto* const next = static_cast<const void* const*>(*frame);
    if (next <= frame || next >= stack_top_) break;
    frame = next;
    if (frame[1] == nullptr) break;
    const KnownCaller& known = caller(frame[1]);
    if (!known.is_of_library) return known.site;
  }
  return std::nullopt;
}

// By the tables that exceptions are thrown by, which every function has.
std::optional<SiteId> CodeProgram::unwound_site(const void* const* frame) {
  struct Search {
    CodeProgram& program;
    std::uintptr_t frame;
    int frames_left = 32;
    std::optional<SiteId> found{};
  } search{*this, reinterpret_cast<std::uintptr_t>(frame)};
  const OutOfCode out;
  _Unwind_Backtrace(
      [](_Unwind_Context* context, void* argument) {
        auto& wanted = *static_cast<Search*>(argument);
        const std::uintptr_t stack = _Unwind_GetCFA(context);
        if (stack <= wanted.frame) return _URC_NO_REASON;
        const auto top = reinterpret_cast<std::uintptr_t>(wanted.program.stack_top_);
        if (stack >= top || wanted.frames_left-- == 0) return _URC_END_OF_STACK;
        const KnownCaller& known =
            wanted.program.caller(reinterpret_cast<const void*>(_Unwind_GetIP(context)));
        if (known.is_of_library) return _URC_NO_REASON;
        wanted.found = known.site;
        return _URC_END_OF_STACK;
      },
      &search);
  return search.found;
}

inline CodeProgram::KnownCaller& CodeProgram::caller(const void* address) {
  constexpr unsigned neighbours = 2;  // calls lie further apart
  KnownCaller& known = known_callers_[(reinterpret_cast<std::uintptr_t>(address) >> neighbours) %
                                      known_callers_.size()];
  if (known.address != address) [[unlikely]]
    look_up(known, address);
  return known;
}

void CodeProgram::look_up(KnownCaller& known, const void* address) {
  const OutOfCode out;
  known = {.address = address};
  const auto line = Symbolizer::of_process().user_line(address);
  known.is_of_library = !line;
  known.site =
      line ? subject_.sites.site(line->file, line->line) : subject_.sites.site_of_address(address);
}

TextId CodeProgram::label(const detail::object_type& type, SiteId site) {
  const OutOfCode out;
  if (site == no_site) return subject_.texts->intern(type.name);
  if (index(site) >= labels_.size()) labels_.resize(index(site) + 1);
  std::vector<KnownLabel>& known = labels_[index(site)];
  for (const KnownLabel& each : known) {
    if (each.type == &type) return each.label;
  }
  return known.emplace_back(KnownLabel{&type, new_label(type, site)}).label;
}

TextId CodeProgram::new_label(const detail::object_type& type, SiteId site) const {
  const std::string variable = subject_.sites.variable(site, type.name);
  return subject_.texts->intern(variable.empty() ? type.name : variable);
}

void CodeProgram::note_new_weak_order(SiteId site) {
  const OutOfCode out;
  if (index(site) >= weak_orders_.size()) weak_orders_.resize(index(site) + 1);
  weak_orders_[index(site)] = true;
  subject_.note_weak_order(site);
}

TextId CodeProgram::text(std::string_view line) {
  const OutOfCode out;
  return subject_.texts->intern(line);
}

std::string CodeProgram::so_far() {
  ScheduleWriter writer(texts(), subject_.hash, subject_.time);
  const std::string schedule = writer.text_of(*world_);
  std::string text = "  " + subject_.name + ", after " + std::to_string(world_->steps()) +
                     " steps\n  schedule so far  " + schedule +
                     "\n  again by         HEDDLE_SCHEDULE=" + shell_word(schedule) + " " +
                     command_of_process() + "\n";
  show_sources();
  return text + trace_text(trace_lines(*world_, *this, {}));
}

Value CodeProgram::shown(detail::shown as, std::int64_t value) const {
  switch (as) {
    case detail::shown::nothing:
      return {};
    case detail::shown::integer:
      return Value::of(value);
    case detail::shown::boolean:
      return Value::of(value != 0);
    case detail::shown::null:
      return Value::of(null_);
    case detail::shown::pointer:
      return Value::of(pointer_);
  }
  return {};
}

void CodeProgram::fail(simulated_thread& self, Status status, std::string_view message,
                       SiteId site) {
  leave_code();
  Operation failure{.kind = OperationKind::fail};
  failure.status = status;
  failure.site = site;
  failure.message = texts()[texts().intern(message)];
  self.port->perform(failure);
  std::abort();  // a failure ends the execution
}

std::string text_of_terminate() {
  if (!std::current_exception()) return "std::terminate was called";
  return "std::terminate was called: " + text_of_exception();
}

}  // namespace heddle::code
