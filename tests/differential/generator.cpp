#include "tests/differential/generator.hpp"

#include <algorithm>
#include <vector>

#include "tests/differential/generator_endings.hpp"
#include "tests/differential/generator_statements.hpp"

namespace heddle::differential {
namespace {

// How many executions a scenario may have, as estimated from the lengths of its threads.
constexpr double interleavings_wanted = 4'000;

struct Weight {
  Family family;
  std::size_t weight;
};

// The families of statements of a profile, besides plain memory, which is always there.
std::vector<Weight> weights(Profile profile, Random& random) {
  switch (profile) {
    case Profile::memory:
      return {{Family::plain, 3}, {Family::atomics, 3}};
    case Profile::locks:
      return {{Family::locks, 6}, {Family::plain, 1}};
    case Profile::rwlocks:
      return {{Family::rwlocks, 6}, {Family::plain, 1}};
    case Profile::condvars:
      return {{Family::condvars, 7}, {Family::plain, 1}};
    case Profile::channels:
      return {{Family::channels, 7}, {Family::plain, 1}};
    case Profile::semaphores_barriers:
      return {{Family::semaphores, 7}, {Family::plain, 1}};
    case Profile::time:
      return {{Family::sleeping, 7}, {Family::plain, 1}};
    case Profile::mixed:
      break;
  }
  std::vector<Weight> chosen = {{Family::plain, 1}};
  for (const Family family : {Family::atomics, Family::locks, Family::rwlocks, Family::condvars,
                              Family::channels, Family::semaphores, Family::sleeping}) {
    if (random.chance(40)) chosen.push_back({family, 2});
  }
  return chosen;
}

// One thread body while it is made.
struct Draft {
  std::vector<Piece> pieces;
  Locals locals;
  std::size_t framing = 0;  // operations that its place in the scenario adds

  std::size_t operations() const {
    std::size_t all = 1 + framing;  // its end
    for (const Piece& piece : pieces) all += piece.operations;
    return all;
  }
};

// The interleavings of straight-line threads of these lengths, `copies` of each, times the ways of
// their choices.
double estimate(const std::vector<Draft>& drafts, std::size_t copies) {
  double executions = 1;
  std::size_t placed = 0;
  for (std::size_t thread = 0; thread < drafts.size() * copies; ++thread) {
    const Draft& draft = drafts[thread % drafts.size()];
    for (std::size_t each = 1; each <= draft.operations(); ++each) {
      executions = executions * static_cast<double>(++placed) / static_cast<double>(each);
    }
    for (const Piece& piece : draft.pieces) executions *= static_cast<double>(piece.ways);
  }
  return executions;
}

class ScenarioGenerator {
 public:
  ScenarioGenerator(std::uint64_t seed, Profile profile)
      : random_(seed * 8 + static_cast<std::uint64_t>(profile)),
        statements_(random_),
        weights_(weights(profile, random_)) {
    scenario_["name"] = std::string(name(profile)) + "-" + std::to_string(seed);
  }

  std::string generate(Ending ending) {
    declare();
    const std::size_t shape = random_.below(10);
    if (shape < 4) {
      peers(2);
    } else if (shape < 5) {
      peers(3);
    } else if (shape < 8) {
      main_and_workers(random_.chance(25) ? 2 : 1);
    } else if (shape < 9) {
      crowd();
    } else {
      nested();
    }
    settings();
    if (ending == Ending::early) end_early(scenario_, random_);
    return scenario_.dump(2);
  }

 private:
  void declare() {
    Json shared = statements_.declarations(Family::plain);
    for (const Weight& each : weights_) {
      if (each.family == Family::plain) continue;
      shared.update(statements_.declarations(each.family));
    }
    scenario_["shared"] = shared;
  }

  Family family() {
    std::size_t all = 0;
    for (const Weight& each : weights_) all += each.weight;
    std::size_t left = random_.below(all);
    for (const Weight& each : weights_) {
      if (left < each.weight) return each.family;
      left -= each.weight;
    }
    return Family::plain;
  }

  // Bodies of random statements, cut from their ends until they are few enough. Where threads
  // mostly wait for each other, far fewer executions are possible than the estimate says.
  std::vector<Draft> drafts(std::size_t count, std::size_t framing, std::size_t copies = 1) {
    std::vector<Draft> all(count);
    const bool arrives = uses(Family::semaphores) && random_.chance(50);
    for (Draft& draft : all) {
      draft.framing = framing;
      draft.locals.role = static_cast<std::size_t>(&draft - all.data());
      const std::size_t pieces = 1 + random_.below(4);
      for (std::size_t each = 0; each < pieces; ++each) {
        draft.pieces.push_back(statements_.piece(family(), draft.locals));
      }
      if (random_.chance(50)) draft.pieces.push_back(statements_.report(draft.locals));
      if (arrives) {
        const auto place = static_cast<std::ptrdiff_t>(random_.below(2));
        draft.pieces.insert(draft.pieces.begin() + place, Piece{list({only("arrive", "b")}), 2});
      }
    }
    const double wanted = interleavings_wanted * (waits_much() ? 4 : 1);
    while (estimate(all, copies) > wanted) {
      const auto longest =
          std::max_element(all.begin(), all.end(), [](const Draft& a, const Draft& b) {
            return a.pieces.size() != b.pieces.size() ? a.pieces.size() < b.pieces.size()
                                                      : a.operations() < b.operations();
          });
      longest->pieces.pop_back();
    }
    return all;
  }

