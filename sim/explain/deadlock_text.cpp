#include "sim/explain/deadlock_text.hpp"

#include <algorithm>
#include <ranges>

#include "sim/explain/descriptions.hpp"
#include "sim/explain/history.hpp"

namespace heddle {
namespace {

constexpr std::size_t most_told_behind = 8;

// Where the holder took the lock that it never gave back.
SiteId site_of(const LeftLocked& left, const World& world) {
  const auto events = world.events();
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    if (event->thread == left.holder && takes(*event, left.object)) return event->site;
  }
  return no_site;
}

std::string behind_text(const DeadlockCause& cause, const World& world, Program& program) {
  if (cause.behind.empty()) return {};
  std::string text = "; behind it wait: ";
  std::size_t told = 0;
  for (const World::Blocked& blocked : cause.behind) {
    if (told == most_told_behind) break;
    text += (told++ == 0 ? "" : ", ") + world.thread_name(blocked.thread, program.texts()) + " (" +
            describe(blocked, world, program) + ")";
  }
  const std::size_t untold = cause.behind.size() - told;
  if (untold > 0) text += " and " + std::to_string(untold) + " more";
  return text;
}

}  // namespace

DeadlockText describe(const DeadlockCause& cause, const World& world, Program& program) {
  DeadlockText text;
  text.message = cause.is_cycle ? "cycle of waits: " : "no wake-up can come any more: ";
  if (cause.left_locked) {
    const LeftLocked& left = *cause.left_locked;
    const SiteId site = site_of(left, world);
    text.threads.push_back(world.thread_name(left.holder, program.texts()));
    text.at.push_back(program.site_name(site));
    text.message += text.threads.back() + " has ended and still holds " +
                    object_name(left.object, world, program, program.texts()) + ", taken at " +
                    text.at.back();
  }
  for (const World::Blocked& blocked : cause.at_fault) {
    const std::string name = world.thread_name(blocked.thread, program.texts());
    text.message += (text.threads.empty() ? "" : "; ") + name + " ";
    text.message += describe(blocked, world, program);
    text.threads.push_back(name);
    text.at.push_back(program.site_name(blocked.operation->site));
  }
  text.message += behind_text(cause, world, program);
  return text;
}

}  // namespace heddle
