// Deadlocks are told apart by the threads at fault, not by those that queue behind.

#include "sim/explain/deadlock_causes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "sim/fiber/simulation.hpp"
#include "tests/differential/generator.hpp"
#include "tests/explore/scenario_exploration.hpp"

namespace heddle {
namespace {

using nlohmann::json;
using tests::Loaded;

constexpr std::string_view some_strategies[] = {"dpor", "stateful", "random"};

std::vector<Finding> deadlocks(Loaded& loaded, std::string_view strategy) {
  const bool samples = strategy == "random";
  const Report report =
      loaded.explore(strategy, 0, samples ? std::optional<std::uint64_t>(500) : std::nullopt);
  std::vector<Finding> found;
  for (const Finding& bug : report.bugs) {
    CHECK(bug.executions <= report.executions);
    if (bug.kind == "deadlock") found.push_back(bug);
  }
  return found;
}

// The places of each deadlock of a scenario, found by a search that is complete.
std::set<std::vector<std::string>> places(std::string_view text, std::string_view strategy) {
  Loaded loaded(text);
  std::set<std::vector<std::string>> found;
  for (const Finding& bug : deadlocks(loaded, strategy)) {
    std::vector<std::string> at = bug.at;
    std::ranges::sort(at);
    at.erase(std::unique(at.begin(), at.end()), at.end());
    CHECK(found.insert(at).second);
  }
  return found;
}

// A notification may come before the wait for it. Meanwhile the sleeper holds `hold`, and the
// passers want it.
std::string bystanders(std::string_view declaration, std::string_view hold, std::string_view give,
                       std::string_view pass) {
  return R"({"shared": {"gate": )" + std::string(declaration) +
         R"(, "m": "mutex", "cv": "condvar"}, "main_exit": "join", "threads": {
    "main": [{"spawn": "sleeper"}, {"spawn": "waker"}, {"spawn": "passer", "times": 2}],
    "sleeper": [)" +
         std::string(hold) + R"(, {"lock": "m"}, {"wait": "cv", "mutex": "m"}, {"unlock": "m"}, )" +
         std::string(give) + R"(],
    "waker": [{"with": "m", "do": [{"notify_one": "cv"}]}],
    "passer": [)" +
         std::string(pass) + "]}}";
}

}  // namespace

TEST_CASE("a lost wake-up is one deadlock, whatever others queue for meanwhile") {
  const std::string texts[] = {
      bystanders(R"("mutex")", R"({"lock": "gate"})", R"({"unlock": "gate"})",
                 R"({"with": "gate", "do": ["yield"]})"),
      bystanders(R"("rwlock")", R"({"lock": "gate"})", R"({"unlock": "gate"})",
                 R"({"with_shared": "gate", "do": ["yield"]})"),
      bystanders(R"("rwlock")", R"({"lock_shared": "gate"})", R"({"unlock_shared": "gate"})",
                 R"({"with": "gate", "do": ["yield"]})"),
      bystanders(R"({"semaphore": 1})", R"({"acquire": "gate"})", R"({"release": "gate"})",
                 R"({"acquire": "gate"}, {"release": "gate"})"),
      bystanders(R"("channel")", R"("yield")",
                 R"({"send": "gate", "value": 1}, {"send": "gate", "value": 1})",
                 R"({"recv": "gate", "into": "x"})"),
      bystanders(R"({"channel": {"capacity": 0}})", R"("yield")",
                 R"({"recv": "gate", "into": "x"}, {"recv": "gate", "into": "y"})",
                 R"({"send": "gate", "value": 1})"),
      bystanders(R"({"atomic": 0})", R"("yield")", R"({"store": "gate", "value": 1})",
                 R"({"await": "gate == 1"})"),
      bystanders(R"({"barrier": 3})", R"("yield")", R"({"arrive": "gate"})",
                 R"({"arrive": "gate"})"),
  };
  for (const std::string& text : texts) {
    CAPTURE(text);
    Loaded loaded(text);
    for (const std::string_view strategy : some_strategies) {
      const std::vector<Finding> found = deadlocks(loaded, strategy);
      REQUIRE(found.size() == 1);
      CHECK(found[0].threads == std::vector<std::string>{"sleeper"});
      CHECK(found[0].message.starts_with("no wake-up can come any more: sleeper waits for"));
    }
  }
}

TEST_CASE("the text of a deadlock keeps those who queue behind apart from the thread at fault") {
  // Nobody notifies, and main cannot end before the sleeper does.
  Loaded loaded(R"({"shared": {"m": "mutex", "cv": "condvar"}, "threads": {
    "main": [{"spawn": "sleeper", "as": "t"}, {"join": "t"}],
    "sleeper": [{"lock": "m"}, {"wait": "cv", "mutex": "m"}]}})");
  for (const std::string_view strategy : some_strategies) {
    const std::vector<Finding> found = deadlocks(loaded, strategy);
    REQUIRE(found.size() == 1);
    CHECK(found[0].message ==
          "no wake-up can come any more: sleeper waits for a notification of cv; behind it wait: "
          "main (waits for the end of sleeper)");
    CHECK(found[0].threads == std::vector<std::string>{"sleeper"});
    CHECK(found[0].at == std::vector<std::string>{"/threads/sleeper/1"});
  }
}

