#pragma once
// C++ code under test as a Program. Its threads are fibers; what they do with the types of heddle/
// are the operations.

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "heddle/detail/simulation.hpp"
#include "sim/code/addresses.hpp"
#include "sim/code/run_log.hpp"
#include "sim/code/subject.hpp"
#include "sim/model/program.hpp"

namespace heddle::code {
class CodeProgram;
}

namespace heddle::detail {

// A thread of the execution that a CodeProgram is in.
struct simulated_thread {
  code::CodeProgram* program = nullptr;
  Port* port = nullptr;
  ThreadId id{};
  std::unique_ptr<callable> body{};        // null: main's
  std::int64_t own_time_ns = 0;            // that it slept, where there is no clock
  const void* const* stack_top = nullptr;  // the frame of the function that runs it
  thread_values values{};
  code::KnownAddresses addresses{};
};

}  // namespace heddle::detail

namespace heddle::code {

// The operation by which a thread is made.
struct Spawn : Operation {
  std::unique_ptr<detail::callable>* callable = nullptr;
  const detail::simulated_thread* spawner = nullptr;
};

class CodeProgram final : public Program {
 public:
  // `subject` must outlive this object.
  explicit CodeProgram(Subject& subject);
  ~CodeProgram() override;

  std::span<const ObjectDeclaration> objects() const override {
    return subject_.outside.declarations();
  }
  bool creates_objects() const override { return true; }
  void reset() override;
  void start(ThreadId thread, const Operation* spawn) override;
  void run(ThreadId thread, Port& port) override;
  // A thread may be inside code through which no exception can pass.
  bool unwinds() const override { return false; }
  std::size_t stack_bytes() const override { return subject_.stack_bytes; }
  void observe(const Memory&, std::vector<Value>&) const override {}
  Texts& texts() override { return *subject_.texts; }
  TextId main_label() const override { return main_label_; }
  std::string site_name(SiteId site) const override;
  // Places say what is written there, from now on. For traces.
  void show_sources() { shows_sources_ = true; }
  std::string object_name(ObjectId object) const override;

  // For the operations of a thread.
  // The operation, done.
  Value perform(detail::simulated_thread& self, const Operation& operation);
  // May not come back: the object is not there, or is met for the first time.
  ObjectId id_of(const detail::object& object, SiteId site);
  // `frame`: of the operation's function, whose caller is the place if no line is given.
  SiteId site(const detail::place& place, const void* const* frame);
  // What an object without a name is called that was made there.
  TextId label(const detail::object_type& type, SiteId site);
  // A value for traces.
  Value shown(detail::shown as, std::int64_t value) const;
  std::uint64_t execution() const { return execution_; }
  ObjectsOfAddresses& objects_of_addresses() { return objects_of_addresses_; }
  bool has_clock() const { return subject_.has_clock; }
  [[noreturn]] void fail(detail::simulated_thread& self, Status status, std::string_view message,
                         SiteId site);
  // How many operations were done, in all executions; read by another OS thread.
  std::uint64_t operations() const { return operations_.load(std::memory_order_relaxed); }

 private:
  struct KnownSite {
    const char* file = nullptr;
    unsigned line = 0;
    SiteId site{};
    bool is_of_library = false;
  };
  struct KnownCaller {
    const void* address = nullptr;
    std::optional<SiteId> site{};  // none: it is the caller's caller that counts
  };

  void forget_threads();
  SiteId site_of_caller(const void* const* frame);
  const KnownCaller& caller(const void* address);
  ObjectId id_of_other(const detail::object& object, SiteId site);
  void check(detail::simulated_thread& self, const Operation& operation, const Value& result);
  std::string text_of(const Done& done) const;

  Subject& subject_;
  const TextId main_label_;
  const TextId null_;
  const TextId pointer_;
  const std::uint64_t number_;  // of this program in the process
  std::uint64_t execution_ = 0;
  bool shows_sources_ = false;
  std::deque<detail::simulated_thread> threads_;  // by ThreadId; kept for later executions
  RunLog log_;
  ObjectsOfAddresses objects_of_addresses_;
  std::array<KnownSite, 256> known_sites_{};
  std::array<KnownCaller, 256> known_callers_{};
  struct KnownLabel {
    const detail::object_type* type = nullptr;
    TextId label{};
  };
  std::vector<KnownLabel> labels_;  // by SiteId: the last one asked for
  std::atomic<std::uint64_t> operations_{0};
};

}  // namespace heddle::code
