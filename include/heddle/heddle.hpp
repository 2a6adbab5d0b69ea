#pragma once
// Heddle: tries the schedules of C++ code. See docs/cpp.md.

#include "heddle/atomic.hpp"
#include "heddle/chrono.hpp"
#include "heddle/condition_variable.hpp"
#include "heddle/explore.hpp"
#include "heddle/mutex.hpp"
#include "heddle/shared.hpp"
#include "heddle/thread.hpp"
