// The progress line on terminals of several widths, as a terminal shows it.

#include "tools/progress_line.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <sstream>
#include <string>

#include "sim/report/words.hpp"
#include "tests/paths.hpp"
#include "tests/tools/captured_run.hpp"

namespace heddle::tools {

using testing::TemporaryFolder;

namespace {

// A long search with names of numbers as long as they come.
constexpr std::string_view large = R"({
  "shared": {"x": {"atomic": 0}},
  "threads": {
    "a": [{"repeat": 30, "do": [{"fetch_add": "x", "value": 1, "into": "v"}]}],
    "b": [{"repeat": 30, "do": [{"fetch_add": "x", "value": 1, "into": "v"}]}],
    "c": [{"repeat": 30, "do": [{"fetch_add": "x", "value": 1, "into": "v"}]}]
  }
})";

// All that the program writes to standard error, a terminal of `columns` columns.
std::string written_to_terminal(unsigned short columns, const std::string& file) {
  winsize size{};
  size.ws_row = 24;
  size.ws_col = columns;
  int terminal = -1;
  const std::string program = tests::program_file();
  const pid_t child = forkpty(&terminal, nullptr, nullptr, &size);
  REQUIRE(child >= 0);
  if (child == 0) {
    // Text that the test has not written out yet must not get there.
    dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
    execl(program.c_str(), "heddle", "explore", file.c_str(), "--scheduler", "exhaustive",
          "--budget", "1s", nullptr);
    _exit(1);
  }
  std::string text;
  std::array<char, 4096> buffer{};
  for (ssize_t count = 0; (count = read(terminal, buffer.data(), buffer.size())) > 0;) {
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  close(terminal);
  waitpid(child, nullptr, 0);
  return text;
}

// The lines that a terminal shows at the end. It goes on to the next line when a character does not
// fit on this one.
class Screen {
 public:
  explicit Screen(std::size_t columns) : columns_(columns) {}

  void write(const std::string& text) {
    for (std::size_t place = 0; place < text.size(); ++place) {
      if (text[place] == '\r') {
        column_ = 0;
        ++updates_;
      } else if (text[place] == '\n') {
        go_on();
      } else if (text.compare(place, 3, "\x1b[K") == 0) {
        lines_.back().resize(column_);
        place += 2;
      } else {
        put(text[place]);
      }
    }
  }
  const std::vector<std::string>& lines() const { return lines_; }
  std::size_t updates() const { return updates_; }

 private:
  void go_on() {
    lines_.emplace_back();
    column_ = 0;
  }
  void put(char character) {
    if (column_ == columns_) go_on();
    std::string& line = lines_.back();
    if (line.size() <= column_) line.resize(column_ + 1, ' ');
    line[column_++] = character;
  }

  const std::size_t columns_;
  std::vector<std::string> lines_{1};
  std::size_t column_ = 0;
  std::size_t updates_ = 0;
};

std::size_t narrow() { return 40; }

std::string shown(Console console, std::ostringstream& err, const Report& so_far,
                  std::size_t outcomes) {
  ProgressLine line(console, Format::text);
  ExplorationProgress progress(line, {});
  progress.update(so_far, outcomes);
  return err.str().substr(err.str().rfind('K') + 1);
}

}  // namespace

TEST_CASE("no update of the progress line leaves anything behind, however wide the terminal") {
  if (tests::program_file().empty()) return;
  TemporaryFolder folder;
  const std::string file = folder.write("large.json", large);
  for (const auto columns : std::to_array<unsigned short>({60, 80, 100})) {
    CAPTURE(columns);
    Screen screen(columns);
    screen.write(written_to_terminal(columns, file));
    CHECK(screen.updates() >= 5);
    CHECK(screen.lines() == std::vector<std::string>{""});
  }
}

TEST_CASE("a narrow terminal gets the words of the progress line, without the bar, cut short") {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  const Console console{
      .in = in, .out = out, .err = err, .shows_progress = true, .columns = &narrow};
  Report so_far;
  so_far.executions = 12'345;
  CHECK(shown(console, err, so_far, 2) == "12,345 executions, 2 outcomes");
  so_far.estimate = {.part = 0.5, .all = 24'690, .seconds = 60};
  CHECK(shown(console, err, so_far, 2) == "12,345 executions, 2 outcomes; 50 % ...");
}

TEST_CASE("one of a thing is not told as several") {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  const Console console{.in = in, .out = out, .err = err, .shows_progress = true};
  Report so_far;
  so_far.executions = 1;
  CHECK(shown(console, err, so_far, 1).ends_with("] 1 execution, 1 outcome"));
  so_far.states = 1;
  CHECK(shown(console, err, so_far, 1).ends_with("] 1 state, 1 outcome"));
}

TEST_CASE("a text is cut to the columns that there are, between its characters") {
  CHECK(fitted("abcdef", 6) == "abcdef");
  CHECK(fitted("abcdefg", 6) == "abc...");
  CHECK(fitted("\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6", 4) == "\xc3\xa4...");
  CHECK(fitted("abcdef", 2) == "..");
  CHECK(fitted("abcdef", 0).empty());
}

}  // namespace heddle::tools