TEST_CASE("a message that nobody can send any more is told from one whose sender is stuck") {
  // The sender waits for a permit that nobody gives; the receiver waits for the sender.
  Loaded stuck(R"({"shared": {"c": "channel", "s": {"semaphore": 0}}, "threads": {
    "receiver": [{"recv": "c", "into": "x"}],
    "sender": [{"acquire": "s"}, {"send": "c", "value": 1}]}})");
  Loaded gone(R"({"shared": {"c": "channel", "s": {"semaphore": 0}}, "threads": {
    "receiver": [{"recv": "c", "into": "x"}],
    "sender": [{"choose": "go", "from": [true, false]}, {"if": "go", "then": [{"send": "c", "value": 1}]}]}})");
  const std::vector<Finding> behind = deadlocks(stuck, "dpor");
  REQUIRE(behind.size() == 1);
  CHECK(behind[0].threads == std::vector<std::string>{"sender"});
  const std::vector<Finding> alone = deadlocks(gone, "dpor");
  REQUIRE(alone.size() == 1);
  CHECK(alone[0].threads == std::vector<std::string>{"receiver"});
}

TEST_CASE("threads that are stuck for two causes show two deadlocks, not a third one") {
  // Each of two sleepers may miss its notification.
  Loaded loaded(R"({"shared": {"m": "mutex", "one": "condvar", "other": "condvar"}, "threads": {
    "first": [{"lock": "m"}, {"wait": "one", "mutex": "m"}, {"unlock": "m"}],
    "second": [{"lock": "m"}, {"wait": "other", "mutex": "m"}, {"unlock": "m"}],
    "waker": [{"with": "m", "do": [{"notify_one": "one"}]}, {"with": "m", "do": [{"notify_one": "other"}]}]}})");
  for (const std::string_view strategy : some_strategies) {
    const std::vector<Finding> found = deadlocks(loaded, strategy);
    REQUIRE(found.size() == 2);
    CHECK(found[0].threads.size() == 1);
    CHECK(found[1].threads.size() == 1);
    CHECK(found[0].threads != found[1].threads);
  }
}

TEST_CASE("mirror images of a deadlock, and longer cycles through the same places, are one bug") {
  // Transfers between three accounts: cycles of two threads, in either direction, and of three.
  Loaded loaded(R"({"shared": {"a": {"mutex": {"count": 3}}}, "threads": {
    "main": [{"spawn": "transfer", "args": [0, 1]}, {"spawn": "transfer", "args": [1, 0]},
             {"spawn": "transfer", "args": [1, 2]}, {"spawn": "transfer", "args": [2, 0]}, "join_all"],
    "transfer": {"params": ["from", "to"],
                 "body": [{"lock": "a[from]"}, {"lock": "a[to]"}, {"unlock": "a[to]"}, {"unlock": "a[from]"}]}}})");
  for (const std::string_view strategy : some_strategies) {
    const std::vector<Finding> found = deadlocks(loaded, strategy);
    REQUIRE(found.size() == 1);
    CHECK(found[0].message.starts_with("cycle of waits: "));
  }
}

