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
#include <utility>
#include <vector>

#include "heddle/detail/simulation.hpp"
#include "sim/code/addresses.hpp"
#include "sim/code/arena.hpp"
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
  const char* owed = nullptr;              // see fail_if_caught(); null: nothing
  thread_values values{};
  code::KnownAddresses addresses{};
};

}  // namespace heddle::detail

namespace heddle::code {

// What an execution ends by that did something else than another one after the same steps.
inline constexpr std::string_view not_deterministic =
    "the code is not deterministic: it did something else after the same steps";
// How the message of a misuse begins that is a leak.
inline constexpr std::string_view leak_mark = "leak: ";

// While there is one, memory is not that of the execution: what the engine keeps stays longer.
class OutOfCode {
 public:
  OutOfCode() : thread_(std::exchange(detail::running_thread, nullptr)) {}
  ~OutOfCode() { detail::running_thread = thread_; }
  OutOfCode(const OutOfCode&) = delete;
  OutOfCode& operator=(const OutOfCode&) = delete;

 private:
  detail::simulated_thread* const thread_;
};

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
  void runs_in(const World& world) override { world_ = &world; }
  void reset() override;
  void start(ThreadId thread, const Operation* spawn) override;
  void run(ThreadId thread, Port& port) override;
  // A thread may be inside code through which no exception can pass.
  bool unwinds() const override { return false; }
  std::size_t stack_bytes() const override { return subject_.stack_bytes; }
  void observe(const Memory&, std::vector<Value>&) const override {}
  Texts& texts() override { return *subject_.texts; }
  TextId main_label() const override { return main_label_; }
  // What each thread is called that another one makes: they are told apart by number.
  TextId thread_label() const { return thread_label_; }
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
  TextId text(std::string_view line);
  // A value for traces.
  Value shown(detail::shown as, std::int64_t value) const;
  std::uint64_t execution() const { return execution_; }
  ObjectsOfAddresses& objects_of_addresses() { return objects_of_addresses_; }
  bool has_clock() const { return subject_.has_clock; }
  [[noreturn]] void fail(detail::simulated_thread& self, Status status, std::string_view message,
                         SiteId site);
  // How many operations were done, in all executions; read by another OS thread, as is the next
  // one.
  std::uint64_t operations() const { return operations_.load(std::memory_order_relaxed); }
  // The operation there asks for a weaker order than seq_cst.
  void note_weak_order(SiteId site) {
    if (site == no_site || (index(site) < weak_orders_.size() && weak_orders_[index(site)])) return;
    note_new_weak_order(site);
  }
  // Memory of this execution; nullptr: there is none.
  void* allocate(std::size_t bytes, std::size_t alignment, const void* const* frame);
  // Whether the code under test runs, and not the engine.
  bool is_in_code_under_test() const { return in_code_.load(std::memory_order_relaxed); }
  // The schedule of an execution that does not come to its end, and how to see it again. Requires
  // that the code under test runs.
  std::string so_far();

 private:
  struct KnownSite {
    const char* file = nullptr;
    unsigned line = 0;
    SiteId site{};
    bool is_of_library = false;
  };
  // Whether the frames of the functions up to a user's lead from one to the next.
  enum class Frames : std::uint8_t { not_known, linked, not_linked };
  struct KnownCaller {
    const void* address = nullptr;
    SiteId site{};
    bool is_of_library = false;  // or of nobody knows what: the caller's caller counts
    Frames frames = Frames::not_known;
  };

  void forget_threads();
  SiteId site_of_caller(const void* const* frame);
  void note_new_weak_order(SiteId site);
  SiteId site_beyond(KnownCaller& first, const void* const* frame);
  std::optional<SiteId> walked_site(const void* const* frame);
  std::optional<SiteId> unwound_site(const void* const* frame);
  KnownCaller& caller(const void* address);
  void look_up(KnownCaller& known, const void* address);
  TextId new_label(const detail::object_type& type, SiteId site) const;
  // The text, which stays: nothing is destroyed where a failure ends an execution.
  std::string_view kept(const std::string& text) const;
  void look_for_leaks(detail::simulated_thread& self);
  ObjectId id_of_other(const detail::object& object, SiteId site);
  void check(detail::simulated_thread& self, const Operation& operation, const Value& result);
  void note_nondeterminism(const detail::simulated_thread& self, const Operation& operation,
                           const Done& other);
  [[noreturn]] void fail_as_nondeterministic(detail::simulated_thread& self,
                                             const Operation& operation, const Done& other);
  std::string text_of(const Done& done) const;

  void enter_code(detail::simulated_thread& self) {
    detail::running_thread = &self;
    stack_top_ = self.stack_top;
    in_code_.store(true, std::memory_order_relaxed);
    if (leak_checker_) [[unlikely]]
      allow_leaks(true);
  }
  void leave_code() {
    detail::running_thread = nullptr;
    if (leak_checker_ && is_in_code_under_test()) [[unlikely]]
      allow_leaks(false);
    in_code_.store(false, std::memory_order_relaxed);
  }
  // Of the address sanitizer: it would take for leaks what threads own that are left for ever.
  static bool has_leak_checker();
  static void allow_leaks(bool allow);

  Subject& subject_;
  const bool leak_checker_ = has_leak_checker();
  const World* world_ = nullptr;
  const void* const* stack_top_ = nullptr;  // of the thread that runs
  const TextId main_label_;
  const TextId thread_label_;
  const TextId null_;
  const TextId pointer_;
  const std::uint64_t number_;  // of this program in the process
  std::uint64_t execution_ = 0;
  bool shows_sources_ = false;
  std::deque<detail::simulated_thread> threads_;  // by ThreadId; kept for later executions
  std::size_t live_threads_ = 0;                  // that have not come to the end of their bodies
  std::optional<Arena> arena_{};
  std::vector<bool> weak_orders_;  // by SiteId
  RunLog log_;
  ObjectsOfAddresses objects_of_addresses_;
  std::array<KnownSite, 256> known_sites_{};
  std::array<KnownCaller, 512> known_callers_{};
  struct KnownLabel {
    const detail::object_type* type = nullptr;
    TextId label{};
  };
  std::vector<std::vector<KnownLabel>> labels_;  // by SiteId
  std::atomic<std::uint64_t> operations_{0};
  std::atomic<bool> in_code_{false};
};

// Why std::terminate was called: the exception that led to it, if there is one.
std::string text_of_terminate();

}  // namespace heddle::code
