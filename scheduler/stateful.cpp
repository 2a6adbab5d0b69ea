#include "scheduler/stateful.hpp"

namespace heddle {
namespace {

constexpr Parameter parameters[] = {
    memory_parameter("how much memory the states may take, in MiB"),
};

}  // namespace

Strategy stateful_strategy() {
  return {.name = "stateful",
          .about = "every state once, however many ways lead to it; sees what goes on for ever",
          .parameters = parameters,
          .complete = true,
          .make = nullptr};
}

}  // namespace heddle