TEST_CASE("a lock that a thread left behind is one deadlock, whoever waits for it") {
  Loaded loaded(R"({"shared": {"m": "mutex"}, "threads": {
    "leaver": [{"lock": "m"}],
    "first": [{"lock": "m"}, {"unlock": "m"}],
    "second": ["yield", {"lock": "m"}, {"unlock": "m"}]}})");
  for (const std::string_view strategy : some_strategies) {
    const std::vector<Finding> found = deadlocks(loaded, strategy);
    REQUIRE(found.size() == 1);
    CHECK(found[0].threads == std::vector<std::string>{"leaver"});
    CHECK(found[0].at == std::vector<std::string>{"/threads/leaver/0"});
    CHECK(found[0].message.find("leaver has ended and still holds m, taken at /threads/leaver/0; "
                                "behind it wait: ") != std::string::npos);
  }
}

TEST_CASE("every thread of a deadlock is at fault or behind somebody who is") {
  std::size_t met = 0;
  for (const differential::Profile profile : differential::all_profiles) {
    for (std::uint64_t seed = 0; seed < 150; ++seed) {
      const std::string text = differential::generate_scenario(seed, profile);
      CAPTURE(text);
      Loaded loaded(text);
      Simulation simulation(loaded.program, loaded.scenario.settings);
      const auto random = make_scheduler("random", seed);
      for (int execution = 0; execution < 10 && random->begin(); ++execution) {
        const Execution& done = simulation.run(*random);
        random->end(done);
        if (done.status() != Status::deadlock) continue;
        ++met;
        const World& world = simulation.world();
        const std::vector<DeadlockCause> causes = deadlock_causes(world, loaded.program);
        REQUIRE(!causes.empty());
        std::set<std::uint64_t> keys;
        std::set<ThreadId> told;
        for (const DeadlockCause& cause : causes) {
          CHECK(keys.insert(cause.key).second);
          CHECK((cause.at_fault.empty() == cause.left_locked.has_value()));
          for (const World::Blocked& blocked : cause.at_fault) {
            CHECK(told.insert(blocked.thread).second);
          }
        }
        for (const DeadlockCause& cause : causes) {
          for (const World::Blocked& blocked : cause.behind) {
            told.insert(blocked.thread);
            for (const DeadlockCause& other : causes) {
              CHECK(std::ranges::find(other.at_fault, blocked.thread, &World::Blocked::thread) ==
                    other.at_fault.end());
            }
          }
        }
        if (world.cycle().empty()) CHECK(told.size() == world.blocked().size());
      }
    }
  }
  CHECK(met > 500);
}

// The scenario, changed: the first body that is no main holds one more lock from its beginning to
// its end. `with`: there are some more threads, which want that lock.
std::string with_passers(const std::string& text, bool with) {
  json scenario = json::parse(text);
  json& threads = scenario["threads"];
  scenario["shared"]["its_gate"] = "mutex";
  for (auto& [name, body] : threads.items()) {
    if (name == "main") continue;
    json& statements = body.is_array() ? body : body["body"];
    statements = json::array({{{"with", "its_gate"}, {"do", statements}}});
    break;
  }
  const json passer = json::array({{{"with", "its_gate"}, {"do", json::array()}}});
  if (threads.contains("main")) {
    json& main = threads["main"].is_array() ? threads["main"] : threads["main"]["body"];
    if (with) main.insert(main.begin(), json{{"spawn", "passer"}});
    if (!with) main.insert(main.begin(), "yield");
    threads["passer"] = passer;
    if (!with) main.push_back(json{{"if", false}, {"then", json::array({{{"spawn", "passer"}}})}});
  } else if (with) {
    threads["passer"] = passer;
  }
  return scenario.dump();
}

TEST_CASE("somebody who only passes by makes no other deadlock of any") {
  std::size_t compared = 0;
  for (const differential::Profile profile : differential::all_profiles) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      const std::string text = differential::generate_scenario(seed, profile);
      if (json::parse(text)["threads"].contains("main")) continue;
      const std::string without = with_passers(text, false);
      const std::string with = with_passers(text, true);
      CAPTURE(with);
      const auto expected = places(without, "stateful");
      CHECK(places(with, "stateful") == expected);
      compared += expected.empty() ? 0 : 1;
    }
  }
  CHECK(compared > 40);
}

}  // namespace heddle
