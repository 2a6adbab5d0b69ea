#pragma once
// What the types of heddle/ ask of the exploration that they are used in: a function for each
// visible operation. A thread of an exploration calls them, is stopped in each until it is its
// turn, and may never come back from one.
//
// This is the only door between the types and the engine. Nothing here is for users.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

#include "heddle/detail/place.hpp"
#include "heddle/detail/thread_values.hpp"

namespace heddle::detail {

struct simulated_thread;
// The thread of an exploration that runs on this OS thread; null: there is none.
extern constinit thread_local simulated_thread* running_thread;

// Whether the caller is a thread of an exploration. Operations of all others are those of the
// standard library.
inline bool is_simulated() noexcept { return running_thread != nullptr; }

enum class object_kind : std::uint8_t {
  memory,  // the program keeps what is in it
  mutex,
  recursive_mutex,
  shared_mutex,
  condition_variable,
  semaphore,
  once,
  gate,  // closed until it was opened `count` times, then open for ever
};

// What is the same for all objects of a type.
struct object_type {
  object_kind kind{};
  const char* name = "";  // of one without a name of its own: "mutex"
  // Of memory, whose value can be put back before each execution if the object was made outside:
  // a copy of what is at `memory`, putting it back, and dropping it. Null: it cannot.
  void* (*save)(const void* memory) = nullptr;
  void (*restore)(void* memory, const void* saved) = nullptr;
  void (*drop)(void* saved) = nullptr;
  bool is_of_user = true;     // what users make
  bool orders_memory = true;  // mutex: whether it orders what happens to other memory
};

// The identity of an object in an exploration: a member of each type. What a thread of an
// exploration makes comes and goes with it. What was made elsewhere is there from the beginning to
// the end of each execution, as it was when an exploration met it first.
class object {
 public:
  // `memory`: where its value is, if it has one here. `count`: of a semaphore or a gate.
  object(const object_type& its_type, const place& where, void* its_memory = nullptr,
         std::int64_t its_count = 0)
      : type(&its_type), memory(its_memory), count(its_count), made(where), cookie_(cookie()) {
    if (is_simulated()) create();
  }
  // If it is not going to be used, the exploration does not hear of it.
  object(const object_type& its_type, const place& where, bool is_used)
      : type(&its_type), memory(nullptr), count(0), made(where), cookie_(cookie()) {
    if (is_used && is_simulated()) create();
  }
  ~object() {
    if (is_simulated()) destroy();
  }
  object(const object&) = delete;
  object& operator=(const object&) = delete;

  // Whether something else was written where the object was.
  bool is_overwritten() const { return cookie_ != cookie(); }

  const object_type* type;
  void* memory;
  std::int64_t count;
  place made;
  std::uint64_t execution = 0;  // in which it was made; 0: in none
  std::uint32_t id = 0;         // in that execution

 private:
  std::uint64_t cookie() const {
    return reinterpret_cast<std::uintptr_t>(this) ^ 0x9e3779b97f4a7c15U;
  }
  void create();
  void destroy() noexcept;

  std::uint64_t cookie_;
};

enum class order : std::uint8_t { relaxed, acquire, release, acq_rel, seq_cst };

// Memory. Each returns when it is the thread's turn, which then reads or writes before any other
// operation.
void access(const object& memory, bool writes, const place& where);
void access_atomically(const object& memory, bool writes, order memory_order, const place& where);
// The code asks there for a weaker order than seq_cst, which verdicts name.
void note_weak_order(const place& where);
// What the thread did in its turn, with the value that it read or wrote last, to be shown in
// traces. A compare_exchange that fails has only read.
enum class effect : std::uint8_t { read, write, read_and_write };
enum class shown : std::uint8_t { nothing, integer, boolean, null, pointer };
void tell(effect what, shown as = shown::nothing, std::int64_t value = 0);
// Of a compare_exchange that fails: `memory_order` is what it asks for then.
void tell_failure(order memory_order, shown as = shown::nothing, std::int64_t value = 0);
void fence(order memory_order, const place& where);

// How long an operation waits, in nanoseconds if it is none of these.
inline constexpr std::int64_t for_ever = -1;
inline constexpr std::int64_t not_at_all = -2;

// False: it was not to be had.
bool lock(const object& lock, bool shared, std::int64_t patience, const place& where);
void unlock(const object& lock, bool shared, const place& where);
// False: the time was over.
bool wait(const object& condition, const object& mutex, std::int64_t patience, const place& where);
void notify(const object& condition, bool all, const place& where);
// False: it was not to be had.
bool acquire(const object& semaphore, std::int64_t patience, const place& where);
void release(const object& semaphore, std::int64_t count, const place& where);

// Waits while another thread is between the two. True: nobody has come to the end of it, and
// end_once() must follow. What was done before end_once() is known to all who get false.
bool begin_once(const object& once, const place& where);
void end_once(const object& once, const place& where);

// Of what was opened often enough it is nothing. The caller counts in the same turn, after open()
// has returned.
void open(const object& gate, const place& where);
// Waits for it to be open. What was done before open() is known to all who pass. `left`: how often
// it is still to be opened, by the caller's count. False: the time was over.
bool pass(const object& gate, const std::ptrdiff_t& left, std::int64_t patience,
          const place& where);

// The object of a type that stands for the memory at an address, for all threads of the execution:
// it is made when it is first asked for, and is there until the end. A thread that asks for one
// that it does not know performs operations, as others may ask for the same.
const object& object_at(void* memory, const object_type& type, const place& where);

class callable {
 public:
  virtual ~callable() = default;
  virtual void call() = 0;
};
template <typename Function>
class callable_of final : public callable {
 public:
  explicit callable_of(Function function) : function_(std::move(function)) {}
  void call() override { std::move(function_)(); }

 private:
  Function function_;
};

// Threads by number, in the order in which they were made in the execution.
std::uint32_t spawn(std::unique_ptr<callable> body, const place& where);
void join(std::uint32_t thread, const place& where);
std::uint32_t this_thread() noexcept;
// What the calling thread keeps for itself, in an exploration or outside.
thread_values& values_of_this_thread();
void yield(const place& where);
void sleep(std::int64_t nanoseconds, const place& where);
// Virtual time since the execution began.
std::int64_t now_ns() noexcept;

// A number below `count`: each is tried.
std::uint32_t choose(std::uint32_t count, const place& where);
void print(std::string_view line, const place& where);

// Ends the execution by a bug.
enum class failure : std::uint8_t { assertion, panic, misuse };
[[noreturn]] void fail(failure kind, std::string_view message, const place& where) noexcept;
// While an exception is passing: if it leaves the thread, that tells more; else the execution ends
// by this misuse at the thread's next operation. `message` must stay.
void fail_if_caught(const char* message) noexcept;

}  // namespace heddle::detail
