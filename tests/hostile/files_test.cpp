// Files of every kind in the place of every input.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <utility>

#include "tests/hostile/attack.hpp"

namespace heddle::hostile {
namespace {

const std::vector<std::string>& commands() {
  static const std::vector<std::string> all = {"validate", "run",    "explore",
                                               "check",    "native", "compare"};
  return all;
}

void make_socket(const std::string& path) {
  const int socket_file = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  if (bind(socket_file, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return;
  close(socket_file);
}

// Each name is of a file that cannot be used.
std::vector<std::string> odd_files(const Folder& folder) {
  mkfifo(folder.path("pipe").c_str(), 0600);
  make_socket(folder.path("socket"));
  std::filesystem::create_symlink("loop", folder.path("loop"));
  std::filesystem::create_symlink("nowhere", folder.path("dangling"));
  std::filesystem::create_directory(folder.path("folder"));
  folder.write("empty", "");
  folder.write("nul", harmless_scenario() + std::string("\0garbage", 8));
  folder.write("only-nul", std::string(1000, '\0'));
  folder.write("not-utf8", "{\"threads\": {\"main\": [{\"print\": \"\xff\xfe\"}]}}");
  folder.write("mark", "\xef\xbb\xbf" + harmless_scenario());
  folder.write("utf16", std::string("\xff\xfe{\0}\0", 6));
  folder.write("large", repeated(" ", 17'000'000) + harmless_scenario());
  folder.write("half", harmless_scenario().substr(0, 60));
  return {folder.path("pipe"),
          folder.path("socket"),
          folder.path("loop"),
          folder.path("dangling"),
          folder.path("empty"),
          folder.path("nul"),
          folder.path("only-nul"),
          folder.path("not-utf8"),
          folder.path("mark"),
          folder.path("utf16"),
          folder.path("large"),
          folder.path("half"),
          folder.path("nothing"),
          folder.path("half/below"),
          folder.path(std::string(300, 'n')),
          "/dev/null",
          "/dev/zero",
          "/proc/self/mem",
          "",
          "-"};
}

TEST_CASE("every command refuses every kind of file that is no scenario, and says why") {
  if (program().empty()) return;
  const Folder folder;
  std::vector<Attack> attacks;
  for (const std::string& file : odd_files(folder)) {
    for (const std::string& command : commands()) {
      attacks.push_back(
          {.name = command + " " + file, .arguments = {command, file}, .exit_codes = {2}});
    }
    attacks.push_back({.name = "replay " + file,
                       .arguments = {"replay", file, "--seed", "1"},
                       .exit_codes = {2}});
  }
  for (const std::string command : {"validate", "run", "explore", "native", "compare"}) {
    attacks.push_back({.name = command + " of a folder",
                       .arguments = {command, folder.path("folder")},
                       .exit_codes = {2}});
  }
  CHECK(complaints(attacks) == "");
}

TEST_CASE("messages name what is wrong with a file") {
  if (program().empty()) return;
  const Folder folder;
  odd_files(folder);
  const std::vector<std::pair<std::string, std::string>> reasons = {
      {"pipe", "nobody writes to"},
      {"loop", "symbolic links"},
      {"nothing", "there is no such file"},
      {"nul", "NUL byte"},
      {"folder", "a folder"},
      {"half/below", "Not a directory"}};
  for (const auto& [name, reason] : reasons) {
    const std::string& file = name;
    CAPTURE(file);
    const Aftermath aftermath =
        carry_out({.name = file, .arguments = {"explore", folder.path(file)}});
    CHECK(aftermath.err.find(reason) != std::string::npos);
  }
  CHECK(carry_out({.name = "", .arguments = {"explore", ""}}).err.find("an empty name") !=
        std::string::npos);
  if (geteuid() == 0) return;  // may read everything
  folder.write("closed", harmless_scenario());
  chmod(folder.path("closed").c_str(), 0);
  CHECK(carry_out({.name = "", .arguments = {"explore", folder.path("closed")}})
            .err.find("Permission denied") != std::string::npos);
}

TEST_CASE("check goes through a folder in which there are files of every kind") {
  if (program().empty()) return;
  const Folder folder;
  mkfifo(folder.path("a.json").c_str(), 0600);
  make_socket(folder.path("b.json"));
  std::filesystem::create_symlink("c.json", folder.path("c.json"));
  std::filesystem::create_symlink(".", folder.path("again"));
  std::filesystem::create_directory(folder.path("d.json"));
  folder.write("e.json", harmless_scenario());
  folder.write(std::string("f\x1b[31m\n\xff.json"), "no scenario");
  const Aftermath aftermath = carry_out({.name = "", .arguments = {"check", folder.path()}});
  CHECK(aftermath.exit_code == 2);
  CHECK(aftermath.out.find("1 passed") != std::string::npos);
  CHECK(aftermath.out.find('\x1b') == std::string::npos);
  CHECK(aftermath.out.find("f\\x1b[31m\\n\\xff.json") != std::string::npos);
}

TEST_CASE("a signal ends the wait for a pipe whose writer writes nothing") {
  if (program().empty()) return;
  const Folder folder;
  mkfifo(folder.path("a.json").c_str(), 0600);
  const int writer = open(folder.path("a.json").c_str(), O_RDWR);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    std::vector<std::vector<std::string>> invocations;
    for (const std::string& command : commands()) {
      if (number != SIGTERM && command != "explore") continue;
      invocations.push_back({command, folder.path("a.json")});
    }
    invocations.push_back({"check", folder.path()});
    folder.write("b", harmless_scenario());
    invocations.push_back({"replay", folder.path("b"), "--schedule", folder.path("a.json")});
    for (const std::vector<std::string>& arguments : invocations) {
      CAPTURE(arguments.front());
      CAPTURE(number);
      const Aftermath aftermath =
          carry_out({.name = "", .arguments = arguments, .signal = number, .signal_after = 0.7});
      CHECK(aftermath.exit_code == 3);
      CHECK(aftermath.seconds_after_signal < 3);
    }
  }
  close(writer);
}

TEST_CASE("a pipe with a writer is a file like any other") {
  if (program().empty()) return;
  const Aftermath aftermath =
      carry_out({.name = "", .arguments = {"explore", "/dev/stdin"}, .input = harmless_scenario()});
  CHECK(aftermath.exit_code == 0);
}

TEST_CASE("a schedule is read from every kind of file, and reading always ends") {
  if (program().empty()) return;
  const Folder folder;
  const std::string scenario = folder.write("s.json", failing_scenario());
  std::vector<Attack> attacks;
  for (const std::string& file : odd_files(folder)) {
    if (file.empty() || file == "-") continue;
    attacks.push_back({.name = "--schedule " + file,
                       .arguments = {"replay", scenario, "--schedule", file},
                       .exit_codes = {2}});
  }
  const std::vector<std::string> texts = {
      "",
      ":",
      ":::",
      "heddle1:",
      "heddle1:00000000:",
      "heddle1:00000000:unbounded:,",
      "heddle1:00000000:unbounded:main*",
      "heddle1:00000000:unbounded:main*0",
      "heddle1:00000000:unbounded:main*99999999999999999999999",
      "heddle1:00000000:unbounded:main*18446744073709551615,main*18446744073709551615",
      "heddle1:00000000:unbounded:main@4294967295",
      "heddle1:00000000:unbounded:main@wake=main",
      "heddle1:00000000:jitter-99999999999999999999ns:main",
      "heddle1:00000000:jitter-9223372036854775807ns:main*3",
      "heddle1:00000000:exact:\x1b[31m",
      "heddle1:zzzzzzzz:exact:main",
      "heddle9:00000000:exact:main",
      std::string("heddle1:00000000:exact:main\0main", 32),
      "heddle1:00000000:unbounded:" + repeated("main,", 200'000) + "main",
      "heddle1:00000000:unbounded:" + repeated("nobody/", 100'000),
      repeated(":", 3'000'000),
      repeated("heddle1:", 3'000'000)};
  for (std::size_t number = 0; number < texts.size(); ++number) {
    const std::string file = folder.write("schedule" + std::to_string(number), texts[number]);
    const std::string name = "schedule " + std::to_string(number);
    attacks.push_back({.name = name, .arguments = {"replay", scenario, "--schedule", file}});
    attacks.push_back({.name = name + " from standard input",
                       .arguments = {"replay", scenario, "--schedule", "-"},
                       .input = texts[number]});
    if (texts[number].size() > 100'000) continue;
    attacks.push_back({.name = name + " as an argument",
                       .arguments = {"replay", scenario, "--schedule=" + texts[number]}});
  }
  CHECK(complaints(attacks) == "");
}

}  // namespace
}  // namespace heddle::hostile