  bool waits_much() const {
    if (weights_.size() > 2) return false;
    return uses(Family::channels) || uses(Family::semaphores) || uses(Family::condvars);
  }

  static Json body(const Draft& draft) {
    Json statements = Json::array();
    for (const Piece& piece : draft.pieces) {
      for (const Json& each : piece.statements) statements.push_back(each);
    }
    return statements;
  }

  // Bodies without a main; the format then implies one.
  void peers(std::size_t count) {
    const std::vector<Draft> bodies = drafts(count, count - 2);
    Json threads = Json::object();
    for (std::size_t each = 0; each < count; ++each) {
      threads[std::string(1, static_cast<char>('p' + each))] = body(bodies[each]);
    }
    scenario_["threads"] = threads;
  }

  // A main that does something itself. Then it waits for its workers, or does not.
  void main_and_workers(std::size_t workers) {
    const std::vector<Draft> bodies = drafts(workers + 1, 1);
    Json main = Json::array();
    Json threads = Json::object();
    for (std::size_t each = 1; each <= workers; ++each) {
      const std::string worker = "worker" + std::to_string(each);
      threads[worker] = body(bodies[each]);
      Json spawn = only("spawn", worker);
      spawn["as"] = "h" + std::to_string(each);
      main.push_back(spawn);
    }
    for (const Json& each : body(bodies[0])) main.push_back(each);
    const std::size_t ending = random_.below(10);
    if (ending < 3) {
      main.push_back("join_all");
    } else if (ending < 6) {
      main.push_back(only("join", "h1"));
      if (workers == 2) main.push_back(only("join", "h2"));
      if (random_.chance(20)) main.push_back(only("join", "h1"));
    }
    threads["main"] = main;
    scenario_["threads"] = threads;
  }

  // Several threads of one body, told apart by their argument.
  void crowd() {
    const Draft draft = drafts(1, 3, 2)[0];
    Json statements = body(draft);
    statements.insert(statements.begin(), only("set", only("x", random_.one_of({"id", "x + id"}))));
    Json worker = Json::object();
    worker["params"] = list({"id"});
    worker["body"] = statements;
    Json spawn = only("spawn", "worker");
    spawn["args"] = list({random_.one_of({"index", "index + 1", "1"})});
    spawn["times"] = random_.chance(85) ? Json(2) : Json("y + 1");
    spawn["as"] = "h";
    Json main = list({spawn});
    const std::size_t ending = random_.below(4);
    if (ending == 0) main.push_back("join_all");
    if (ending == 1) main.push_back(only("join", "h"));
    if (ending == 2) main.push_back(only("join", "h[1]"));
    scenario_["threads"] = {{"worker", worker}, {"main", main}};
  }

  // A worker that spawns another, which may outlive it.
  void nested() {
    const std::vector<Draft> bodies = drafts(2, 1);
    Json outer = body(bodies[0]);
    outer.insert(outer.begin(), only("spawn", "inner"));
    if (random_.chance(50)) outer.push_back("join_all");
    Json main = list({only("spawn", "outer")});
    if (random_.chance(60)) main.push_back("join_all");
    scenario_["threads"] = {{"main", main}, {"outer", outer}, {"inner", body(bodies[1])}};
  }

  bool uses(Family family) const {
    return std::any_of(weights_.begin(), weights_.end(),
                       [&](const Weight& each) { return each.family == family; });
  }

  void settings() {
    if (random_.chance(25)) scenario_["main_exit"] = "join";
    if (random_.chance(uses(Family::sleeping) ? 50 : 20)) {
      scenario_["time"] = only("model", random_.chance(75) ? "exact" : "unbounded");
    }
    const bool waits = uses(Family::condvars) || uses(Family::sleeping);
    if (waits && random_.chance(35)) scenario_["spurious_wakeups"] = 1;
    if (random_.chance(10)) {
      scenario_["invariants"] =
          list({random_.one_of({"x < 3", "x + y < 4", "a[0] != 1 || x == 1"})});
    }
    if (random_.chance(15)) {
      scenario_["finally"] = list({random_.one_of({"x < 2", "x >= y", "a[x] == 0", "2 / y < 3"})});
    }
    if (random_.chance(15)) scenario_["observe"] = list({"output", "x", "a", "x + y"});
    if (random_.chance(10)) scenario_["races"] = "ignore";
  }

  Random random_;
  StatementGenerator statements_;
  std::vector<Weight> weights_;
  Json scenario_ = Json::object();
};

}  // namespace

std::string_view name(Profile profile) {
  switch (profile) {
    case Profile::memory:
      return "memory";
    case Profile::locks:
      return "locks";
    case Profile::rwlocks:
      return "rwlocks";
    case Profile::condvars:
      return "condvars";
    case Profile::channels:
      return "channels";
    case Profile::semaphores_barriers:
      return "semaphores_barriers";
    case Profile::time:
      return "time";
    case Profile::mixed:
      return "mixed";
  }
  return "";
}

std::string generate_scenario(std::uint64_t seed, Profile profile, Ending ending) {
  return ScenarioGenerator(seed, profile).generate(ending);
}

}  // namespace heddle::differential
