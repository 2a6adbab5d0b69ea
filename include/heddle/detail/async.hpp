#pragma once
// std::async. A part of heddle/future.hpp.

#include <functional>
#include <future>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

#include "heddle/detail/futures.hpp"

namespace heddle {

namespace detail {

template <typename Function, typename... Arguments>
using result_of_copies = std::invoke_result_t<std::decay_t<Function>, std::decay_t<Arguments>...>;

}  // namespace detail

// If the policy allows both, a thread is started, as the standard libraries do.
template <typename Function, typename... Arguments>
requires std::is_invocable_v<std::decay_t<Function>, std::decay_t<Arguments>...>
[[nodiscard]] HEDDLE_IN_PLACE future<detail::result_of_copies<Function, Arguments...>> async(
    launch policy, Function&& function, Arguments&&... arguments) {
  using Result = detail::result_of_copies<Function, Arguments...>;
  using Future = future<Result>;
  if (!detail::is_simulated()) {
    return detail::future_access::of_real<Future>(std::async(
        policy, std::forward<Function>(function), std::forward<Arguments>(arguments)...));
  }
  auto call = [function = std::decay_t<Function>(std::forward<Function>(function)),
               arguments = std::tuple<std::decay_t<Arguments>...>(
                   std::forward<Arguments>(arguments)...)]() mutable -> Result {
    return std::apply(
        [&](auto&&... each) -> Result {
          return std::invoke(std::move(function), std::move(each)...);
        },
        std::move(arguments));
  };
  if ((policy & launch::async) == launch::async) {
    return detail::future_access::of_state<Future>(
        detail::async_state<Result>::start(std::move(call), {}));
  }
  return detail::future_access::of_state<Future>(
      std::make_shared<detail::deferred_state<Result>>(std::move(call)));
}

template <typename Function, typename... Arguments>
requires std::is_invocable_v<std::decay_t<Function>, std::decay_t<Arguments>...>
[[nodiscard]] HEDDLE_IN_PLACE future<detail::result_of_copies<Function, Arguments...>> async(
    Function&& function, Arguments&&... arguments) {
  return heddle::async(launch::async | launch::deferred, std::forward<Function>(function),
                       std::forward<Arguments>(arguments)...);
}

}  // namespace heddle
