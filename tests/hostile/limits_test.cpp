// Scenarios that take all the memory or all the time that there is, and systems that have little of
// either. However the search ends, its findings are reported.

#include <doctest/doctest.h>

#include "sim/explore/memory_gauge.hpp"
#include "tests/hostile/attack.hpp"

namespace heddle::hostile {
namespace {

// Far more states, traces and outcomes than there is memory for.
std::string many_of_everything(std::size_t threads, std::size_t rounds) {
  return R"({"shared": {"x": {"atomic": 0}, "y": 0, "m": "mutex"}, "threads": {
    "main": [{"spawn": "w", "times": )" +
         std::to_string(threads) + R"(, "args": ["index"], "as": "h"}, {"join": "h"}],
    "w": {"params": ["i"], "body": [{"repeat": )" +
         std::to_string(rounds) + R"(, "do": [
      {"lock": "m"}, {"set": {"y": "(y * 3 + i) % 1000003"}}, {"unlock": "m"},
      {"fetch_add": "x", "value": "i + 1"}]}]}}})";
}

// Each of 16 million executions fails, with an outcome of 100,000 values.
std::string large_outcomes() {
  return R"({"shared": {"x": {"array": 99999, "value": 0}, "i": 0}, "threads": {
    "a": [{"repeat": 12, "do": [{"choose": "c", "from": [0, 1, 2, 3]}, {"set": {"x[c]": "c"}},
                                {"set": {"i": "i * 4 + c"}}]},
          {"assert": false}]}})";
}

std::string endless_atomically() {
  return R"({"shared": {"x": 0},
             "threads": {"main": [{"atomically": [{"loop": [{"set": {"x": "1-x"}}]}]}]}})";
}

bool says(const Aftermath& aftermath, const std::string& text) {
  return aftermath.out.find(text) != std::string::npos;
}

