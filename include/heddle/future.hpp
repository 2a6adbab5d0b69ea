#pragma once
// <future>: std::future and std::shared_future, std::promise, std::packaged_task and std::async.

#include "heddle/detail/async.hpp"
#include "heddle/detail/futures.hpp"
#include "heddle/detail/packaged_task.hpp"
#include "heddle/detail/promise.hpp"
