#pragma once
// A child process that runs parts of a search (part_server.hpp), as the one that directs it sees
// it.

#include <sys/types.h>

#include <memory>
#include <span>

#include "sim/explore/connection.hpp"
#include "sim/explore/explorer.hpp"
#include "sim/explore/part_server.hpp"
#include "sim/model/program.hpp"

namespace heddle {

class PartProcess {
 public:
  // Begins it. `others` are the ones that were begun before: their connections are none of its
  // business. Throws std::system_error where the system allows no more processes.
  PartProcess(Program& program, const ExploreOptions& options, const PartWords& words,
              std::span<const std::unique_ptr<PartProcess>> others);
  // Ends it, whatever it does.
  ~PartProcess();
  PartProcess(const PartProcess&) = delete;
  PartProcess& operator=(const PartProcess&) = delete;

  Connection& connection() { return connection_; }
  pid_t id() const { return id_; }

 private:
  PartProcess(Program& program, const ExploreOptions& options, const PartWords& words,
              std::span<const std::unique_ptr<PartProcess>> others, Connection::Ends ends);

  Connection connection_;
  pid_t id_ = -1;
};

}  // namespace heddle
