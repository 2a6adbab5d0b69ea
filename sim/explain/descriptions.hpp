#pragma once
// What happened, or did not, in words for people.

#include <string>

#include "sim/model/event.hpp"
#include "sim/model/program.hpp"
#include "sim/world/world.hpp"

namespace heddle {

// What the object is called, declared or created in this execution.
std::string object_name(ObjectId object, const World& world, const Program& program,
                        const Texts& texts);

// "worker since /threads/worker/0"; empty where nobody holds it.
std::string holders_text(ObjectId lock, const World& world, const Program& program,
                         const Texts& texts);

// "waits to lock m, held by worker since /threads/worker/0".
std::string describe(const World::Blocked& blocked, const World& world, Program& program);

// "write of x by worker at /threads/worker/0".
std::string describe_access(const Event& event, const World& world, Program& program);

// 3, true, 'text'.
std::string to_text(const Value& value, const Texts& texts);

}  // namespace heddle
