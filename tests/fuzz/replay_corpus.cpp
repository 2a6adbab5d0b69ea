// Feeds every file of a corpus to a fuzz harness, so that inputs that a fuzzer once found stay
// tested with every compiler. Knows nothing of the harness but its entry point; passes when the
// harness returns for every file.

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

int main(int argument_count, char** arguments) {
  if (argument_count != 2) {
    std::fprintf(stderr, "usage: %s CORPUS-FOLDER\n", arguments[0]);
    return 2;
  }
  std::size_t files = 0;
  if (std::filesystem::is_directory(arguments[1])) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(arguments[1])) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
      // Named before it is run: after a crash the last line says which file it was.
      std::fprintf(stderr, "%s\n", entry.path().c_str());
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
      ++files;
    }
  }
  const std::uint8_t nothing = 0;
  LLVMFuzzerTestOneInput(&nothing, 0);
  std::printf("replayed %zu files and the empty input\n", files);
  return 0;
}
