// Which operations with a weak memory order matter: litmus tests whose answer is known.

#include "sim/scenario/weak_orders.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/loader.hpp"
#include "sim/scenario/rwlock_preference.hpp"

namespace heddle::scenario {
namespace {

using Places = std::vector<std::string>;

// The places of the operations that matter.
Places that_matter(std::string_view text) {
  const Scenario scenario = load_scenario(text, "test.json");
  Places places;
  for (const SiteId site : weak_orders_that_matter(ThreadSteps(scenario))) {
    places.push_back(scenario.sites[index(site)]);
  }
  return places;
}

std::size_t rwlocks_that_matter(std::string_view text) {
  const Scenario scenario = load_scenario(text, "test.json");
  return rwlocks_whose_preference_matters(ThreadSteps(scenario)).size();
}

TEST_CASE("store buffering matters, with every operation on the cycle") {
  CHECK(that_matter(R"({"shared": {"x": {"atomic": 0}, "y": {"atomic": 0}, "r": {"atomic": 0}},
    "threads": {
      "a": [{"store": "x", "value": 1, "order": "release"}, {"load": "y", "into": "v", "order": "acquire"},
            {"store": "r", "value": "v", "order": "relaxed"}],
      "b": [{"store": "y", "value": 1, "order": "release"}, {"load": "x", "into": "v", "order": "acquire"}]
    }})") == Places{"/threads/a/0", "/threads/a/1", "/threads/b/0", "/threads/b/1"});
}

TEST_CASE("one weak operation among seq_cst ones is enough") {
  CHECK(that_matter(R"({"shared": {"x": {"atomic": 0}, "y": {"atomic": 0}}, "threads": {
      "a": [{"store": "x", "value": 1}, {"load": "y", "into": "v", "order": "acquire"}],
      "b": [{"store": "y", "value": 1}, {"load": "x", "into": "v"}]
    }})") == Places{"/threads/a/1"});
}

TEST_CASE("writers of independent cells matter where readers may see them in different orders") {
  CHECK(that_matter(R"({"shared": {"x": {"atomic": 0}, "y": {"atomic": 0}}, "threads": {
      "a": [{"store": "x", "value": 1, "order": "relaxed"}],
      "b": [{"store": "y", "value": 1, "order": "relaxed"}],
      "c": [{"load": "x", "into": "v"}, {"load": "y", "into": "w"}],
      "d": [{"load": "y", "into": "v"}, {"load": "x", "into": "w"}]
    }})") == Places{"/threads/a/0", "/threads/b/0"});
}

TEST_CASE("the order of stores to two cells matters where it can be seen at the end") {
  CHECK(that_matter(R"({"shared": {"x": {"atomic": 0}, "y": {"atomic": 0}}, "threads": {
      "a": [{"store": "x", "value": 1, "order": "relaxed"}, {"store": "y", "value": 2, "order": "relaxed"}],
      "b": [{"store": "y", "value": 1, "order": "relaxed"}, {"store": "x", "value": 2, "order": "relaxed"}]
    }})")
            .size() == 4);
}

TEST_CASE("a cycle that goes through a lock, a spawn or a message matters too") {
  CHECK(that_matter(R"({"shared": {"x": {"atomic": 0}, "y": {"atomic": 0}}, "threads": {
      "main": [{"spawn": "other"}, {"store": "x", "value": 1, "order": "relaxed"}, {"spawn": "reader"}],
      "reader": [{"load": "y", "into": "v", "order": "relaxed"}],
      "other": [{"store": "y", "value": 1, "order": "relaxed"}, {"load": "x", "into": "v", "order": "relaxed"}]
    }})")
            .size() == 4);
  CHECK(
      that_matter(
          R"({"shared": {"x": {"atomic": 0}, "y": {"atomic": 0}, "s": {"semaphore": 0}}, "threads": {
      "a": [{"store": "x", "value": 1, "order": "relaxed"}, {"release": "s"}],
      "b": [{"acquire": "s"}, {"load": "y", "into": "v", "order": "relaxed"}],
      "c": [{"store": "y", "value": 1, "order": "relaxed"}, {"load": "x", "into": "v", "order": "relaxed"}]
    }})")
          .size() == 4);
}

