// Replays any schedule against a random scenario. It fits, or it does not and the program says
// where; anything else is a bug, as is a sanitizer's complaint.
//
// The first two bytes of an input select the scenario and how the rest is to be taken. If the upper
// bit of the first byte is set, the others are the text of the steps; else each of them is one step
// of the schedule.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/differential/generator.hpp"
#include "tests/fuzz/fuzz_run.hpp"

namespace {

constexpr std::array<std::string_view, 8> names{"main", "a", "b", "c", "main/a", "a.2", "b/c", ""};
constexpr std::array<std::string_view, 8> ways{"",   "",   "@timeout", "@spurious",
                                               "@0", "@1", "@wake=a",  "@wake=b"};
constexpr std::array<std::string_view, 4> counts{"", "*2", "*3", "*1000000000000"};
constexpr std::array<std::string_view, 4> times{"unbounded", "exact", "jitter-1000000ns",
                                                "jitter-9223372036854775807ns"};

std::string steps_of(const std::uint8_t* bytes, std::size_t size) {
  std::string text;
  for (std::size_t place = 0; place < size; ++place) {
    const std::size_t byte = bytes[place];
    text.append(text.empty() ? "" : ",").append(names[byte & 7U]);
    text.append(ways[(byte >> 3U) & 7U]).append(counts[byte >> 6U]);
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const heddle::fuzz::Folder folder;
  if (size < 2) return 0;
  const auto profile = heddle::differential::all_profiles[bytes[0] & 7U];
  const std::string file =
      folder.write("scenario.json", heddle::differential::generate_scenario(bytes[1], profile));
  const bool is_text = (bytes[0] & 128U) != 0;
  const std::string steps = is_text
                                ? std::string(reinterpret_cast<const char*>(bytes) + 2, size - 2)
                                : steps_of(bytes + 2, size - 2);
  const std::string_view time = times[(bytes[0] >> 3U) & 3U];
  folder.write("schedule", "heddle1:00000000:" + std::string(time) + ":" + steps);
  std::vector<std::string> arguments{"replay", file, "--schedule", folder.path("schedule")};
  if ((bytes[0] & 32U) != 0) arguments.emplace_back("--trace");
  if ((bytes[0] & 64U) != 0) arguments.insert(arguments.end(), {"--format", "json"});
  heddle::fuzz::run_heddle(std::move(arguments));
  return 0;
}
