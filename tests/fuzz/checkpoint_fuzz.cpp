// Throws damaged checkpoints at the program, with their checksums made right again: it must refuse
// them, or go on to some end; anything else is a bug, as is a sanitizer's complaint.
//
// Of an input, the first byte selects the scenario and the strategy. The others are the file after
// its first line and without its checksum; or, where the upper bit of the first byte is set, only
// what was kept of the search, so that the rest fits always. With HEDDLE_FUZZ_SEEDS=FOLDER in its
// environment, the fuzzer writes inputs to begin with.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/explore/archive.hpp"
#include "tests/fuzz/fuzz_run.hpp"

namespace {

using heddle::ArchiveReader;
using heddle::ArchiveWriter;

constexpr std::array<std::string_view, 8> scenarios{
    R"({"threads":{"a":[{"repeat":5,"do":[{"fetch_add":"x","value":1},"yield",{"send":"c","value":"1"}]}],
        "b":[{"repeat":3,"do":[{"recv":"c","into":"v"}]}]},"shared":{"x":{"atomic":0},"c":"channel"}})",
    R"({"shared":{"m":"mutex","r":"rwlock","cv":"condvar","ready":false,"x":0},"spurious_wakeups":1,
        "threads":{"main":[{"lock":"m"},{"while":"!ready","do":[{"wait":"cv","mutex":"m"}]},{"unlock":"m"}],
        "b":[{"lock":"m"},{"set":{"ready":true}},{"notify_one":"cv"},{"unlock":"m"},{"lock_shared":"r"},{"unlock_shared":"r"}],
        "c":[{"lock":"r"},{"set":{"x":"x + 1"}},{"unlock":"r"}]}})",
    R"({"shared":{"s":{"semaphore":1},"b":{"barrier":2},"o":"once","x":0},
        "threads":{"one":[{"acquire":"s"},{"set":{"x":"x + 1"}},{"release":"s"},{"arrive":"b"},{"call_once":"o","do":[{"set":{"x":7}}]}],
        "two":[{"acquire":"s"},{"set":{"x":"x + 1"}},{"release":"s"},{"arrive":"b"},{"call_once":"o","do":[{"set":{"x":8}}]}]}})",
    R"({"shared":{"x":{"array":3,"value":0}},"threads":{
        "main":[{"spawn":"w","times":2,"args":["index"],"as":"h"},{"join":"h"},{"print":"end {x[0]}"}],
        "w":{"params":["i"],"body":[{"choose":"c","from":[0,1,2]},{"set":{"x[c]":"x[c] + i"}},{"print":"w {i} {c}"}]}}})",
    R"({"time":{"model":"exact"},"shared":{"m":"mutex","x":{"atomic":0}},"threads":{
        "a":[{"lock":"m"},{"sleep":"2ms"},{"unlock":"m"}],
        "b":[{"try_lock":"m","into":"got","timeout":"1ms"},{"if":"got","then":[{"unlock":"m"}]},{"await":"x == 1"}],
        "c":[{"sleep":"1ms"},{"store":"x","value":1}]}})",
    R"({"time":{"model":"jitter","jitter":"1ms"},"shared":{"x":{"atomic":0}},"threads":{
        "a":[{"sleep":"2ms"},{"fetch_add":"x","value":1},{"print":"a"}],
        "b":[{"sleep":"1ms"},{"fetch_add":"x","value":2},{"print":"b"}],
        "c":[{"sleep":"1ms"},{"atomically":[{"set":{"x":"x * 2"}}]},{"assert":"x < 9"}]}})",
    R"({"shared":{"c":{"channel":{"capacity":0}},"x":{"atomic":0}},"invariants":["x < 5"],"threads":{
        "a":[{"send":"c","value":1},{"fetch_add":"x","value":1}],
        "b":[{"send":"c","value":"'two'"},{"fetch_add":"x","value":1}],
        "d":[{"recv":"c","into":"v"},{"recv":"c","into":"w"},{"panic":"over"}]}})",
    R"({"shared":{"x":0,"m":"mutex"},"threads":{
        "main":[{"spawn":"w","as":"h"},{"spawn":"w","as":"g"},{"join_all":true}],
        "w":[{"with":"m","do":[{"set":{"x":"x + 1"}}]},{"loop":[{"if":"x > 1","then":["break"]},"yield"]}]}})"};

constexpr std::array<std::string_view, 8> strategies{
    "stateful", "dpor", "exhaustive", "preemptions:bound=1", "delays:bound=1", "random", "pct", ""};

