// The analysis against the definition, over random traces.
#include <doctest/doctest.h>

#include <set>

#include "sim/analysis/analysis.hpp"
#include "tests/analysis/random_trace.hpp"
#include "tests/analysis/reference_order.hpp"
#include "tests/analysis/trace.hpp"

namespace heddle {
namespace {

using namespace testing;  // the names of the objects

std::set<ObjectId> racy_cells(const ReferenceOrder& reference, std::span<const Event> events) {
  std::set<ObjectId> cells;
  for (std::size_t later = 0; later < events.size(); ++later) {
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      if (reference.is_race(earlier, later)) cells.insert(events[later].object);
    }
  }
  return cells;
}

// Returns how many of the traces had a race. One Analysis sees all of them, so that something that
// is left of one may show in the next.
int hold_against_reference(std::uint32_t threads, std::size_t length, int traces) {
  Analysis analysis(objects());
  std::uint32_t site = 0;
  int racy = 0;
  for (int i = 0; i < traces; ++i) {
    RandomTrace random(static_cast<std::uint64_t>(i) * 1'000 + threads, threads, length);
    for (Event& event : random.trace().mutable_events()) event.site = SiteId{site++};
    const std::span<const Event> events = random.trace().events();
    const ReferenceOrder reference(objects(), events);
    analysis.analyse(events);
    std::set<ObjectId> found;
    for (const Race& race : analysis.races()) {
      CHECK(race.first < race.second);
      CHECK(reference.is_race(race.first, race.second));
      found.insert(race.cell);
    }
    CAPTURE(i);
    CHECK(found == racy_cells(reference, events));
    CHECK(analysis.has_race() == !found.empty());
    racy += found.empty() ? 0 : 1;
  }
  return racy;
}

}  // namespace

TEST_CASE("the races found are those of the definition, over random traces") {
  const int racy = hold_against_reference(3, 20, 2'000);
  CHECK(racy > 500);
  CHECK(racy < 1'900);
}

TEST_CASE("the races found are those of the definition, over long random traces") {
  hold_against_reference(4, 120, 100);
}

TEST_CASE("the races found are those of the definition, with more threads than a block has lanes") {
  hold_against_reference(20, 80, 200);
}

}  // namespace heddle
