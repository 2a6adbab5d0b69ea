#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "sim/report/verdict_text.hpp"
#include "sim/report/words.hpp"
#include "tests/tools/captured_run.hpp"
#include "tools/progress_line.hpp"

namespace heddle::tools {

using nlohmann::json;
using testing::run_heddle;
using testing::TemporaryFolder;

namespace {

json explored(const std::string& file, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments{"explore", file, "--format", "json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return json::parse(run_heddle(arguments).out);
}

}  // namespace

TEST_CASE("explore says by how many executions it has proved what it says") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::right_update);
  const json document = explored(file);
  CHECK(document["verdict"]["kind"] == "proved");
  CHECK(document["verdict"]["traces"] == document["executions"]);
  CHECK(document["verdict"].contains("bound") == false);
  CHECK(document.contains("estimate") == false);
  const auto run = run_heddle({"explore", file});
  CHECK(run.says(document["verdict"]["text"].get<std::string>()));
  CHECK(run.says("proved by"));
}

TEST_CASE("explore --bound says that there is no bug within the bound") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::lost_update);
  const auto run = run_heddle({"explore", file, "--bound", "preemptions=0"});
  CHECK(run.exit_code == 0);
  CHECK(
      run.says("no bug with at most 0 preemptions, 1 distinct outcome; everything with at most 0 "
               "preemptions was covered\n"));
  CHECK(run.says("proved up to 0 preemptions: no bug with at most 0 preemptions\n"));
  const json document = explored(file, {"--bound", "preemptions=1"});
  CHECK(document["scheduler"] == "preemptions:bound=1");
  CHECK(document["complete"] == false);
  CHECK(document["verdict"]["kind"] == "proved-up-to");
  CHECK(document["verdict"]["bound"] == json{{"preemptions", 1}});
  CHECK(document["verdict"]["text"] ==
        "proved up to 1 preemption: no other bug with at most 1 preemption");
  CHECK(document["bugs"].size() == 1);
  CHECK(run_heddle({"explore", file, "--bound", "delays=1"}).exit_code == 1);
  CHECK(
      run_heddle({"explore", file, "--bound", "preemptions=2", "--fail-fast"})
          .says(
              "proved up to 0 preemptions: no bug with at most 0 preemptions; the search is at "));
}

TEST_CASE("a wrong bound or requirement is an error that names what is right") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::right_update);
  const auto misspelt = run_heddle({"explore", file, "--bound", "preemption=2"});
  CHECK(misspelt.exit_code == 2);
  CHECK(misspelt.complains("did you mean 'preemptions'?"));
  const auto large = run_heddle({"explore", file, "--bound", "delays=1000"});
  CHECK(large.exit_code == 2);
  CHECK(large.complains("expected a whole number from 0 to 100"));
  const auto both =
      run_heddle({"explore", file, "--bound", "delays=1", "--scheduler", "exhaustive"});
  CHECK(both.exit_code == 2);
  CHECK(both.complains("--scheduler"));
  const auto requirement = run_heddle({"explore", file, "--require", "prove"});
  CHECK(requirement.exit_code == 2);
  CHECK(requirement.complains("there is proved"));
}

TEST_CASE("--require proved exits 3 where there is neither a bug nor a proof") {
  TemporaryFolder folder;
  const std::string right = folder.write("right.json", testing::right_update);
  const std::string lost = folder.write("lost.json", testing::lost_update);
  CHECK(run_heddle({"explore", right, "--require", "proved"}).exit_code == 0);
  const auto sampled = run_heddle(
      {"explore", right, "--require", "proved", "--scheduler", "random", "--executions", "50"});
  CHECK(sampled.exit_code == 3);
  CHECK(sampled.complains("--require proved: not every behaviour was covered"));
  CHECK(
      run_heddle({"explore", right, "--require", "proved", "--bound", "preemptions=0"}).exit_code ==
      3);
  CHECK(run_heddle({"explore", right, "--require", "proved", "--bound", "preemptions=100"})
            .exit_code == 0);
  CHECK(run_heddle({"explore", lost, "--require", "proved"}).exit_code == 1);
  CHECK(run_heddle({"explore", lost, "--require", "proved", "--fail-fast"}).exit_code == 1);
}

