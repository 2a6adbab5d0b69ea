// Traces are the same, to the bit, under every compiler, optimisation level and sanitizer: each is
// reduced to a number here, and the number stands in the test.

#include <doctest/doctest.h>

#include "sim/fiber/simulation.hpp"
#include "tests/differential/generator.hpp"
#include "tests/explore/scenario_exploration.hpp"
#include "tests/fiber/on_fibers.hpp"

namespace heddle {
namespace {

using tests::Loaded;

class Fingerprint {
 public:
  void add(std::uint64_t word) {
    for (int byte = 0; byte < 8; ++byte) {
      hash_ = (hash_ ^ ((word >> (8 * byte)) & 0xffU)) * 0x100000001b3U;
    }
  }
  void add(std::string_view text) {
    for (const char c : text) add(static_cast<std::uint64_t>(static_cast<unsigned char>(c)));
  }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325U;
};

void add_value(Fingerprint& fingerprint, const Value& value, const Texts& texts) {
  fingerprint.add(static_cast<std::uint64_t>(value.type));
  if (value.type == ValueType::text) {
    fingerprint.add(texts[value.text()]);
  } else {
    fingerprint.add(static_cast<std::uint64_t>(value.bits));
  }
}

// Ten executions of each of a hundred scenarios of every profile.
std::uint64_t fingerprint_of(std::string_view strategy, bool on_fibers = false) {
  Fingerprint fingerprint;
  for (const differential::Profile profile : differential::all_profiles) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      Loaded loaded(differential::generate_scenario(seed, profile));
      tests::OnFibers fibers(loaded.program);
      Program& program = on_fibers ? static_cast<Program&>(fibers) : loaded.program;
      Simulation simulation(program, loaded.scenario.settings);
      const auto scheduler = make_scheduler(strategy, seed);
      for (int execution = 0; execution < 10 && scheduler->begin(); ++execution) {
        const Execution& done = simulation.run(*scheduler);
        fingerprint.add(static_cast<std::uint64_t>(done.status()));
        for (const Event& event : done.events) {
          fingerprint.add(index(event.thread));
          fingerprint.add(index(event.object));
          fingerprint.add(index(event.site));
          fingerprint.add(name(event.kind));
          fingerprint.add(static_cast<std::uint64_t>(event.phase));
          fingerprint.add(static_cast<std::uint64_t>(event.way));
          fingerprint.add(event.detail);
          add_value(fingerprint, event.value, loaded.program.texts());
        }
      }
    }
  }
  return fingerprint.value();
}

TEST_CASE("golden traces are the same everywhere") {
  CHECK(fingerprint_of("round-robin") == 16295617312141944863U);
  CHECK(fingerprint_of("random") == 3852428053366722867U);
  CHECK(fingerprint_of("pct") == 4969559075493396586U);
  CHECK(fingerprint_of("exhaustive") == 14396254557004481387U);
}

TEST_CASE("traces are the same on fibers and without") {
  for (const char* const strategy : {"random", "exhaustive"}) {
    CHECK(fingerprint_of(strategy, true) == fingerprint_of(strategy, false));
  }
}

}  // namespace
}  // namespace heddle
