#pragma once
// What stands for a thread_local variable: a T for each thread, made when the thread first uses it
// and destroyed at the thread's end. A thread_local itself would be one for all threads of an
// exploration, as they share an OS thread.

#include <atomic>
#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#include "heddle/detail/simulation.hpp"

namespace heddle {

// As a thread_local is, it should outlive the threads that use it.
template <typename T>
class thread_specific {
 public:
  using value_type = T;

  thread_specific() requires std::default_initializable<T>
      : make_([] { return std::make_unique<T>(); }) {}
  // `make` is called by each thread; what it returns is the thread's T.
  template <typename Make>
  requires(std::is_invocable_r_v<T, const Make&> &&
           !std::same_as<Make, thread_specific>) explicit thread_specific(Make make)
      : make_([make = std::move(make)] { return std::unique_ptr<T>(new T(make())); }) {}
  // Each thread begins with a copy.
  thread_specific(T initial) requires(std::copy_constructible<T>)  // NOLINT: as a T is made
      : make_([initial = std::move(initial)] { return std::make_unique<T>(initial); }) {}
  thread_specific(const thread_specific&) = delete;
  thread_specific& operator=(const thread_specific&) = delete;

  // The calling thread's.
  T& get() const {
    detail::thread_values& values = detail::values_of_this_thread();
    if (void* const known = values.find(key_)) return *static_cast<T*>(known);
    T* const made = make_().release();
    values.add(key_, made, [](void* value) { delete static_cast<T*>(value); });
    return *made;
  }
  T& operator*() const { return get(); }
  T* operator->() const { return &get(); }
  operator T&() const { return get(); }  // NOLINT: it is used as a T is

  template <typename U>
  requires std::assignable_from<T&, U> thread_specific& operator=(U&& value) {
    get() = std::forward<U>(value);
    return *this;
  }

 private:
  static std::uint64_t next_key() {
    static std::atomic<std::uint64_t> keys{0};
    return keys.fetch_add(1, std::memory_order_relaxed);
  }

  const std::uint64_t key_ = next_key();
  std::function<std::unique_ptr<T>()> make_;
};

}  // namespace heddle
