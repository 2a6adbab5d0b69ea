// The table of states: each state once, numbered in the order of arrival, whichever thread puts it
// in.
#include "sim/states/state_table.hpp"

#include <doctest/doctest.h>

#include <map>

#include "scheduler/generator.hpp"
#include "sim/explore/thread_team.hpp"

namespace heddle {
namespace {

using Numbers = std::vector<std::uint32_t>;

// Adds a state to a batch, as a search does: unless the table has it.
void add(StateTable& table, StateBatch& batch, const Numbers& state, StateOrigin origin) {
  REQUIRE(table.fit(state));
  table.bring_up_to_date(batch);
  std::vector<std::uint64_t> packed(table.layout().words());
  table.layout().pack(state, packed.data());
  const std::uint32_t hash = table.hash_of(packed.data());
  if (table.find(packed.data(), hash) != StateTable::none) return;
  batch.add(packed.data(), packed.size(), hash, origin);
}

void put_in(StateTable& table, std::vector<StateBatch>& batches, ThreadTeam& team) {
  std::vector<StateBatch*> all;
  for (StateBatch& batch : batches) all.push_back(&batch);
  REQUIRE(table.make_room(all, team.size()));
  team.run(team.size(),
           [&](std::size_t, std::size_t share) { table.put_in(all, share, team.size()); });
  table.count(all);
  team.run(all.size(), [&](std::size_t, std::size_t batch) { table.store(*all[batch]); });
}

Numbers stored(const StateTable& table, std::uint32_t number) {
  Numbers state(table.layout().parts());
  table.unpack(number, state);
  return state;
}

}  // namespace

TEST_CASE("a table of states numbers them as they come, with any number of threads") {
  for (const std::size_t threads : {1U, 2U, 3U}) {
    CAPTURE(threads);
    ThreadTeam team(threads);
    StateTable table(SIZE_MAX);
    Generator generator(7);
    std::map<Numbers, std::uint32_t> expected;
    std::vector<Numbers> in_order;
    std::vector<std::uint32_t> origins;
    std::uint32_t origin = 0;
    // The numbers grow from round to round, so that states come to look different.
    for (std::uint64_t round = 1; round <= 40; ++round) {
      std::vector<StateBatch> batches(5);
      for (StateBatch& batch : batches) {
        batch.clear(table.layout_number());
        for (int state = 0; state < 400; ++state) {
          const Numbers numbers{static_cast<std::uint32_t>(generator.below(round * round)),
                                static_cast<std::uint32_t>(generator.below(40)),
                                static_cast<std::uint32_t>(generator.below(round))};
          add(table, batch, numbers, {++origin, origin + 1});
          if (!expected.try_emplace(numbers, in_order.size()).second) continue;
          in_order.push_back(numbers);
          origins.push_back(origin);
        }
      }
      put_in(table, batches, team);
    }
    REQUIRE(table.count() == in_order.size());
    CHECK(in_order.size() > 20'000);
    std::size_t wrong = 0;
    for (std::uint32_t number = 0; number < in_order.size(); ++number) {
      if (stored(table, number) != in_order[number]) ++wrong;
      if (table.origin(number).from != origins[number]) ++wrong;
      const std::uint64_t* const packed = table.packed(number);
      if (table.find(packed, table.hash_of(packed)) != number) ++wrong;
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("a batch of states is put into the order of the states that they come from") {
  StateTable table(SIZE_MAX);
  ThreadTeam team(1);
  std::vector<StateBatch> batches(1);
  batches[0].clear(table.layout_number());
  add(table, batches[0], {5}, {2, 0});
  add(table, batches[0], {6}, {1, 0});
  add(table, batches[0], {7}, {2, 1});
  batches[0].sort_by_origin();
  put_in(table, batches, team);
  CHECK(stored(table, 0) == Numbers{6});
  CHECK(stored(table, 1) == Numbers{5});
  CHECK(stored(table, 2) == Numbers{7});
}

TEST_CASE("a table of states that grows is filled anew by several threads") {
  ThreadTeam team(3);
  StateTable table(SIZE_MAX);
  std::uint32_t states = 0;
  while (states < 700'000) {
    std::vector<StateBatch> batches(7);
    for (StateBatch& batch : batches) {
      batch.clear(table.layout_number());
      for (int more = 0; more < 20'000; ++more) add(table, batch, {++states}, {});
    }
    put_in(table, batches, team);
  }
  REQUIRE(table.count() == states);
  std::uint32_t found = 0;
  std::uint64_t packed = 0;
  for (std::uint32_t state = 1; state <= states; ++state) {
    table.layout().pack(Numbers{state}, &packed);
    if (table.find(&packed, table.hash_of(&packed)) == state - 1) ++found;
  }
  CHECK(found == states);
}

TEST_CASE("a table of states has room for what its limit allows, and says when it has no more") {
  StateTable table(std::size_t{1} << 17U);
  ThreadTeam team(1);
  std::uint32_t states = 0;
  bool has_room = true;
  while (has_room && states < 1'000'000) {
    StateBatch batch;
    batch.clear(table.layout_number());
    for (int more = 0; more < 100; ++more) add(table, batch, {++states}, {});
    StateBatch* const all[] = {&batch};
    has_room = table.make_room(all, 1);
    if (!has_room) break;
    table.put_in(all, 0, 1);
    table.count(all);
    table.store(batch);
  }
  CHECK_FALSE(has_room);
  CHECK(table.count() >= 3000);
  CHECK(table.bytes() <= std::size_t{1} << 17U);
}

}  // namespace heddle