TEST_CASE("elements of one array are different cells") {
  CHECK(that_matter(R"({"shared": {"flags": {"atomic": [0, 0]}}, "threads": {
      "main": [{"spawn": "side", "args": [0, 1]}, {"spawn": "side", "args": [1, 0]}],
      "side": {"params": ["own", "other"], "body": [
        {"store": "flags[own]", "value": 1, "order": "relaxed"},
        {"load": "flags[other]", "into": "v", "order": "relaxed"}]}
    }})")
            .size() == 2);
}

TEST_CASE("an invariant over several cells looks at them like a thread") {
  const std::string threads = R"("threads": {
      "a": [{"store": "x", "value": 1, "order": "relaxed"}, {"store": "y", "value": 1, "order": "relaxed"}]}})";
  const std::string cells = R"({"shared": {"x": {"atomic": 0}, "y": {"atomic": 0}}, )";
  CHECK(that_matter(cells + threads).empty());
  CHECK(that_matter(cells + R"("invariants": ["y <= x"], )" + threads).size() == 2);
}

TEST_CASE("seq_cst fences between all steps make up for weak orders, and one alone does not") {
  const auto with = [](const std::string& first, const std::string& second) {
    return R"({"shared": {"x": {"atomic": 0}, "y": {"atomic": 0}}, "threads": {
      "a": [{"store": "x", "value": 1, "order": "relaxed"}, {"fence": ")" +
           first + R"("}, {"load": "y", "into": "v", "order": "relaxed"}],
      "b": [{"store": "y", "value": 1, "order": "relaxed"}, {"fence": ")" +
           second + R"("}, {"load": "x", "into": "v", "order": "relaxed"}]}})";
  };
  CHECK(that_matter(with("seq_cst", "seq_cst")).empty());
  CHECK(that_matter(with("seq_cst", "acq_rel")).size() == 5);  // the weak fence too
}

TEST_CASE("counters whose results nobody uses do not matter, before they are read at the end") {
  CHECK(that_matter(R"({"shared": {"hits": {"atomic": 0}, "misses": {"atomic": 0}}, "threads": {
      "main": [{"store": "hits", "value": 0, "order": "relaxed"}, {"store": "misses", "value": 0, "order": "relaxed"},
               {"spawn": "worker", "times": 3}, "join_all",
               {"load": "hits", "into": "h", "order": "relaxed"}, {"load": "misses", "into": "m", "order": "relaxed"},
               {"assert": "h + m == 6"}],
      "worker": [{"repeat": 1, "do": [
        {"fetch_add": "hits", "value": 1, "order": "relaxed"},
        {"fetch_add": "misses", "value": 1, "order": "relaxed"}]}]
    }, "finally": ["hits == 3", "misses == 3"]})")
            .empty());
}

TEST_CASE("counters that are read while others count matter, and so do results that are used") {
  CHECK(that_matter(R"({"shared": {"hits": {"atomic": 0}, "misses": {"atomic": 0}}, "threads": {
      "main": [{"spawn": "worker"}, {"load": "hits", "into": "h", "order": "relaxed"},
               {"load": "misses", "into": "m", "order": "relaxed"}, {"assert": "h >= m"}],
      "worker": [{"fetch_add": "misses", "value": 1, "order": "relaxed"},
                 {"fetch_add": "hits", "value": 1, "order": "relaxed"}]
    }})")
            .size() == 4);
  CHECK(that_matter(R"({"shared": {"x": {"atomic": 0}, "y": {"atomic": 0}}, "threads": {
      "a": [{"fetch_add": "x", "value": 1, "order": "relaxed"}, {"fetch_add": "y", "value": 0, "into": "v", "order": "relaxed"}],
      "b": [{"fetch_add": "y", "value": 1, "order": "relaxed"}, {"fetch_add": "x", "value": 0, "into": "v", "order": "relaxed"}]
    }})")
            .size() == 4);
}

