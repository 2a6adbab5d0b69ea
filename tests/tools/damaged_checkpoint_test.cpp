// A checkpoint of which bits were changed, with a checksum that is right again: it is refused, or
// the search goes on to some end. It never crashes, and nothing of it is an internal error.

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/generator.hpp"
#include "sim/explore/archive.hpp"
#include "tests/tools/captured_run.hpp"

namespace heddle::tools {

using testing::CapturedRun;
using testing::run_heddle;
using testing::TemporaryFolder;

namespace {

// All kinds of what a state is made of: values, locks, waiters, messages, handles, output.
constexpr std::string_view varied = R"({
  "shared": {"x": 0, "y": {"atomic": 0}, "m": "mutex", "cv": "condvar", "c": "channel", "go": false},
  "threads": {
    "main": [{"spawn": "w", "times": 2, "args": ["index"], "as": "h"},
             {"lock": "m"}, {"set": {"go": true}}, {"notify_all": "cv"}, {"unlock": "m"},
             {"recv": "c", "into": "v"}, {"print": "got {v}"}, {"join": "h"}],
    "w": {"params": ["i"],
          "body": [{"lock": "m"}, {"while": "!go", "do": [{"wait": "cv", "mutex": "m"}]},
                   {"set": {"x": "x + i"}}, {"unlock": "m"},
                   {"repeat": 2, "do": [{"fetch_add": "y", "value": 1}]}, {"send": "c", "value": "i"}]}
  },
  "observe": ["x", "y", "output"]
})";

// With the checksum of the rest in the last eight bytes.
std::string sealed(std::string file) {
  Checksum checksum;
  checksum.add(std::string_view(file).substr(0, file.size() - 8));
  std::uint64_t sum = checksum.value();
  for (std::size_t byte = file.size() - 8; byte < file.size(); ++byte, sum >>= 8U) {
    file[byte] = static_cast<char>(sum & 0xFFU);
  }
  return file;
}

}  // namespace

TEST_CASE(
    "a checkpoint with changed bits and a right checksum is refused, or taken up to some end") {
  const TemporaryFolder folder;
  const std::string file = folder.write("varied.json", varied);
  const std::string kept = folder.path("kept");
  Generator random(7);
  for (const std::string scheduler :
       {"stateful", "dpor", "exhaustive", "preemptions", "random", "auto"}) {
    CAPTURE(scheduler);
    std::vector<std::string> arguments{"explore",      file, "--scheduler",  scheduler,
                                       "--checkpoint", kept, "--executions", "2"};
    std::filesystem::remove(kept);
    run_heddle(arguments);
    const std::string right = folder.read("kept");
    REQUIRE(right.size() > 100);
    CHECK(sealed(right) == right);
    arguments.back() = "6";
    std::size_t refused = 0;
    for (int change = 0; change < 150; ++change) {
      CAPTURE(change);
      std::string damaged = right;
      const std::size_t changes = 1 + random.below(3);
      for (std::size_t each = 0; each < changes; ++each) {
        damaged[random.below(damaged.size() - 8)] ^= static_cast<char>(1U << random.below(8));
      }
      folder.write("kept", sealed(damaged));
      const CapturedRun run = run_heddle(arguments);
      CHECK(run.exit_code != 4);
      CAPTURE(run.err);
      if (run.exit_code != 2) continue;
      ++refused;
      CHECK(run.complains("--checkpoint: "));
    }
    CHECK(refused > 0);
  }
}

}  // namespace heddle::tools
