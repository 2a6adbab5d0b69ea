#include "tests/differential/generator_jitter.hpp"

#include <vector>

#include "tests/differential/generator_random.hpp"
#include "tests/differential/generator_statements.hpp"

namespace heddle::differential {
namespace {

// How many timers and other steps all threads of a scenario have together, roughly. Timers cost
// more: nearly every order of them is possible.
constexpr std::size_t steps_wanted = 9;

class JitterGenerator {
 public:
  explicit JitterGenerator(std::uint64_t seed) : random_(seed) {
    scenario_["name"] = "jitter-" + std::to_string(seed);
    scenario_["time"] = {{"model", "jitter"}, {"jitter", random_.one_of(bounds)}};
    scenario_["main_exit"] = random_.chance(80) ? "join" : "kill";
  }

  std::string generate() {
    scenario_["shared"] = {{"x", 0},
                           {"m", "mutex"},
                           {"c", "condvar"},
                           {"ch", {{"channel", {{"capacity", random_.one_of({0, 1, 2})}}}}},
                           {"s", {{"semaphore", random_.below(2)}}}};
    const std::size_t threads = 2 + random_.below(2);
    const bool plain = random_.chance(35);  // nothing but sleeps and prints
    for (std::size_t each = 0; each < threads; ++each) {
      letter_ = 'a' + static_cast<char>(each);
      lines_ = 0;
      Json& body = scenario_["threads"][std::string(1, letter_)] = Json::array();
      fill(body, steps_wanted / threads, plain);
    }
    if (random_.chance(30)) nest();
    if (random_.chance(15)) scenario_["spurious_wakeups"] = 1;
    if (random_.chance(30)) scenario_["races"] = "ignore";
    return scenario_.dump(2);
  }

 private:
  static inline const std::vector<const char*> bounds = {"0ms", "500us", "1ms",
                                                         "2ms", "3ms",   "5ms"};

  const char* duration() {
    return random_.one_of({"0ms", "1ms", "1ms", "2ms", "2ms", "3ms", "4ms", "1500us"});
  }

  void fill(Json& body, std::size_t steps, bool plain) {
    for (std::size_t taken = 0; taken < steps;) {
      if (plain || random_.chance(45)) {
        taken += add_sleep(body);
      } else if (random_.chance(50)) {
        taken += add_timed(body);
      } else {
        taken += add_other(body);
      }
    }
  }

  std::string line() { return std::string(1, letter_) + std::to_string(++lines_); }

  std::size_t add_sleep(Json& body) {
    if (random_.chance(8)) {
      Json loop = only("repeat", 2);
      loop["do"] = list({only("sleep", duration()), only("print", line())});
      body.push_back(loop);
      return 4;
    }
    body.push_back(only("sleep", duration()));
    if (random_.chance(25)) return 1;
    body.push_back(only("print", line()));
    return 2;
  }

  // Prints whether an operation with a time-out timed out.
  void add_report(Json& body, const std::string& local) {
    body.push_back(only("print", line() + "={" + local + "}"));
  }

  std::size_t add_timed(Json& body) {
    const std::string got = "got" + std::to_string(++locals_);
    switch (random_.below(4)) {
      case 0: {
        Json attempt = only("try_lock", "m");
        attempt["into"] = got;
        attempt["timeout"] = duration();
        Json after = only("if", got);
        after["then"] = list({only("sleep", duration()), only("unlock", "m")});
        body.push_back(attempt);
        body.push_back(after);
        add_report(body, got);
        return 3;
      }
      case 1: {
        Json reception = only("recv", "ch");
        reception["into"] = got;
        reception["timeout"] = duration();
        reception["else"] = list({only("set", only(got.c_str(), 7))});
        body.push_back(reception);
        add_report(body, got);
        return 2;
      }
      case 2: {
        Json attempt = only("try_acquire", "s");
        attempt["into"] = got;
        attempt["timeout"] = duration();
        body.push_back(attempt);
        add_report(body, got);
        return 2;
      }
      default: {
        Json waiting = only("wait", "c");
        waiting["mutex"] = "m";
        if (random_.chance(30)) waiting["until"] = "x > 0";
        waiting["timeout"] = duration();
        waiting["into"] = got;
        Json statement = only("with", "m");
        statement["do"] = list({waiting});
        body.push_back(statement);
        add_report(body, got);
        return 5;
      }
    }
  }

  std::size_t add_other(Json& body) {
    switch (random_.below(5)) {
      case 0: {
        Json statement = only("send", "ch");
        statement["value"] = random_.below(5);
        body.push_back(statement);
        return 1;
      }
      case 1: {
        Json statement = only("with", "m");
        statement["do"] = list({only("sleep", duration())});
        if (random_.chance(40)) statement["do"].push_back(only("set", only("x", "x + 1")));
        body.push_back(statement);
        return 3;
      }
      case 2:
        body.push_back(only("release", "s"));
        return 1;
      case 3:
        body.push_back(only(random_.one_of({"notify_one", "notify_all"}), "c"));
        return 1;
      default:
        body.push_back(only("set", only("x", "x + 1")));
        return 2;
    }
  }

  // One of the threads is spawned in the midst of another.
  void nest() {
    Json& threads = scenario_["threads"];
    Json inner = threads["b"];
    Json outer = threads["a"];
    outer.insert(outer.begin() + static_cast<std::ptrdiff_t>(outer.size() / 2), only("spawn", "b"));
    Json main = list({only("spawn", "a")});
    if (threads.contains("c")) main.push_back(only("spawn", "c"));
    if (random_.chance(50)) main.push_back(only("sleep", duration()));
    threads["a"] = outer;
    threads["main"] = main;
  }

  Random random_;
  Json scenario_ = Json::object();
  char letter_ = 'a';
  std::size_t lines_ = 0;
  std::size_t locals_ = 0;
};

}  // namespace

std::string generate_jitter_scenario(std::uint64_t seed) {
  return JitterGenerator(seed).generate();
}

std::string with_jitter(const std::string& scenario, std::uint64_t jitter_us) {
  Json changed = Json::parse(scenario);
  changed["time"] = {{"model", "jitter"}, {"jitter", std::to_string(jitter_us) + "us"}};
  return changed.dump(2);
}

std::string with_time(const std::string& scenario, const std::string& model) {
  Json changed = Json::parse(scenario);
  changed["time"] = {{"model", model}};
  return changed.dump(2);
}

}  // namespace heddle::differential
