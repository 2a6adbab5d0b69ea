#pragma once
// Every step by chance: a thread, each as likely as the others, then one of its alternatives.

#include "scheduler/strategy.hpp"

namespace heddle {

Strategy random_strategy();

}  // namespace heddle