TEST_CASE("where nearly no memory is left, a command ends, and no thread is waited for in vain") {
  if (program().empty()) return;
  const Folder folder;
  const std::string file = folder.write("s.json", many_of_everything(3, 9));
  std::vector<Attack> attacks;
  for (const std::size_t kb : {15'000U, 20'000U, 25'000U, 30'000U, 50'000U, 80'000U, 150'000U}) {
    for (const std::string scheduler : {"exhaustive", "dpor", "stateful", "random", "auto"}) {
      attacks.push_back({.name = scheduler + " in " + std::to_string(kb) + " KB",
                         .arguments = {"explore", file, "--scheduler", scheduler, "--budget",
                                       "300ms", "--jobs", "2"},
                         .exit_codes = {0, 1, 2, 3, 127},  // 127: the program could not be loaded
                         .address_space_kb = kb});
    }
  }
  CHECK(complaints(attacks) == "");
}

TEST_CASE("large outcomes end a search that is kept, too") {
  if (program().empty()) return;
  const Folder folder;
  const std::string file = folder.write("s.json", large_outcomes());
  const Aftermath aftermath =
      carry_out({.name = "",
                 .arguments = {"explore", file, "--checkpoint", folder.path("kept"), "--format",
                               "json", "--output", folder.path("out"), "--budget", "60s"},
                 .address_space_kb = 400'000});
  CHECK(aftermath.exit_code == 1);
  CHECK(folder.read("out").find("\"ended\": \"memory\"") != std::string::npos);
}

TEST_CASE("one atomically that never ends is cut off in little memory") {
  if (program().empty()) return;
  const Folder folder;
  const std::string file = folder.write("s.json", endless_atomically());
  const Aftermath aftermath =
      carry_out({.name = "", .arguments = {"run", file}, .address_space_kb = 300'000});
  CHECK(aftermath.exit_code == 3);
  CHECK(says(aftermath, "truncated"));
}

TEST_CASE("long executions and large states end with the budget") {
  if (program().empty()) return;
  const Folder folder;
  const std::string long_ones =
      folder.write("long.json", R"({"shared": {"x": 0}, "limits": {"steps": 5000000}, "threads": {
        "one": [{"repeat": 1000000, "do": [{"set": {"x": "x+1"}}]}],
        "two": [{"repeat": 1000000, "do": [{"set": {"x": "x+1"}}]}]}})");
  const std::string large_ones =
      folder.write("large.json", R"({"shared": {"a": {"array": 1000, "value": 0}}, "observe": [],
        "limits": {"steps": 1000000}, "threads": {
        "main": [{"spawn": "w", "times": 256, "args": ["index"], "as": "h"}, {"join": "h"}],
        "w": {"params": ["i"], "body": [{"repeat": 5, "do": [{"set": {"a[i]": "a[i] + 1"}}]}]}}})");
  CHECK(complaints(
            {{.name = "long executions", .arguments = {"explore", long_ones, "--budget", "500ms"}},
             {.name = "large states",
              .arguments = {"explore", large_ones, "--scheduler", "stateful", "--budget",
                            "500ms"}}}) == "");
}

TEST_CASE("the memory of a native run is limited, and what goes beyond is no crash") {
  if (program().empty()) return;
  const Folder folder;
  const std::string file =
      folder.write("s.json", R"({"limits": {"steps": 1000000000}, "shared": {"c": "channel"},
                    "threads": {"main": [{"loop": [{"send": "c", "value": 1}]}]}})");
  const Aftermath aftermath = carry_out(
      {.name = "",
       .arguments = {"native", file, "--runs", "1", "--memory", "60M", "--format", "json"}});
  CHECK(aftermath.exit_code == 0);
  CHECK(says(aftermath, "the limit on memory"));
  CHECK_FALSE(says(aftermath, "\"crash\""));
}

TEST_CASE("where few files may be open, fewer native runs go on at a time") {
  if (program().empty()) return;
  const Folder folder;
  const std::string file = folder.write("s.json", harmless_scenario());
  const Aftermath aftermath = carry_out(
      {.name = "",
       .arguments = {"native", file, "--runs", "100", "--jobs", "100", "--format", "json"},
       .descriptors = 40});
  CHECK(aftermath.exit_code == 0);
  CHECK(says(aftermath, "\"runs\": 100"));
}

TEST_CASE("a document with large outcomes takes no more memory than there is") {
  if (program().empty()) return;
  const Folder folder;
  const std::string file = folder.write("s.json", large_outcomes());
  const Aftermath aftermath = carry_out(
      {.name = "",
       .arguments = {"explore", file, "--format", "json", "--outcomes", "1000000", "--executions",
                     "120", "--scheduler", "exhaustive", "--output", folder.path("out")},
       .address_space_kb = 600'000});
  CHECK(aftermath.exit_code == 1);
  const std::string out = folder.read("out");
  CHECK(out.find("\"distinct_outcomes\": 120") != std::string::npos);
  CHECK(out.size() < (std::size_t{128} << 20U));
}

TEST_CASE("long output of one execution takes little memory") {
  if (program().empty()) return;
  const Folder folder;
  const std::string file = folder.write(
      "s.json", R"({"threads": {"main": [{"for": "i", "in": "0..9000", "do": [{"print": "{i} )" +
                    repeated("x", 100'000) + R"("}]}]}})");
  for (const std::string format : {"text", "json"}) {
    CAPTURE(format);
    const Aftermath aftermath = carry_out(
        {.name = "", .arguments = {"run", file, "--format", format}, .address_space_kb = 400'000});
    CHECK(aftermath.exit_code == 3);
    CHECK(aftermath.peak_kb < 200'000);
  }
}

TEST_CASE("all searches of the default together stay within the memory") {
  if (program().empty() || !MemoryGauge::default_limit()) return;
  const Folder folder;
  const std::string file = folder.write("s.json", many_of_everything(6, 6));
  for (const std::string jobs : {"1", "2"}) {
    CAPTURE(jobs);
    const Aftermath aftermath =
        carry_out({.name = "",
                   .arguments = {"explore", file, "--memory", "100M", "--budget", "3s", "--jobs",
                                 jobs, "--format", "json"}});
    CHECK(aftermath.exit_code == 0);
    CHECK(says(aftermath, "\"ended\": \"time\""));
    CHECK(aftermath.peak_kb < 130 * 1024);
  }
}

}  // namespace
}  // namespace heddle::hostile
