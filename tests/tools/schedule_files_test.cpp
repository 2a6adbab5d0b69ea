#include "tools/schedule_files.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <sstream>

#include "tests/tools/captured_run.hpp"

namespace heddle::tools {

using testing::run_heddle;
using testing::TemporaryFolder;

namespace {

namespace fs = std::filesystem;

// Makes a folder of its own the current one, as long as it exists.
class InFolder {
 public:
  InFolder() { fs::current_path(folder.path()); }
  ~InFolder() { fs::current_path(before_); }
  InFolder(const InFolder&) = delete;
  InFolder& operator=(const InFolder&) = delete;

  TemporaryFolder folder;

 private:
  fs::path before_ = fs::current_path();
};

// The schedule of its one bug needs at least `rounds` changes of threads.
std::string ping_pong(int rounds) {
  return R"({"shared": {"turn": {"atomic": 0}}, "threads": {
    "main": [{"spawn": "a_thread_with_a_long_name"}, {"repeat": )" +
         std::to_string(rounds) + R"(, "do": [
      {"await": "turn == 0"}, {"store": "turn", "value": 1}]}, "join_all", {"panic": "over"}],
    "a_thread_with_a_long_name": [{"repeat": )" +
         std::to_string(rounds) + R"(, "do": [
      {"await": "turn == 1"}, {"store": "turn", "value": 0}]}]
  }})";
}

// The rest of the line of `text` that begins with `beginning`.
std::string line_after(const std::string& text, const std::string& beginning) {
  const auto begin = text.find(beginning);
  if (begin == std::string::npos) return {};
  return text.substr(begin + beginning.size(), text.find('\n', begin) - begin - beginning.size());
}

}  // namespace

TEST_CASE("a long schedule is written to a file, which the report names in its command") {
  InFolder here;
  here.folder.write("long.json", ping_pong(100));
  const auto run = run_heddle({"explore", "long.json", "--executions", "1"});
  const std::string command = line_after(run.out, "again by  heddle replay long.json --schedule ");
  REQUIRE(command.starts_with("heddle-schedules/long-panic-"));
  CHECK_FALSE(run.says("heddle1:"));
  CHECK(fs::exists(command));
  CHECK(run.err.empty());
  const auto again = run_heddle({"replay", "long.json", "--schedule", command});
  CHECK(again.exit_code == 1);
  CHECK(again.says("over"));
  CHECK(again.says("--schedule " + command));
  CHECK(here.folder.read("heddle-schedules/.gitignore") == "*\n");
  // The same report names the same file.
  const auto second = run_heddle({"explore", "long.json", "--executions", "1"});
  CHECK(second.says("--schedule " + command));
  CHECK(std::distance(fs::directory_iterator("heddle-schedules"), {}) == 2);
}

TEST_CASE("a short schedule stays in the report, and nothing is written") {
  InFolder here;
  here.folder.write("short.json", ping_pong(1));
  const auto run = run_heddle({"explore", "short.json", "--executions", "1"});
  CHECK(run.says("--schedule 'heddle1:"));
  CHECK(here.folder.names() == std::vector<std::string>{"short.json"});
}

TEST_CASE("with --save a long schedule is where the others are") {
  InFolder here;
  here.folder.write("long.json", ping_pong(100));
  const auto run =
      run_heddle({"explore", "long.json", "--executions", "1", "--save", "my failures"});
  CHECK(run.says("--schedule 'my failures/long-panic-1.schedule'"));
  CHECK(fs::exists("my failures/long-panic-1.schedule"));
  CHECK_FALSE(fs::exists("heddle-schedules"));
  CHECK(run_heddle({"replay", "long.json", "--schedule", "my failures/long-panic-1.schedule"})
            .says("over"));
}

TEST_CASE("a file that somebody else wrote is not replaced by a long schedule") {
  InFolder here;
  here.folder.write("long.json", ping_pong(100));
  const auto run = run_heddle({"explore", "long.json", "--executions", "1"});
  const std::string file = line_after(run.out, "again by  heddle replay long.json --schedule ");
  here.folder.write(file, "mine");
  const auto second = run_heddle({"explore", "long.json", "--executions", "1"});
  const std::string other = line_after(second.out, "again by  heddle replay long.json --schedule ");
  CHECK(here.folder.read(file) == "mine");
  CHECK(other != file);
  CHECK(run_heddle({"replay", "long.json", "--schedule", other}).says("over"));
}

TEST_CASE("where no file can be written, a long schedule stays in the report") {
  InFolder here;
  here.folder.write("long.json", ping_pong(100));
  here.folder.write("heddle-schedules", "a file");
  const auto run = run_heddle({"explore", "long.json", "--executions", "1"});
  CHECK(run.exit_code == 1);
  CHECK(run.says("--schedule 'heddle1:"));
  CHECK(run.complains("a long schedule stays in the report"));
  CHECK(here.folder.read("heddle-schedules") == "a file");
}

}  // namespace heddle::tools