constexpr std::string_view magic_line_end = "\n";

std::vector<std::string> command(const heddle::fuzz::Folder& folder, std::size_t which,
                                 const std::string& executions) {
  const std::size_t scenario = which % scenarios.size();
  const std::string_view strategy = strategies[which / scenarios.size() % strategies.size()];
  std::vector<std::string> arguments{
      "explore",      folder.path("s" + std::to_string(scenario) + ".json"),
      "--checkpoint", folder.path("kept"),
      "--executions", executions,
      "--budget",     "2s",
      "--format",     "json"};
  if (!strategy.empty()) {
    arguments.emplace_back("--scheduler");
    arguments.emplace_back(strategy);
  }
  return arguments;
}

// A checkpoint as it is written.
struct Kept {
  std::string magic;      // its first line
  std::string block;      // what was kept of the first search
  std::string directory;  // what says where that ends, and what comes before
};

std::string number(std::uint64_t number) {
  std::ostringstream stream;
  ArchiveWriter archive(stream);
  archive.number(number);
  archive.seal();
  return stream.str().substr(0, 8);
}

class Harness {
 public:
  Harness() {
    for (std::size_t number = 0; number < scenarios.size(); ++number) {
      folder_.write("s" + std::to_string(number) + ".json", scenarios[number]);
    }
    for (std::size_t which = 0; which < kept_.size(); ++which) kept_[which] = make(which);
    if (const char* const seeds = std::getenv("HEDDLE_FUZZ_SEEDS")) write_seeds(seeds);
  }

  void run(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) return;
    const std::size_t which = bytes[0] & 63U;
    if (!kept_[which]) return;
    const std::string_view given(reinterpret_cast<const char*>(bytes) + 1, size - 1);
    const bool is_block = (bytes[0] & 128U) != 0;
    write(is_block ? file_of(*kept_[which], given) : kept_[which]->magic + std::string(given));
    heddle::fuzz::run_heddle(command(folder_, which, "60"));
  }

 private:
  // The directory says, at its end, where the one block ends.
  static std::string file_of(const Kept& kept, std::string_view block) {
    std::string file = kept.magic;
    file += block;
    const std::string directory =
        kept.directory.substr(0, kept.directory.size() - 8) + number(file.size());
    return file + directory + number(directory.size());
  }

  // With a checksum.
  void write(std::string file) {
    heddle::Checksum checksum;
    checksum.add(file);
    folder_.write("kept", file + number(checksum.value()));
  }

  // nullopt: the search ended at once.
  std::optional<Kept> make(std::size_t which) {
    std::filesystem::remove(folder_.path("kept"));
    heddle::fuzz::run_heddle(command(folder_, which, "1"));
    const std::string file = folder_.read("kept");
    if (file.empty()) return std::nullopt;
    const std::size_t before_size = file.size() - 16;
    const std::size_t size = ArchiveReader(std::string_view(file).substr(before_size)).number();
    const std::size_t begin = file.find(magic_line_end) + 1;
    Kept kept;
    kept.magic = file.substr(0, begin);
    kept.directory = file.substr(before_size - size, size);
    // Of several searches, only the first.
    ArchiveReader directory(kept.directory);
    directory.text();
    for (std::size_t texts = directory.count(); texts > 0; --texts) directory.text();
    const std::size_t before_ends = kept.directory.size() - directory.left();
    directory.number();
    const std::size_t end = directory.number();
    kept.block = file.substr(begin, end - begin);
    kept.directory = kept.directory.substr(0, before_ends) + number(1) + number(end);
    return kept;
  }

  void write_seeds(const std::string& folder) const {
    for (std::size_t which = 0; which < kept_.size(); ++which) {
      if (!kept_[which]) continue;
      const std::string name = folder + "/seed-" + std::to_string(which);
      std::ofstream(name + "-block", std::ios::binary)
          << static_cast<char>(which | 128U) << kept_[which]->block;
      if (which % 9 != 0) continue;
      std::ofstream(name + "-file", std::ios::binary)
          << static_cast<char>(which)
          << file_of(*kept_[which], kept_[which]->block).substr(kept_[which]->magic.size());
    }
  }

  heddle::fuzz::Folder folder_;
  std::array<std::optional<Kept>, scenarios.size() * strategies.size()> kept_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static Harness harness;
  harness.run(bytes, size);
  return 0;
}
