// Checkpoints that were changed, with a checksum that is right again, in front of the real program.

#include <doctest/doctest.h>

#include <cstdint>

#include "scheduler/generator.hpp"
#include "sim/explore/archive.hpp"
#include "tests/hostile/attack.hpp"

namespace heddle::hostile {
namespace {

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

TEST_CASE("a checkpoint in which one bit is changed crashes nothing") {
  if (program().empty()) return;
  const Folder folder;
  // Of three such threads no search comes to its end within the budget.
  const std::string thread =
      R"([{"repeat": 14, "do": [{"fetch_add": "x", "value": 1}, "yield", {"send": "c", "value": "1"}]}])";
  const std::string file = folder.write(
      "s.json", R"({"shared": {"x": {"atomic": 0}, "c": "channel"}, "threads": {"one": )" + thread +
                    R"(, "two": )" + thread + R"(, "three": )" + thread + "}}");
  Generator random(11);
  std::vector<Attack> attacks;
  for (const std::string scheduler : {"stateful", "dpor", "auto"}) {
    const std::string kept = folder.path("kept-" + scheduler);
    carry_out({.name = "",
               .arguments = {"explore", file, "--scheduler", scheduler, "--budget", "1ms",
                             "--checkpoint", kept}});
    const std::string right = folder.read("kept-" + scheduler);
    REQUIRE(right.size() > 100);
    CHECK(sealed(right) == right);
    for (int change = 0; change < 40; ++change) {
      std::string damaged = right;
      damaged[random.below(damaged.size() - 8)] ^= static_cast<char>(1U << random.below(8));
      const std::string name = "kept-" + scheduler + "-" + std::to_string(change);
      attacks.push_back({.name = name,
                         .arguments = {"explore", file, "--scheduler", scheduler, "--budget", "1ms",
                                       "--checkpoint", folder.write(name, sealed(damaged))}});
    }
  }
  CHECK(complaints(attacks) == "");
}

}  // namespace
}  // namespace heddle::hostile
