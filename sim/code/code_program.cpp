#include "sim/code/code_program.hpp"

#include <cxxabi.h>

#include <cstdlib>
#include <exception>
#include <typeinfo>

#include "sim/code/symbolizer.hpp"
#include "sim/model/hash.hpp"

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
      null_(subject.texts->intern("null")),
      pointer_(subject.texts->intern("a pointer")),
      number_(programs.fetch_add(1) + 1),
      execution_(number_ << execution_bits) {}

CodeProgram::~CodeProgram() { forget_threads(); }

// What a thread that never came to its end holds is not destroyed either.
void CodeProgram::forget_threads() {
  detail::running_thread = nullptr;
  for (simulated_thread& thread : threads_) {
    static_cast<void>(thread.body.release());
    thread.values.abandon();
  }
  objects_of_addresses_.clear();
}

void CodeProgram::reset() {
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
  detail::running_thread = &self;
  try {
    if (thread == main_thread) {
      subject_.body();
    } else {
      self.body->call();
      self.body.reset();
    }
    self.values.end();
  } catch (...) {
    fail(self, Status::panic, text_of_exception(), no_site);
  }
  detail::running_thread = nullptr;
  Operation end{.kind = OperationKind::end};
  port.perform(end);
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
  detail::running_thread = nullptr;
  const Value result = self.port->perform(operation);
  detail::running_thread = &self;
  check(self, operation, result);
  return result;
}

void CodeProgram::check(simulated_thread& self, const Operation& operation, const Value& result) {
  operations_.store(operations_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  std::uint64_t learnt = static_cast<std::uint64_t>(result.bits);
  if (subject_.has_clock) learnt = mix(learnt, static_cast<std::uint64_t>(self.port->now_ns()));
  const Done done{.thread = self.id,
                  .kind = operation.kind,
                  .object = operation.object,
                  .site = operation.site,
                  .result = learnt};
  if (const auto other = log_.add(done)) [[unlikely]] {
    subject_.note_nondeterminism("after the same " + std::to_string(log_.size() - 1) +
                                 " operations, the same thread did `" + text_of(*other) +
                                 "` before, and now does `" + text_of(done) + "`");
    fail(self, Status::fault,
         "the code is not deterministic: it did something else after the same steps",
         operation.site);
  }
}

std::string CodeProgram::text_of(const Done& done) const {
  std::string text(name(done.kind));
  text += " at " + subject_.sites.name(done.site);
  const std::string source = subject_.sites.source(done.site);
  return source.empty() ? text : text + " (" + source + ")";
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
  subject_.outside.meet(object);
  subject_.stop = true;
  fail(self, Status::fault, "an object that was made outside of the exploration", site);
}

SiteId CodeProgram::site(const detail::place& place, const void* const* frame) {
  if (place.file == nullptr) return site_of_caller(frame);
  const std::size_t slot =
      (reinterpret_cast<std::uintptr_t>(place.file) ^ (std::size_t{place.line} * 0x9e3779b1U)) %
      known_sites_.size();
  KnownSite& known = known_sites_[slot];
  if (known.file != place.file || known.line != place.line) [[unlikely]] {
    known = {place.file, place.line, subject_.sites.site(place.file, place.line),
             is_of_library(place.file)};
  }
  return known.is_of_library ? site_of_caller(frame) : known.site;
}

// Each frame begins with the frame of its caller, then where that goes on: of code that is built
// with frame pointers, as it is without optimisation. Of other code the first address is enough, as
// all that lies between is inlined; what is found beyond is only taken if it is code of a user.
SiteId CodeProgram::site_of_caller(const void* const* frame) {
  constexpr int most_frames = 8;
  const void* const* const top = detail::running_thread->stack_top;
  const void* const first = frame[1];
  for (int depth = 0; depth < most_frames; ++depth) {
    const KnownCaller& known = caller(frame[1]);
    if (known.site) return *known.site;
    const auto* const next = static_cast<const void* const*>(*frame);
    if (next <= frame || next >= top) break;
    frame = next;
  }
  return subject_.sites.site_of_address(first);
}

const CodeProgram::KnownCaller& CodeProgram::caller(const void* address) {
  const std::size_t slot =
      (reinterpret_cast<std::uintptr_t>(address) * 0x9e3779b97f4a7c15U >> 32U) %
      known_callers_.size();
  KnownCaller& known = known_callers_[slot];
  if (known.address != address) [[unlikely]] {
    const auto line = Symbolizer::of_process().user_line(address);
    known = {address, std::nullopt};
    if (line) known.site = subject_.sites.site(line->file, line->line);
  }
  return known;
}

TextId CodeProgram::label(const detail::object_type& type, SiteId site) {
  if (site == no_site) return subject_.texts->intern(type.name);
  if (index(site) >= labels_.size()) labels_.resize(index(site) + 1);
  KnownLabel& known = labels_[index(site)];
  if (known.type != &type) {
    const std::string variable = subject_.sites.variable(site, type.name);
    known = {&type, subject_.texts->intern(variable.empty() ? type.name : variable)};
  }
  return known.label;
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
  detail::running_thread = nullptr;
  Operation failure{.kind = OperationKind::fail};
  failure.status = status;
  failure.site = site;
  failure.message = texts()[texts().intern(message)];
  self.port->perform(failure);
  std::abort();  // a failure ends the execution
}

}  // namespace heddle::code
