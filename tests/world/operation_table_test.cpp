// Holds what the table of operations says of a kind to what the world does with it.

#include "sim/model/operation_table.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "sim/world/world.hpp"

namespace heddle {
namespace {

struct Always final : Condition {
  Truth evaluate(const Memory&) const override { return Truth::yes; }
  SiteId site() const override { return no_site; }
  std::string_view fault_message() const override { return {}; }
};

// A world with an object of each kind, by number, and one thread that is at the operation.
class AtOperation {
 public:
  explicit AtOperation(OperationKind kind) : world_(one_of_each(), settings()) {
    operation_.kind = kind;
    operation_.condition = &condition_;
    for (std::size_t number = 0; number < object_kinds; ++number) {
      if (!acts_on(kind).contains(static_cast<ObjectKind>(number))) continue;
      operation_.object = static_cast<ObjectId>(number);
    }
    operation_.mutex = static_cast<ObjectId>(ObjectKind::mutex);
    operation_.operand =
        kind == OperationKind::join ? Value::of(main_thread) : Value::of(std::int64_t{2});
    thread_ = world_.add_thread(nobody, TextId{0});
    world_.announce(thread_, operation_);
  }

  const World& world() const { return world_; }
  ThreadId thread() const { return thread_; }

 private:
  static Settings settings() { return {.thread_limit = 4}; }
  static std::vector<ObjectDeclaration> one_of_each() {
    std::vector<ObjectDeclaration> objects;
    for (std::size_t number = 0; number < object_kinds; ++number) {
      ObjectDeclaration object{.kind = static_cast<ObjectKind>(number)};
      object.capacity = 0;
      objects.push_back(object);
    }
    return objects;
  }

  Always condition_;
  Operation operation_;
  World world_;
  ThreadId thread_{};
};

void for_each_step(void (*check)(OperationKind)) {
  for (std::size_t number = 0; number < operation_kinds; ++number) {
    const auto kind = static_cast<OperationKind>(number);
    if (takes_effect_at_once(kind)) continue;
    const std::string word(name(kind));
    CAPTURE(word);
    check(kind);
  }
}

TEST_CASE("an operation that the table calls always able has one alternative, whole") {
  for_each_step([](OperationKind kind) {
    if (!is_always_able(kind)) return;
    const AtOperation at(kind);
    CHECK(at.world().is_able(at.thread()));
    CHECK(at.world().phase(at.thread()) == Phase::whole);
    REQUIRE(at.world().alternatives().size() == 1);
    CHECK(at.world().alternatives()[0].way == Way::normal);
  });
}

TEST_CASE("an operation begins with its first part just where the table gives it two") {
  for_each_step([](OperationKind kind) {
    const AtOperation at(kind);
    const bool whole = parts_of(kind) == Parts::whole;  // the channel is a rendezvous
    CHECK((at.world().phase(at.thread()) == Phase::whole) == whole);
  });
}

TEST_CASE("an operation that never blocks by the table is able in a world where all else waits") {
  for_each_step([](OperationKind kind) {
    const AtOperation at(kind);
    if (blocking_of(kind) == Blocks::never) CHECK(at.world().is_able(at.thread()));
    if (!at.world().is_able(at.thread())) CHECK(blocking_of(kind) != Blocks::never);
  });
}

}  // namespace
}  // namespace heddle
