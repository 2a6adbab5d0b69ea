// The types of heddle/ have the interfaces of the standard's: each function template here makes
// the same calls with both, and says what they return. Most is checked by the compiler alone.

#include <doctest/doctest.h>

#include <atomic>
#include <barrier>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <latch>
#include <memory>
#include <mutex>
#include <semaphore>
#include <shared_mutex>
#include <sstream>
#include <stop_token>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

#include "heddle/heddle.hpp"

// Not without a name: compilers warn of functions that nobody outside could call.
namespace heddle::testing::interfaces {

using std::chrono::milliseconds;

#define NAMES_OF(from)                                                          \
  using mutex = from::mutex;                                                    \
  using recursive_mutex = from::recursive_mutex;                                \
  using timed_mutex = from::timed_mutex;                                        \
  using recursive_timed_mutex = from::recursive_timed_mutex;                    \
  using shared_mutex = from::shared_mutex;                                      \
  using shared_timed_mutex = from::shared_timed_mutex;                          \
  using condition_variable = from::condition_variable;                          \
  using condition_variable_any = from::condition_variable_any;                  \
  using once_flag = from::once_flag;                                            \
  using thread = from::thread;                                                  \
  using jthread = from::jthread;                                                \
  using stop_token = from::stop_token;                                          \
  using stop_source = from::stop_source;                                        \
  template <typename F>                                                         \
  using stop_callback = from::stop_callback<F>;                                 \
  template <std::ptrdiff_t n>                                                   \
  using counting_semaphore = from::counting_semaphore<n>;                       \
  using binary_semaphore = from::binary_semaphore;                              \
  using latch = from::latch;                                                    \
  using barrier = from::barrier<>;                                              \
  template <typename F>                                                         \
  using barrier_with = from::barrier<F>;                                        \
  template <typename T>                                                         \
  using atomic = from::atomic<T>;                                               \
  template <typename T>                                                         \
  using atomic_ref = from::atomic_ref<T>;                                       \
  using atomic_flag = from::atomic_flag;                                        \
  template <typename T>                                                         \
  using future = from::future<T>;                                               \
  template <typename T>                                                         \
  using shared_future = from::shared_future<T>;                                 \
  template <typename T>                                                         \
  using promise = from::promise<T>;                                             \
  template <typename T>                                                         \
  using packaged_task = from::packaged_task<T>;                                 \
  template <typename... Arguments>                                              \
  static auto async(Arguments&&... arguments) {                                 \
    return from::async(std::forward<Arguments>(arguments)...);                  \
  }                                                                             \
  template <typename... Arguments>                                              \
  static void call_once(Arguments&&... arguments) {                             \
    from::call_once(std::forward<Arguments>(arguments)...);                     \
  }                                                                             \
  template <typename... Arguments>                                              \
  static void notify_all_at_thread_exit(Arguments&&... arguments) {             \
    from::notify_all_at_thread_exit(std::forward<Arguments>(arguments)...);     \
  }                                                                             \
  static auto this_thread_id() noexcept { return from::this_thread::get_id(); } \
  static void yield() noexcept { from::this_thread::yield(); }                  \
  template <typename Duration>                                                  \
  static void sleep_for(Duration duration) {                                    \
    from::this_thread::sleep_for(duration);                                     \
  }                                                                             \
  template <typename Time>                                                      \
  static void sleep_until(Time time) {                                          \
    from::this_thread::sleep_until(time);                                       \
  }

struct Standard {
  NAMES_OF(std)
  using steady_clock = std::chrono::steady_clock;
  using system_clock = std::chrono::system_clock;
};
struct Heddle {
  NAMES_OF(heddle)
  using steady_clock = heddle::steady_clock;
  using system_clock = heddle::system_clock;
};

// What can be done with a type as a whole.
template <typename T>
struct Traits {
  bool default_constructible = std::is_default_constructible_v<T>;
  bool nothrow_default_constructible = std::is_nothrow_default_constructible_v<T>;
  bool copy_constructible = std::is_copy_constructible_v<T>;
  bool nothrow_copy_constructible = std::is_nothrow_copy_constructible_v<T>;
  bool copy_assignable = std::is_copy_assignable_v<T>;
  bool move_constructible = std::is_move_constructible_v<T>;
  bool nothrow_move_constructible = std::is_nothrow_move_constructible_v<T>;
  bool move_assignable = std::is_move_assignable_v<T>;
  bool nothrow_move_assignable = std::is_nothrow_move_assignable_v<T>;
  bool nothrow_destructible = std::is_nothrow_destructible_v<T>;
  bool swappable = std::is_swappable_v<T>;
};

template <typename One, typename Other>
constexpr bool have_same_traits() {
  constexpr Traits<One> one;
  constexpr Traits<Other> other;
  static_assert(one.default_constructible == other.default_constructible);
  static_assert(!one.nothrow_default_constructible || other.nothrow_default_constructible);
  static_assert(one.copy_constructible == other.copy_constructible);
  static_assert(!one.nothrow_copy_constructible || other.nothrow_copy_constructible);
  static_assert(one.copy_assignable == other.copy_assignable);
  static_assert(one.move_constructible == other.move_constructible);
  static_assert(!one.nothrow_move_constructible || other.nothrow_move_constructible);
  static_assert(one.move_assignable == other.move_assignable);
  static_assert(!one.nothrow_move_assignable || other.nothrow_move_assignable);
  static_assert(one.nothrow_destructible == other.nothrow_destructible);
  static_assert(one.swappable == other.swappable);
  return true;
}

template <typename... Ones>
struct Types {};
template <typename... Ones, typename... Others>
constexpr bool all_have_same_traits(Types<Ones...>, Types<Others...>) {
  return (have_same_traits<Ones, Others>() && ...);
}

struct NoCompletion {
  void operator()() noexcept {}
};
struct Pair {
  int one;
  int other;
};

template <typename S>
using AllTypes = Types<
    typename S::mutex, typename S::recursive_mutex, typename S::timed_mutex,
    typename S::recursive_timed_mutex, typename S::shared_mutex, typename S::shared_timed_mutex,
    typename S::condition_variable, typename S::condition_variable_any, typename S::once_flag,
    typename S::thread, typename S::thread::id, typename S::jthread, typename S::stop_token,
    typename S::stop_source, typename S::template stop_callback<void (*)()>,
    typename S::template counting_semaphore<5>, typename S::binary_semaphore, typename S::latch,
    typename S::barrier, typename S::barrier::arrival_token,
    typename S::template barrier_with<NoCompletion>, typename S::template atomic<int>,
    typename S::template atomic<bool>, typename S::template atomic<double>,
    typename S::template atomic<int*>, typename S::template atomic<Pair>,
    typename S::template atomic_ref<int>, typename S::atomic_flag, typename S::template future<int>,
    typename S::template future<int&>, typename S::template future<void>,
    typename S::template shared_future<int>, typename S::template shared_future<int&>,
    typename S::template shared_future<void>, typename S::template promise<int>,
    typename S::template promise<int&>, typename S::template promise<void>,
    typename S::template packaged_task<int(int)>, typename S::template packaged_task<void()>>;
static_assert(all_have_same_traits(AllTypes<Standard>(), AllTypes<Heddle>()));

// The function is instantiated, but not called.
#define CHECK_WITH_BOTH(function)     \
  template void function<Standard>(); \
  template void function<Heddle>()

#define RETURNS(type, ...) static_assert(std::is_same_v<type, decltype(__VA_ARGS__)>)
#define IS_NOEXCEPT(...) static_assert(noexcept(__VA_ARGS__))

template <typename Mutex>
void lock_and_unlock(Mutex& m) {
  RETURNS(void, m.lock());
  RETURNS(bool, m.try_lock());
  RETURNS(void, m.unlock());
  m.lock();
  m.unlock();
  { const std::lock_guard guard(m); }
  { const std::lock_guard guard((m.lock(), m), std::adopt_lock); }
  { const std::scoped_lock guard(m); }
  std::unique_lock lock(m, std::try_to_lock);
  std::unique_lock later(m, std::defer_lock);
  if (later.try_lock()) later.unlock();
  swap(lock, later);
  static_cast<void>(later.owns_lock());
}
template <typename S, typename Mutex>
void lock_for_a_while(Mutex& m) {
  RETURNS(bool, m.try_lock_for(milliseconds(1)));
  RETURNS(bool, m.try_lock_for(std::chrono::duration<double>(0.5)));
  RETURNS(bool, m.try_lock_until(S::steady_clock::now()));
  RETURNS(bool, m.try_lock_until(S::system_clock::now() + milliseconds(1)));
  const std::unique_lock lock(m, milliseconds(1));
  const std::unique_lock until(m, S::steady_clock::now() + milliseconds(1));
}
template <typename Mutex>
void lock_shared(Mutex& m) {
  RETURNS(void, m.lock_shared());
  RETURNS(bool, m.try_lock_shared());
  RETURNS(void, m.unlock_shared());
  const std::shared_lock lock(m);
  const std::shared_lock tried(m, std::try_to_lock);
}

template <typename S>
void mutexes() {
  typename S::mutex plain;
  typename S::recursive_mutex recursive;
  typename S::timed_mutex timed;
  typename S::recursive_timed_mutex recursive_timed;
  typename S::shared_mutex shared;
  typename S::shared_timed_mutex shared_timed;
  lock_and_unlock(plain);
  lock_and_unlock(recursive);
  lock_and_unlock(timed);
  lock_and_unlock(recursive_timed);
  lock_and_unlock(shared);
  lock_and_unlock(shared_timed);
  lock_for_a_while<S>(timed);
  lock_for_a_while<S>(recursive_timed);
  lock_for_a_while<S>(shared_timed);
  lock_shared(shared);
  lock_shared(shared_timed);
  RETURNS(bool, shared_timed.try_lock_shared_for(milliseconds(1)));
  RETURNS(bool, shared_timed.try_lock_shared_until(S::steady_clock::now()));
  const std::shared_lock lock(shared_timed, milliseconds(1));
  std::lock(plain, timed, shared);
  RETURNS(int, std::try_lock(plain, recursive));
  RETURNS(pthread_mutex_t*, plain.native_handle());
  RETURNS(pthread_mutex_t*, recursive.native_handle());
  RETURNS(std::shared_mutex::native_handle_type, shared.native_handle());
  static_assert(std::is_same_v<typename S::mutex::native_handle_type, pthread_mutex_t*>);
}
CHECK_WITH_BOTH(mutexes);

template <typename S>
void condition_variables() {
  typename S::mutex m;
  typename S::condition_variable changed;
  std::unique_lock<typename S::mutex> lock(m);
  const auto holds = [] { return true; };
  const auto soon = S::steady_clock::now() + milliseconds(1);
  IS_NOEXCEPT(changed.notify_one());
  IS_NOEXCEPT(changed.notify_all());
  RETURNS(void, changed.wait(lock));
  RETURNS(void, changed.wait(lock, holds));
  RETURNS(std::cv_status, changed.wait_for(lock, milliseconds(1)));
  RETURNS(bool, changed.wait_for(lock, milliseconds(1), holds));
  RETURNS(std::cv_status, changed.wait_until(lock, soon));
  RETURNS(bool, changed.wait_until(lock, soon, holds));
  RETURNS(pthread_cond_t*, changed.native_handle());
  static_assert(
      std::is_same_v<typename S::condition_variable::native_handle_type, pthread_cond_t*>);
  RETURNS(void, S::notify_all_at_thread_exit(changed, std::move(lock)));
}
CHECK_WITH_BOTH(condition_variables);

template <typename S, typename Lock>
void wait_with_any(Lock& lock) {
  typename S::condition_variable_any changed;
  typename S::stop_token token;
  const auto holds = [] { return true; };
  const auto soon = S::steady_clock::now() + milliseconds(1);
  IS_NOEXCEPT(changed.notify_one());
  IS_NOEXCEPT(changed.notify_all());
  RETURNS(void, changed.wait(lock));
  RETURNS(void, changed.wait(lock, holds));
  RETURNS(std::cv_status, changed.wait_for(lock, milliseconds(1)));
  RETURNS(bool, changed.wait_for(lock, milliseconds(1), holds));
  RETURNS(std::cv_status, changed.wait_until(lock, soon));
  RETURNS(bool, changed.wait_until(lock, soon, holds));
  RETURNS(bool, changed.wait(lock, token, holds));
  RETURNS(bool, changed.wait_for(lock, token, milliseconds(1), holds));
  RETURNS(bool, changed.wait_until(lock, token, soon, holds));
  changed.wait(lock);
  changed.wait(lock, holds);
  static_cast<void>(changed.wait_for(lock, milliseconds(1)));
  static_cast<void>(changed.wait_for(lock, milliseconds(1), holds));
  static_cast<void>(changed.wait_until(lock, soon));
  static_cast<void>(changed.wait_until(lock, soon, holds));
  static_cast<void>(changed.wait(lock, token, holds));
  static_cast<void>(changed.wait_for(lock, token, milliseconds(1), holds));
  static_cast<void>(changed.wait_until(lock, token, soon, holds));
}
template <typename S>
void condition_variables_any() {
  typename S::mutex plain;
  typename S::shared_mutex shared;
  std::unique_lock lock(plain);
  std::shared_lock reading(shared);
  std::unique_lock writing(shared, std::defer_lock);
  wait_with_any<S>(lock);
  wait_with_any<S>(reading);
  wait_with_any<S>(writing);
  wait_with_any<S>(plain);
}
CHECK_WITH_BOTH(condition_variables_any);

template <typename S>
void call_once() {
  typename S::once_flag flag;
  S::call_once(flag, [] {});
  S::call_once(
      flag, [](int, std::unique_ptr<int>) {}, 1, std::make_unique<int>(2));
  S::call_once(flag, &std::string::clear, std::make_unique<std::string>().get());
}
CHECK_WITH_BOTH(call_once);

template <typename S>
void threads() {
  using Thread = typename S::thread;
  static_assert(!std::is_convertible_v<void (*)(), Thread>);
  Thread none;
  Thread calls([](int, const std::string&) {}, 1, "two");
  Thread moves([](std::unique_ptr<int>) {}, std::make_unique<int>(1));
  Thread member(&std::string::clear, std::make_unique<std::string>().get());
  IS_NOEXCEPT(none.swap(calls));
  IS_NOEXCEPT(swap(none, calls));
  IS_NOEXCEPT(none.joinable());
  IS_NOEXCEPT(none.get_id());
  IS_NOEXCEPT(Thread::hardware_concurrency());
  RETURNS(void, calls.join());
  RETURNS(void, calls.detach());
  RETURNS(bool, calls.joinable());
  RETURNS(unsigned, Thread::hardware_concurrency());
  RETURNS(typename Thread::id, calls.get_id());
  RETURNS(pthread_t, calls.native_handle());
  static_assert(std::is_same_v<typename Thread::native_handle_type, pthread_t>);
  RETURNS(typename Thread::id, S::this_thread_id());
  IS_NOEXCEPT(S::this_thread_id());
  IS_NOEXCEPT(S::yield());
  S::sleep_for(milliseconds(1));
  S::sleep_until(S::steady_clock::now());
  S::sleep_until(S::system_clock::now());
  const typename Thread::id one;
  const typename Thread::id other = S::this_thread_id();
  RETURNS(bool, one == other);
  RETURNS(bool, one < other);
  RETURNS(std::strong_ordering, one <=> other);
  RETURNS(std::size_t, std::hash<typename Thread::id>()(one));
  std::ostringstream stream;
  stream << one;
}
CHECK_WITH_BOTH(threads);

template <typename S>
void jthreads() {
  using Thread = typename S::jthread;
  static_assert(!std::is_convertible_v<void (*)(), Thread>);
  static_assert(std::is_same_v<typename Thread::id, typename S::thread::id>);
  Thread none;
  Thread calls([](int) {}, 1);
  Thread stops([](const typename S::stop_token&, int) {}, 1);
  Thread copies([](typename S::stop_token) {});
  IS_NOEXCEPT(none.swap(calls));
  IS_NOEXCEPT(swap(none, calls));
  IS_NOEXCEPT(none.joinable());
  IS_NOEXCEPT(none.get_id());
  IS_NOEXCEPT(none.get_stop_source());
  IS_NOEXCEPT(none.get_stop_token());
  IS_NOEXCEPT(none.request_stop());
  IS_NOEXCEPT(Thread::hardware_concurrency());
  RETURNS(void, calls.join());
  RETURNS(void, calls.detach());
  RETURNS(bool, calls.request_stop());
  RETURNS(typename S::stop_source, calls.get_stop_source());
  RETURNS(typename S::stop_token, std::as_const(calls).get_stop_token());
  RETURNS(pthread_t, calls.native_handle());
}
CHECK_WITH_BOTH(jthreads);

template <typename S>
void stop_tokens() {
  typename S::stop_source source;
  const typename S::stop_source none(std::nostopstate);
  typename S::stop_token token = source.get_token();
  typename S::stop_token other;
  IS_NOEXCEPT(typename S::stop_source(std::nostopstate));
  IS_NOEXCEPT(std::as_const(source).get_token());
  IS_NOEXCEPT(std::as_const(source).stop_possible());
  IS_NOEXCEPT(std::as_const(source).stop_requested());
  IS_NOEXCEPT(source.request_stop());
  IS_NOEXCEPT(std::as_const(token).stop_possible());
  IS_NOEXCEPT(std::as_const(token).stop_requested());
  IS_NOEXCEPT(token.swap(other));
  IS_NOEXCEPT(swap(token, other));
  RETURNS(bool, none.stop_possible());
  RETURNS(bool, none.stop_requested());
  RETURNS(bool, source.request_stop());
  RETURNS(bool, token.stop_requested());
  RETURNS(bool, token.stop_possible());
  RETURNS(bool, token == other);
  RETURNS(bool, none != source);

  const auto callback = [] {};
  using Callback = typename S::template stop_callback<std::function<void()>>;
  static_assert(std::is_same_v<typename Callback::callback_type, std::function<void()>>);
  const Callback by_copy(token, callback);
  const Callback by_move(source.get_token(), [] {});
  using Pointer = typename S::template stop_callback<void (*)()>;
  static_assert(std::is_nothrow_constructible_v<Pointer, typename S::stop_token, void (*)()>);
  static_assert(!std::is_constructible_v<Pointer, typename S::stop_token, std::string>);
}
CHECK_WITH_BOTH(stop_tokens);
static_assert(std::is_same_v<decltype(std::stop_callback(std::stop_token(), NoCompletion())),
                             std::stop_callback<NoCompletion>>);
static_assert(std::is_same_v<decltype(heddle::stop_callback(heddle::stop_token(), NoCompletion())),
                             heddle::stop_callback<NoCompletion>>);

template <typename S>
void semaphores() {
  using Semaphore = typename S::template counting_semaphore<5>;
  static_assert(!std::is_convertible_v<std::ptrdiff_t, Semaphore>);
  static_assert(
      std::is_same_v<typename S::binary_semaphore, typename S::template counting_semaphore<1>>);
  static_assert(Semaphore::max() == std::counting_semaphore<5>::max());
  static_assert(S::binary_semaphore::max() == std::binary_semaphore::max());
  Semaphore free(3);
  IS_NOEXCEPT(free.try_acquire());
  IS_NOEXCEPT(Semaphore::max());
  RETURNS(void, free.release());
  RETURNS(void, free.release(2));
  RETURNS(void, free.acquire());
  RETURNS(bool, free.try_acquire());
  RETURNS(bool, free.try_acquire_for(milliseconds(1)));
  RETURNS(bool, free.try_acquire_until(S::steady_clock::now()));
  RETURNS(std::ptrdiff_t, Semaphore::max());
}
CHECK_WITH_BOTH(semaphores);

template <typename S>
void latches_and_barriers() {
  static_assert(!std::is_convertible_v<std::ptrdiff_t, typename S::latch>);
  static_assert(S::latch::max() == std::latch::max());
  typename S::latch done(3);
  IS_NOEXCEPT(std::as_const(done).try_wait());
  IS_NOEXCEPT(S::latch::max());
  RETURNS(void, done.count_down());
  RETURNS(void, done.count_down(2));
  RETURNS(bool, std::as_const(done).try_wait());
  RETURNS(void, std::as_const(done).wait());
  RETURNS(void, done.arrive_and_wait());
  RETURNS(void, done.arrive_and_wait(2));

  using Barrier = typename S::template barrier_with<NoCompletion>;
  static_assert(!std::is_convertible_v<std::ptrdiff_t, typename S::barrier>);
  static_assert(S::barrier::max() == std::barrier<>::max());
  typename S::barrier plain(2);
  Barrier completes(2);
  Barrier given(2, NoCompletion());
  IS_NOEXCEPT(Barrier::max());
  RETURNS(typename Barrier::arrival_token, given.arrive());
  RETURNS(typename Barrier::arrival_token, given.arrive(2));
  RETURNS(void, std::as_const(given).wait(given.arrive()));
  RETURNS(void, given.arrive_and_wait());
  RETURNS(void, given.arrive_and_drop());
  plain.arrive_and_wait();
}
CHECK_WITH_BOTH(latches_and_barriers);
static_assert(
    std::is_same_v<decltype(std::barrier(2, NoCompletion())), std::barrier<NoCompletion>>);
static_assert(
    std::is_same_v<decltype(heddle::barrier(2, NoCompletion())), heddle::barrier<NoCompletion>>);

// `Atomic` is an atomic or a reference.
template <typename T, typename Atomic>
void access_atomically(Atomic& value, T given) {
  using std::memory_order_acquire;
  using std::memory_order_relaxed;
  using std::memory_order_release;
  static_assert(std::is_same_v<typename Atomic::value_type, T>);
  static_assert(std::is_same_v<decltype(Atomic::is_always_lock_free), const bool>);
  IS_NOEXCEPT(value.is_lock_free());
  IS_NOEXCEPT(value.load());
  IS_NOEXCEPT(value.store(given));
  IS_NOEXCEPT(value.exchange(given));
  IS_NOEXCEPT(value.compare_exchange_strong(given, given));
  IS_NOEXCEPT(value.wait(given));
  IS_NOEXCEPT(value.notify_one());
  IS_NOEXCEPT(value.notify_all());
  IS_NOEXCEPT(static_cast<T>(value));
  RETURNS(bool, value.is_lock_free());
  RETURNS(T, std::as_const(value).load());
  RETURNS(T, std::as_const(value).load(memory_order_acquire));
  RETURNS(void, value.store(given));
  RETURNS(void, value.store(given, memory_order_release));
  RETURNS(T, value.exchange(given));
  RETURNS(T, value.exchange(given, memory_order_relaxed));
  RETURNS(bool, value.compare_exchange_weak(given, given));
  RETURNS(bool, value.compare_exchange_weak(given, given, memory_order_acquire));
  RETURNS(bool,
          value.compare_exchange_weak(given, given, memory_order_release, memory_order_relaxed));
  RETURNS(bool, value.compare_exchange_strong(given, given));
  RETURNS(bool, value.compare_exchange_strong(given, given, memory_order_acquire));
  RETURNS(bool,
          value.compare_exchange_strong(given, given, memory_order_release, memory_order_relaxed));
  RETURNS(void, std::as_const(value).wait(given));
  RETURNS(void, std::as_const(value).wait(given, memory_order_acquire));
  RETURNS(void, value.notify_one());
  RETURNS(void, value.notify_all());
  RETURNS(T, value = given);
  const T read = value;
  static_cast<void>(read);
}
template <typename Atomic>
concept AddsAndSubtracts = requires(Atomic& value) {
  value.fetch_add(1);
  value.fetch_sub(1);
  ++value;
  value++;
  --value;
  value--;
  value += 1;
  value -= 1;
};
template <typename Atomic>
concept AddsWithFunctions = requires(Atomic& value) {
  value.fetch_add(1);
  value.fetch_sub(1);
  value += 1;
  value -= 1;
};
template <typename Atomic>
concept HasBits = requires(Atomic& value) {
  value.fetch_and(1);
  value.fetch_or(1);
  value.fetch_xor(1);
  value &= 1;
  value |= 1;
  value ^= 1;
};
template <typename T, typename Atomic>
void change_atomically(Atomic& value, T given) {
  using std::memory_order_relaxed;
  using Difference = typename Atomic::difference_type;
  const Difference by = 1;
  RETURNS(T, value.fetch_add(by));
  RETURNS(T, value.fetch_add(by, memory_order_relaxed));
  RETURNS(T, value.fetch_sub(by));
  RETURNS(T, value.fetch_sub(by, memory_order_relaxed));
  RETURNS(T, value += by);
  RETURNS(T, value -= by);
  IS_NOEXCEPT(value.fetch_add(by));
  IS_NOEXCEPT(value += by);
  if constexpr (!std::is_floating_point_v<T>) {
    RETURNS(T, ++value);
    RETURNS(T, value++);
    RETURNS(T, --value);
    RETURNS(T, value--);
  }
  if constexpr (std::is_integral_v<T>) {
    static_assert(std::is_same_v<Difference, T>);
    RETURNS(T, value.fetch_and(given));
    RETURNS(T, value.fetch_or(given, memory_order_relaxed));
    RETURNS(T, value.fetch_xor(given));
    RETURNS(T, value &= given);
    RETURNS(T, value |= given);
    RETURNS(T, value ^= given);
  }
}

template <typename S>
void atomics() {
  typename S::template atomic<int> number(1);
  typename S::template atomic<unsigned char> small(1);
  typename S::template atomic<double> real(1.0);
  typename S::template atomic<int*> pointer(nullptr);
  typename S::template atomic<bool> flag(true);
  typename S::template atomic<Pair> pair(Pair{1, 2});
  int target = 0;
  access_atomically<int>(number, 1);
  access_atomically<unsigned char>(small, 1);
  access_atomically<double>(real, 1);
  access_atomically<int*>(pointer, &target);
  access_atomically<bool>(flag, true);
  access_atomically<Pair>(pair, {});
  change_atomically<int>(number, 1);
  change_atomically<unsigned char>(small, 1);
  change_atomically<double>(real, 1);
  change_atomically<int*>(pointer, &target);
  static_assert(AddsAndSubtracts<typename S::template atomic<int>>);
  static_assert(AddsAndSubtracts<typename S::template atomic<int*>>);
  static_assert(AddsWithFunctions<typename S::template atomic<double>>);
  static_assert(!AddsWithFunctions<typename S::template atomic<bool>>);
  static_assert(!AddsWithFunctions<typename S::template atomic<Pair>>);
  static_assert(HasBits<typename S::template atomic<unsigned>>);
  static_assert(!HasBits<typename S::template atomic<bool>>);
  static_assert(!HasBits<typename S::template atomic<double>>);
  static_assert(!HasBits<typename S::template atomic<int*>>);
  static_assert(std::is_nothrow_constructible_v<typename S::template atomic<int>, int>);
  static_assert(std::is_convertible_v<int, typename S::template atomic<int>>);
  static_assert(!std::is_assignable_v<const typename S::template atomic<int>&, int>);

  typename S::template atomic_ref<int> there(target);
  const typename S::template atomic_ref<int> copy(there);
  const double constant = 1;
  double changing = constant;
  const typename S::template atomic_ref<double> other(changing);
  access_atomically<int>(there, 1);
  access_atomically<int>(copy, 1);
  access_atomically<double>(other, 1);
  change_atomically<int>(copy, 1);
  change_atomically<double>(other, 1);
  using Reference = typename S::template atomic_ref<int>;
  static_assert(Reference::required_alignment == std::atomic_ref<int>::required_alignment);
  static_assert(!std::is_convertible_v<int&, Reference>);

  typename S::atomic_flag set;
  IS_NOEXCEPT(set.clear());
  RETURNS(bool, set.test_and_set());
  RETURNS(bool, set.test_and_set(std::memory_order_acquire));
  RETURNS(bool, std::as_const(set).test());
  RETURNS(bool, std::as_const(set).test(std::memory_order_relaxed));
  RETURNS(void, set.clear(std::memory_order_release));
  RETURNS(void, std::as_const(set).wait(true));
  RETURNS(void, std::as_const(set).wait(true, std::memory_order_acquire));
  RETURNS(void, set.notify_one());
  RETURNS(void, set.notify_all());
}
CHECK_WITH_BOTH(atomics);

// They are found by their arguments.
template <typename S>
void functions_of_atomics() {
  using std::memory_order_relaxed;
  typename S::template atomic<int> number(1);
  const auto& constant = number;
  typename S::template atomic<int*> pointer(nullptr);
  typename S::atomic_flag flag;
  int expected = 0;
  RETURNS(bool, atomic_is_lock_free(&number));
  RETURNS(int, atomic_load(&constant));
  RETURNS(int, atomic_load_explicit(&constant, memory_order_relaxed));
  RETURNS(void, atomic_store(&number, 1));
  RETURNS(void, atomic_store_explicit(&number, 1, memory_order_relaxed));
  RETURNS(int, atomic_exchange(&number, 1));
  RETURNS(int, atomic_exchange_explicit(&number, 1, memory_order_relaxed));
  RETURNS(bool, atomic_compare_exchange_weak(&number, &expected, 1));
  RETURNS(bool, atomic_compare_exchange_weak_explicit(&number, &expected, 1, memory_order_relaxed,
                                                      memory_order_relaxed));
  RETURNS(bool, atomic_compare_exchange_strong(&number, &expected, 1));
  RETURNS(bool, atomic_compare_exchange_strong_explicit(&number, &expected, 1, memory_order_relaxed,
                                                        memory_order_relaxed));
  RETURNS(int, atomic_fetch_add(&number, 1));
  RETURNS(int, atomic_fetch_add_explicit(&number, 1, memory_order_relaxed));
  RETURNS(int, atomic_fetch_sub(&number, 1));
  RETURNS(int, atomic_fetch_sub_explicit(&number, 1, memory_order_relaxed));
  RETURNS(int*, atomic_fetch_add(&pointer, 1));
  RETURNS(int, atomic_fetch_and(&number, 1));
  RETURNS(int, atomic_fetch_and_explicit(&number, 1, memory_order_relaxed));
  RETURNS(int, atomic_fetch_or(&number, 1));
  RETURNS(int, atomic_fetch_or_explicit(&number, 1, memory_order_relaxed));
  RETURNS(int, atomic_fetch_xor(&number, 1));
  RETURNS(int, atomic_fetch_xor_explicit(&number, 1, memory_order_relaxed));
  RETURNS(void, atomic_wait(&constant, 1));
  RETURNS(void, atomic_wait_explicit(&constant, 1, memory_order_relaxed));
  RETURNS(void, atomic_notify_one(&number));
  RETURNS(void, atomic_notify_all(&number));
  IS_NOEXCEPT(atomic_load(&constant));
  IS_NOEXCEPT(atomic_store(&number, 1));
  RETURNS(bool, atomic_flag_test_and_set(&flag));
  RETURNS(bool, atomic_flag_test_and_set_explicit(&flag, memory_order_relaxed));
  RETURNS(void, atomic_flag_clear(&flag));
  RETURNS(void, atomic_flag_clear_explicit(&flag, memory_order_relaxed));
  // The library of gcc 12 has no others.
  if constexpr (std::is_same_v<S, Heddle>) {
    RETURNS(bool, atomic_flag_test(&flag));
    RETURNS(bool, atomic_flag_test_explicit(&flag, memory_order_relaxed));
    RETURNS(void, atomic_flag_wait(&flag, true));
    RETURNS(void, atomic_flag_wait_explicit(&flag, true, memory_order_relaxed));
    RETURNS(void, atomic_flag_notify_one(&flag));
    RETURNS(void, atomic_flag_notify_all(&flag));
  }
}
CHECK_WITH_BOTH(functions_of_atomics);

template <typename Future>
void wait_for_future(Future& future) {
  IS_NOEXCEPT(future.valid());
  RETURNS(bool, std::as_const(future).valid());
  RETURNS(void, std::as_const(future).wait());
  RETURNS(std::future_status, std::as_const(future).wait_for(milliseconds(1)));
  RETURNS(std::future_status, std::as_const(future).wait_until(std::chrono::steady_clock::now()));
}

template <typename S>
void futures() {
  typename S::template promise<int> number;
  typename S::template promise<int&> reference;
  typename S::template promise<void> nothing;
  typename S::template promise<std::unique_ptr<int>> pointer;
  typename S::template promise<int> allocated(std::allocator_arg, std::allocator<int>());
  static_assert(std::uses_allocator_v<typename S::template promise<int>, std::allocator<int>>);
  int target = 0;
  const int constant = 1;
  RETURNS(typename S::template future<int>, number.get_future());
  RETURNS(void, number.set_value(1));
  RETURNS(void, number.set_value(constant));
  RETURNS(void, reference.set_value(target));
  RETURNS(void, nothing.set_value());
  RETURNS(void, pointer.set_value(std::make_unique<int>(1)));
  RETURNS(void, number.set_value_at_thread_exit(1));
  RETURNS(void, reference.set_value_at_thread_exit(target));
  RETURNS(void, nothing.set_value_at_thread_exit());
  RETURNS(void, number.set_exception(std::exception_ptr()));
  RETURNS(void, number.set_exception_at_thread_exit(std::exception_ptr()));
  IS_NOEXCEPT(number.swap(allocated));
  IS_NOEXCEPT(swap(number, allocated));

  typename S::template future<int> of_number = number.get_future();
  typename S::template future<int&> of_reference = reference.get_future();
  typename S::template future<void> of_nothing = nothing.get_future();
  wait_for_future(of_number);
  wait_for_future(of_reference);
  wait_for_future(of_nothing);
  RETURNS(int, of_number.get());
  RETURNS(int&, of_reference.get());
  RETURNS(void, of_nothing.get());
  IS_NOEXCEPT(of_number.share());

  typename S::template shared_future<int> shared = of_number.share();
  typename S::template shared_future<int> converted = allocated.get_future();
  const typename S::template shared_future<int&> shared_reference(std::move(of_reference));
  const typename S::template shared_future<void> shared_nothing = of_nothing.share();
  wait_for_future(shared);
  RETURNS(const int&, std::as_const(shared).get());
  RETURNS(int&, shared_reference.get());
  RETURNS(void, shared_nothing.get());
  converted = shared;
}
CHECK_WITH_BOTH(futures);

inline int twice(int value) { return 2 * value; }

template <typename S>
void tasks() {
  using Task = typename S::template packaged_task<int(int)>;
  static_assert(!std::is_convertible_v<int (*)(int), Task>);
  static_assert(!std::is_constructible_v<Task, const Task&>);
  Task task(twice);
  Task moves([pointer = std::make_unique<int>(1)](int value) { return *pointer + value; });
  typename S::template packaged_task<void()> nothing([] { return 1; });
  IS_NOEXCEPT(task.valid());
  IS_NOEXCEPT(task.swap(moves));
  IS_NOEXCEPT(swap(task, moves));
  RETURNS(bool, std::as_const(task).valid());
  RETURNS(typename S::template future<int>, task.get_future());
  RETURNS(void, task(1));
  RETURNS(void, task.make_ready_at_thread_exit(1));
  RETURNS(void, task.reset());
  task(1);
  task.make_ready_at_thread_exit(1);
  nothing();

  RETURNS(typename S::template future<int>, S::async(twice, 1));
  RETURNS(typename S::template future<int>, S::async(std::launch::async, twice, 1));
  RETURNS(typename S::template future<int>, S::async(std::launch::deferred, twice, 1));
  RETURNS(typename S::template future<void>,
          S::async([](std::unique_ptr<int>) {}, std::make_unique<int>(1)));
  RETURNS(typename S::template future<void>,
          S::async(&std::string::clear, std::make_unique<std::string>().get()));
}
CHECK_WITH_BOTH(tasks);
static_assert(std::is_same_v<decltype(std::packaged_task(twice)), std::packaged_task<int(int)>>);
static_assert(
    std::is_same_v<decltype(heddle::packaged_task(twice)), heddle::packaged_task<int(int)>>);
static_assert(
    std::is_same_v<decltype(heddle::packaged_task([](int) {})), heddle::packaged_task<void(int)>>);

template <typename Clock, typename Real>
void clock_of() {
  static_assert(std::is_same_v<typename Clock::duration, typename Real::duration>);
  static_assert(std::is_same_v<typename Clock::rep, typename Real::rep>);
  static_assert(std::is_same_v<typename Clock::period, typename Real::period>);
  static_assert(std::is_same_v<typename Clock::time_point, typename Real::time_point>);
  static_assert(Clock::is_steady == Real::is_steady);
  IS_NOEXCEPT(Clock::now());
  RETURNS(typename Real::time_point, Clock::now());
}
template <typename S>
void clocks() {
  clock_of<typename S::steady_clock, std::chrono::steady_clock>();
  clock_of<typename S::system_clock, std::chrono::system_clock>();
  RETURNS(std::time_t, S::system_clock::to_time_t(S::system_clock::now()));
  RETURNS(std::chrono::system_clock::time_point, S::system_clock::from_time_t(std::time_t{}));
}
CHECK_WITH_BOTH(clocks);

TEST_CASE("the types have the interfaces of the standard's") {
  // What there is to check is checked by the compiler.
  CHECK(all_have_same_traits(AllTypes<Standard>(), AllTypes<Heddle>()));
}

}  // namespace heddle::testing::interfaces
