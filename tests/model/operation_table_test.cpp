#include "sim/model/operation_table.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string_view>

namespace heddle {
namespace {

// All of them, whatever their order.
std::set<OperationKind> kinds_that(bool (*is_such)(OperationKind)) {
  std::set<OperationKind> kinds;
  for (std::size_t number = 0; number < operation_kinds; ++number) {
    const auto kind = static_cast<OperationKind>(number);
    if (is_such(kind)) kinds.insert(kind);
  }
  return kinds;
}

TEST_CASE("a set of enumerators holds what was put in and nothing else") {
  EnumSet<ObjectKind> set{ObjectKind::plain, ObjectKind::channel};
  CHECK(set.contains(ObjectKind::plain));
  CHECK(set.contains(ObjectKind::channel));
  CHECK_FALSE(set.contains(ObjectKind::atomic));
  set.insert(ObjectKind::atomic);
  CHECK(set.contains(ObjectKind::atomic));
  CHECK_FALSE(set.empty());
  CHECK(EnumSet<ObjectKind>{}.empty());
}

TEST_CASE("every operation has a name of its own") {
  std::set<std::string_view> names;
  for (std::size_t number = 0; number < operation_kinds; ++number) {
    const std::string_view word = name(static_cast<OperationKind>(number));
    CHECK_FALSE(word.empty());
    CHECK_MESSAGE(names.insert(word).second, word);
  }
}

TEST_CASE("memory operations are those on plain cells and those on atomics") {
  using enum OperationKind;
  const std::set<OperationKind> plain{read, write};
  const std::set<OperationKind> modifying{fetch_add, fetch_sub, fetch_and,       fetch_or,
                                          fetch_xor, exchange,  compare_exchange};
  std::set<OperationKind> atomic = modifying;
  atomic.insert({load, store});
  std::set<OperationKind> all = atomic;
  all.insert({read, write});
  std::set<OperationKind> writing = modifying;
  writing.insert({write, store});
  CHECK(kinds_that(is_plain_memory) == plain);
  CHECK(kinds_that(is_atomic_memory) == atomic);
  CHECK(kinds_that(is_memory) == all);
  CHECK(kinds_that(is_read_modify_write) == modifying);
  CHECK(kinds_that(writes_memory) == writing);
  CHECK(kinds_that(reads_memory_only) == std::set<OperationKind>{read, load});
  CHECK(kinds_that(is_arithmetic) ==
        std::set<OperationKind>{fetch_add, fetch_sub, fetch_and, fetch_or, fetch_xor});
}

TEST_CASE("the end of an atomically and a failure are no steps, all else is one") {
  CHECK(kinds_that(takes_effect_at_once) ==
        std::set<OperationKind>{OperationKind::atomically_end, OperationKind::fail});
}

}  // namespace
}  // namespace heddle
