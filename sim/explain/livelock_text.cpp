#include "sim/explain/livelock_text.hpp"

#include <algorithm>
#include <span>

#include "sim/explain/descriptions.hpp"
#include "sim/model/hash.hpp"

namespace heddle {
namespace {

constexpr std::size_t most_told_starving = 8;

// The same for a cycle wherever it begins, and however many threads are at one place.
std::uint64_t key_of(std::span<const Event> cycle) {
  std::vector<SiteId> sites;
  for (const Event& event : cycle) sites.push_back(event.site);
  std::ranges::sort(sites);
  sites.erase(std::unique(sites.begin(), sites.end()), sites.end());
  std::uint64_t key = 0;
  for (const SiteId site : sites) key = mix(key, index(site));
  return key;
}

std::span<const Event> events_from_step(std::span<const Event> events, std::size_t step) {
  std::size_t steps = 0;
  for (std::size_t place = 0; place < events.size(); ++place) {
    if (events[place].phase == Phase::inside) continue;
    if (steps++ == step) return events.subspan(place);
  }
  return {};
}

// The threads that take no step in the cycle, though they have not ended. No step of the cycle lets
// them go on, or the cycle would not be fair.
std::string starving_text(const World& world, std::span<const ThreadId> stepping,
                          Program& program) {
  std::string text;
  std::size_t starving = 0;
  for (const World::Blocked& blocked : world.blocked()) {
    if (std::ranges::find(stepping, blocked.thread) != stepping.end()) continue;
    if (++starving > most_told_starving) continue;
    text += (starving == 1 ? "; meanwhile wait for ever: " : ", ") +
            world.thread_name(blocked.thread, program.texts()) + " (" +
            describe(blocked, world, program) + ")";
  }
  if (starving > most_told_starving) {
    text += " and " + std::to_string(starving - most_told_starving) + " more";
  }
  return text;
}

}  // namespace

LivelockText describe_livelock(const World& world, std::size_t cycle_begin, Program& program) {
  LivelockText text;
  const std::span<const Event> cycle = events_from_step(world.events(), cycle_begin);
  std::vector<ThreadId> stepping;
  for (const Event& event : cycle) {
    if (std::ranges::find(stepping, event.thread) != stepping.end()) continue;
    stepping.push_back(event.thread);
    text.threads.push_back(world.thread_name(event.thread, program.texts()));
    text.at.push_back(program.site_name(event.site));
    text.message += (text.threads.size() == 1 ? "" : ", ") + text.threads.back();
  }
  const std::size_t steps = world.steps() - cycle_begin;
  text.key = key_of(cycle);
  text.message += text.threads.size() == 1 ? " goes" : " go";
  text.message += " round for ever, though every thread has its turn: the last " +
                  std::to_string(steps) + (steps == 1 ? " step" : " steps") +
                  " of the schedule lead back to where they began" +
                  starving_text(world, stepping, program);
  return text;
}

}  // namespace heddle
