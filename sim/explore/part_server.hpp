#pragma once
// Runs parts of a search for the process that directs it, one at a time, as that one asks over a
// connection. It must not know how the search is divided, nor how its results are put together.

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "sim/explore/connection.hpp"
#include "sim/explore/explorer.hpp"
#include "sim/model/program.hpp"
#include "sim/model/scheduler.hpp"

namespace heddle {

// How a part of a search is written, to go on in another process: see Strategy::save and restore.
struct PartWords {
  std::function<void(const Scheduler&, std::vector<std::uint64_t>&)> save;
  std::function<std::unique_ptr<Scheduler>(std::span<const std::uint64_t>)> restore;
};

// Runs parts of a search of `program` until the other end of the connection is gone, and ends this
// process then, without any of what a process does at its end: all that it has belongs to another
// one. Of `options`, whatever ends a search from outside does not count.
[[noreturn]] void serve_parts(Connection& connection, Program& program,
                              const ExploreOptions& options, const PartWords& words);

}  // namespace heddle