TEST_CASE("check --require proved leaves undecided what was not covered") {
  TemporaryFolder folder;
  const std::string right = folder.write("right.json", testing::right_update);
  CHECK(run_heddle({"check", right, "--require", "proved"}).exit_code == 0);
  CHECK(run_heddle({"check", right, "--bound", "preemptions=0"}).exit_code == 0);
  const auto bounded =
      run_heddle({"check", right, "--require", "proved", "--bound", "preemptions=0"});
  CHECK(bounded.exit_code == 3);
  CHECK(bounded.says("UNDECIDED"));
  CHECK(bounded.says("not proved: proved up to 0 preemptions"));
}

TEST_CASE("samples say how probable it is that the next shows something new") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::lost_update);
  const std::vector<std::string> random{"--scheduler", "random", "--executions", "10000"};
  const json unseen = explored(file, random)["verdict"]["unseen"];
  CHECK(unseen["samples"] == 10000);
  CHECK(unseen["seen_once"] == 0);
  CHECK(unseen["estimate"] == 0);
  CHECK(unseen["confidence"] == 0.95);
  CHECK(unseen["at_most"].get<double>() == doctest::Approx(0.0923).epsilon(0.001));
  CHECK(unseen["more_to_halve"] == 30000);
  const auto run = run_heddle({"explore", file, "--scheduler", "random", "--executions", "10000"});
  CHECK(
      run.says("sampled: 10,000 executions by chance; the next one shows a new outcome with a "
               "probability of at most 9.2 % (95 % confidence; estimate 0 %); about 30,000 more "
               "would halve that\n"));
}

TEST_CASE("too few samples for any statement are told as such, with their number") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::lost_update);
  for (const char* const count : {"1", "50"}) {
    const json document = explored(file, {"--scheduler", "random", "--executions", count});
    const std::string text = document["verdict"]["text"];
    CHECK(text.starts_with(std::string("sampled: ") + count + " execution"));
    CHECK(text.find("too few to say how probable a new outcome is") != std::string::npos);
    CHECK(text.find('%') == std::string::npos);
    CHECK(document["verdict"]["unseen"]["at_most"].is_null());
    CHECK(document["verdict"]["samples"] == std::stoi(count));
  }
  const json enough = explored(file, {"--scheduler", "random", "--executions", "100"});
  CHECK(enough["verdict"]["unseen"]["at_most"].get<double>() < 0.995);
}

TEST_CASE("samples that stopped at a bug are counted in the verdict") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::lost_update);
  const json document = explored(file, {"--scheduler", "random", "--fail-fast"});
  const std::uint64_t count = document["executions"];
  CHECK(document["verdict"]["samples"] == count);
  const std::string text = document["verdict"]["text"];
  CHECK(text == "sampled: " + counted(count, "execution") +
                    " by chance, until the first bug, so nothing is known of the rest");
}

TEST_CASE("samples on several threads come to the same verdict") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::lost_update);
  const auto verdict = [&](const char* jobs) {
    return explored(file,
                    {"--scheduler", "random", "--executions", "100", "--jobs", jobs})["verdict"];
  };
  CHECK(verdict("1") == verdict("3"));
}

TEST_CASE("a search that did not end estimates how much there is") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", testing::lost_update);
  const json all = explored(file, {"--scheduler", "exhaustive"});
  const json cut = explored(file, {"--scheduler", "exhaustive", "--executions", "20"});
  CHECK(cut["verdict"]["kind"] == "incomplete");
  const json& estimate = cut["estimate"];
  CHECK(estimate["part"].get<double>() > 0);
  CHECK(estimate["part"].get<double>() < 1);
  const double ratio = estimate["executions"].get<double>() / all["executions"].get<double>();
  CHECK(ratio > 0.2);
  CHECK(ratio < 5);
  CHECK(estimate["seconds_left"].get<double>() <= estimate["seconds"].get<double>());
  const auto run = run_heddle({"explore", file, "--scheduler", "exhaustive", "--executions", "20"});
  CHECK(run.says("incomplete: 20 executions, "));
  CHECK(run.says(" to go\n"));
}