TEST_CASE("what happens before all spawns and after all joins does not matter") {
  const auto joined = [](const std::string& join) {
    return R"({"shared": {"x": {"atomic": 0}, "y": {"atomic": 0}}, "threads": {
      "main": [{"store": "x", "value": 1, "order": "relaxed"}, {"load": "y", "into": "v", "order": "relaxed"},
               {"spawn": "b", "as": "h"}, )" +
           join +
           R"(, {"store": "x", "value": 2, "order": "relaxed"}, {"load": "y", "into": "v", "order": "relaxed"}],
      "b": [{"store": "y", "value": 1, "order": "relaxed"}, {"load": "x", "into": "v", "order": "relaxed"}]}})";
  };
  CHECK(that_matter(joined(R"({"join": "h"})")).empty());
  CHECK(that_matter(joined(R"("join_all")")).empty());
  CHECK(that_matter(joined(R"("yield")")).size() == 4);
}

TEST_CASE("a handle that is joined in a loop may leave a thread behind") {
  CHECK(that_matter(R"({"shared": {"x": {"atomic": 0}, "y": {"atomic": 0}}, "threads": {
      "main": [{"repeat": 2, "do": [{"spawn": "b", "as": "h"}]}, {"join": "h"},
               {"store": "x", "value": 2, "order": "relaxed"}, {"load": "y", "into": "v", "order": "relaxed"}],
      "b": [{"store": "y", "value": 1, "order": "relaxed"}, {"load": "x", "into": "v", "order": "relaxed"}]}})")
            .size() == 4);
}

TEST_CASE("a single atomic does not matter, whatever else is in the program") {
  // Publication: the plain cell races, or is in order.
  CHECK(
      that_matter(R"({"shared": {"ready": {"atomic": false}, "value": 0, "m": "mutex"}, "threads": {
      "a": [{"set": {"value": 1}}, {"store": "ready", "value": true, "order": "release"}, {"lock": "m"}, {"unlock": "m"}],
      "b": [{"lock": "m"}, {"unlock": "m"}, {"load": "ready", "into": "r", "order": "acquire"},
            {"if": "r", "then": [{"set": {"v": "value"}}]}]
    }})")
          .empty());
}

TEST_CASE("cells that only one thread touches do not matter") {
  CHECK(that_matter(R"({"shared": {"x": {"atomic": 0}, "y": {"atomic": 0}}, "threads": {
      "a": [{"store": "x", "value": 1, "order": "relaxed"}, {"load": "x", "into": "v", "order": "relaxed"}],
      "b": [{"store": "y", "value": 1, "order": "relaxed"}, {"load": "y", "into": "v", "order": "relaxed"}]
    }})")
            .empty());
}

TEST_CASE("a scenario with too many steps to look at has all its weak orders matter") {
  std::string many;
  for (int i = 0; i < 300; ++i) many += R"({"fetch_add": "x", "value": 1, "order": "relaxed"},)";
  CHECK(that_matter(R"({"shared": {"x": {"atomic": 0}}, "threads": {"a": [)" + many +
                    R"("yield"], "b": ["yield"]}})")
            .size() == 300);
}

TEST_CASE("the preference of a rwlock matters where a writer may wait between two readers") {
  const auto with = [](const std::string& threads) {
    return R"({"shared": {"l": "rwlock"}, "threads": {)" + threads + "}}";
  };
  const std::string reader = R"([{"lock_shared": "l"}, {"unlock_shared": "l"}])";
  const std::string writer = R"([{"lock": "l"}, {"unlock": "l"}])";
  CHECK(rwlocks_that_matter(
            with(R"("a": )" + reader + R"(, "b": )" + reader + R"(, "c": )" + writer)) == 1);
  CHECK(rwlocks_that_matter(
            with(R"("main": [{"spawn": "a", "times": 2}, {"lock": "l"}, {"unlock": "l"}], "a": )" +
                 reader)) == 1);
  // One reader; or nobody who waits to write; or a writer who comes when the readers are gone.
  CHECK(rwlocks_that_matter(with(R"("a": )" + reader + R"(, "c": )" + writer)) == 0);
  CHECK(rwlocks_that_matter(with(R"("a": )" + reader + R"(, "b": )" + reader +
                                 R"(, "c": [{"try_lock": "l", "into": "ok"}])")) == 0);
  CHECK(
      rwlocks_that_matter(with(
          R"("main": [{"spawn": "a", "times": 2}, "join_all", {"lock": "l"}, {"unlock": "l"}], "a": )" +
          reader)) == 0);
}

}  // namespace
}  // namespace heddle::scenario
