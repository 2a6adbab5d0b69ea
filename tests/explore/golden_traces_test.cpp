// Traces are the same, to the bit, under every compiler, optimisation level and sanitizer: each is
// reduced to a number here, and the number stands in the test.

#include <doctest/doctest.h>

#include <memory>

#include "sim/fiber/simulation.hpp"
#include "sim/model/systematic_search.hpp"
#include "tests/differential/generator.hpp"
#include "tests/explore/scenario_exploration.hpp"

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

// Begins every execution at the beginning.
class NeverBack final : public Scheduler, private SystematicSearch {
 public:
  explicit NeverBack(std::unique_ptr<Scheduler> scheduler) : scheduler_(std::move(scheduler)) {}
  bool begin() override { return scheduler_->begin(); }
  const SystematicSearch* systematic() const override { return this; }
  std::optional<std::size_t> pick(const Point& point) override { return scheduler_->pick(point); }
  void end(const Execution& execution) override { scheduler_->end(execution); }

 private:
  bool leaves_tail() const override {
    const SystematicSearch* const search = scheduler_->systematic();
    return search != nullptr && search->leaves_tail();
  }

  std::unique_ptr<Scheduler> scheduler_;
};

enum class Running : std::uint8_t { usual, on_fibers, never_back };

// The first executions of each of a hundred scenarios of every profile.
std::uint64_t fingerprint_of(std::string_view strategy, Running running = Running::usual,
                             int executions = 10) {
  Fingerprint fingerprint;
  for (const differential::Profile profile : differential::all_profiles) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      Loaded loaded(differential::generate_scenario(seed, profile));
      Settings settings = loaded.scenario.settings;
      if (running == Running::on_fibers) settings.threads = ThreadKind::fibers;
      Simulation simulation(loaded.program, settings);
      auto scheduler = make_scheduler(strategy, seed);
      if (running == Running::never_back) {
        scheduler = std::make_unique<NeverBack>(std::move(scheduler));
      }
      for (int execution = 0; execution < executions && scheduler->begin(); ++execution) {
        const Execution& done = simulation.run(*scheduler);
        scheduler->end(done);
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
  for (const Strategy& strategy : strategies()) {
    if (strategy.make == nullptr) continue;  // a search over states
    CAPTURE(strategy.name);
    CHECK(fingerprint_of(strategy.name, Running::on_fibers) == fingerprint_of(strategy.name));
  }
}

TEST_CASE("traces are the same whether executions begin at the beginning or are gone back in") {
  for (const char* const strategy : {"exhaustive", "dpor"}) {
    CHECK(fingerprint_of(strategy, Running::never_back, 300) ==
          fingerprint_of(strategy, Running::usual, 300));
  }
}

}  // namespace
}  // namespace heddle