TEST_CASE("the default search that falls back on chance is judged by its samples") {
  TemporaryFolder folder;
  const std::string file = folder.write("a.json", R"({
    "shared": {"x": {"atomic": 0}},
    "threads": {
      "a": [{"repeat": 10, "do": [{"fetch_add": "x", "value": 1, "into": "v"}]}],
      "b": [{"repeat": 10, "do": [{"fetch_add": "x", "value": 1, "into": "v"}]}],
      "c": [{"repeat": 10, "do": [{"fetch_add": "x", "value": 1, "into": "v"}]}]
    }
  })");
  const json document = explored(file, {"--executions", "1000"});
  CHECK(document["verdict"]["kind"] == "sampled");
  // Those of random: what the other strategies run is chosen by what was seen before.
  for (const json& brought : document["brought"]) {
    if (brought["strategy"] != "random") continue;
    CHECK(brought["executions"] > 0);
    CHECK(document["verdict"]["unseen"]["samples"] == brought["executions"]);
    return;
  }
  FAIL("no samples");
}

TEST_CASE("the progress line tells how much there is, and how long that takes") {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  Console console{.in = in, .out = out, .err = err, .shows_progress = true, .columns = [] {
                    return std::size_t{120};
                  }};
  ProgressLine line(console, Format::text);
  ExplorationRequest request;
  request.executions = 1000;
  ExplorationProgress progress(line, request);
  Report so_far;
  so_far.executions = 300;
  progress.update(so_far, 2);
  CHECK(err.str().ends_with("[######..............] 300 executions, 2 outcomes"));
  so_far.estimate = {.part = 0.5, .all = 600, .seconds = 60};
  progress.update(so_far, 2);
  CHECK(
      err.str().ends_with("[##########..........] 300 executions, 2 outcomes; 50 % of about 600; "
                          "about 30 s to go"));
}

TEST_CASE("estimates are told with as many digits as they are worth") {
  CHECK(duration_words(0.2) == "less than 1 s");
  CHECK(duration_words(25.4) == "about 25 s");
  CHECK(duration_words(119) == "about 119 s");
  CHECK(duration_words(600) == "about 10 min");
  CHECK(duration_words(3 * 86400.0) == "about 3 days");
  CHECK(duration_words(1e12) == "about 31,688 years");
  CHECK(duration_words(1e300) == "more than a million years");
  CHECK(estimate_text({.part = 0.03, .all = 163'211, .seconds = 60}) ==
        "3 % of about 160,000; about 58 s to go");
  CHECK(estimate_text({.part = 1e-30, .all = 1e33, .seconds = 1e33}) ==
        "1e-28 % of about 1e+33; more than a million years to go");
  CHECK(estimate_text({.part = 0.5, .all = 10, .seconds = 1}) ==
        "50 % of about 10; about 1 s to go");
  CHECK(estimate_text({.part = 0.5, .all = 1000, .seconds = 60, .least = 900, .most = 1400}) ==
        "50 % of about 1,000 (900 to 1,400); about 30 s to go");
}

TEST_CASE("an estimate never says that all is done, or that nothing is left to do") {
  const std::string text =
      estimate_text({.part = 0.999'999, .all = 1e9, .seconds = 60, .least = 1e9, .most = 2e9});
  CHECK(text ==
        "over 99 % of about 1,000,000,000 (1,000,000,000 to 2,000,000,000); about 1 s, perhaps "
        "about 60 s, to go");
}

}  // namespace heddle::tools
