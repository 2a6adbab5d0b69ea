#pragma once
// std::once_flag and std::call_once.

#include <functional>
#include <memory>
#include <mutex>
#include <source_location>
#include <utility>

#include "heddle/detail/kept.hpp"
#include "heddle/detail/simulation.hpp"

namespace heddle {

namespace detail {

// Calls up to one that does not throw. After one that did there is another attempt.
struct once_attempt {
  explicit once_attempt(const place& where) noexcept : next(), object_(type, where, &next) {}

  static constexpr object_type type =
      type_that_keeps<std::shared_ptr<once_attempt>>(object_kind::once, "once_flag");

  std::shared_ptr<once_attempt> next;
  object object_;
};

}  // namespace detail

class once_flag {
 public:
  once_flag(  // NOLINT
      const std::source_location& where = std::source_location::current()) noexcept
      : first_(where) {}
  once_flag(const once_flag&) = delete;
  once_flag& operator=(const once_flag&) = delete;

 private:
  template <typename Function, typename... Arguments>
  friend void call_once(once_flag& flag, Function&& function, Arguments&&... arguments);

  std::once_flag real_;
  detail::once_attempt first_;
};

template <typename Function, typename... Arguments>
HEDDLE_IN_PLACE void call_once(once_flag& flag, Function&& function, Arguments&&... arguments) {
  if (!detail::is_simulated()) {
    std::call_once(flag.real_, std::forward<Function>(function),
                   std::forward<Arguments>(arguments)...);
    return;
  }
  detail::once_attempt* attempt = &flag.first_;
  while (!detail::begin_once(attempt->object_, {})) {
    if (attempt->next == nullptr) return;
    attempt = attempt->next.get();
  }
  try {
    std::invoke(std::forward<Function>(function), std::forward<Arguments>(arguments)...);
  } catch (...) {
    attempt->next = std::make_shared<detail::once_attempt>(detail::place());
    detail::end_once(attempt->object_, {});
    throw;
  }
  detail::end_once(attempt->object_, {});
}

}  // namespace heddle
