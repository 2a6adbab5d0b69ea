#include "scheduler/replay.hpp"

#include <doctest/doctest.h>

#include "tests/scheduler/toy_program.hpp"

namespace heddle {
namespace {

using testing::ToyProgram;

class Letters final : public ThreadNames {
 public:
  std::string_view thread_name(ThreadId thread) const override {
    return std::string_view("abcdefgh").substr(index(thread), 1);
  }
};

const Letters letters;

}  // namespace

TEST_CASE("replay follows the steps it was given, once") {
  const std::vector<ScheduleStep> steps{
      {.thread = "b", .count = 2}, {.thread = "a"}, {.thread = "c"}, {.thread = "a"}};
  Replay replay(steps, letters);
  REQUIRE(replay.begin());
  CHECK(ToyProgram::of_lengths({2, 2, 1}).run(replay) == "bbaca");
  CHECK_FALSE(replay.divergence());
  CHECK_FALSE(replay.ended_early());
  CHECK(replay.steps_left() == 0);
  CHECK_FALSE(replay.begin());
}

TEST_CASE("replay abandons at a step of a thread that is not able, and says so") {
  const std::vector<ScheduleStep> steps{{.thread = "b", .count = 3}, {.thread = "a"}};
  Replay replay(steps, letters);
  REQUIRE(replay.begin());
  CHECK_FALSE(ToyProgram::of_lengths({2, 2}).run(replay));
  REQUIRE(replay.divergence());
  CHECK(replay.divergence()->step == 2);
  CHECK(replay.divergence()->step_text == "b");
  CHECK(replay.divergence()->reason == "no thread of that name is able to take a step");
  CHECK(replay.steps_left() == 2);
}

TEST_CASE("replay abandons at a step that cannot go the given way") {
  const std::vector<ScheduleStep> steps{{.thread = "a", .way = Way::datum, .datum = 2},
                                        {.thread = "a", .way = Way::timeout}};
  Replay replay(steps, letters);
  REQUIRE(replay.begin());
  CHECK_FALSE(ToyProgram({{{OperationKind::choose, 3}, {}}}).run(replay));
  REQUIRE(replay.divergence());
  CHECK(replay.divergence()->step == 1);
  CHECK(replay.divergence()->step_text == "a times out");
  CHECK(replay.divergence()->reason == "the next step of that thread cannot go that way");
}

TEST_CASE("replay makes choices of data") {
  const std::vector<ScheduleStep> steps{{.thread = "b"},
                                        {.thread = "a", .way = Way::datum, .datum = 1}};
  Replay replay(steps, letters);
  REQUIRE(replay.begin());
  CHECK(ToyProgram({{{OperationKind::choose, 2}}, {{}}}).run(replay) == "bA1");
}

TEST_CASE("replay wakes the waiter of the given name") {
  const std::vector<ScheduleStep> steps{{.thread = "a", .way = Way::waiter, .waiter = "c"},
                                        {.thread = "a", .way = Way::waiter, .waiter = "d"}};
  Replay replay(steps, letters);
  REQUIRE(replay.begin());
  const std::vector<Alternative> alternatives{
      {.thread = ThreadId{0}, .way = Way::waiter, .detail = 1},
      {.thread = ThreadId{0}, .way = Way::waiter, .detail = 2}};
  CHECK(replay.pick({alternatives, 1, std::nullopt, 0}) == 1);
  CHECK_FALSE(replay.pick({alternatives, 1, ThreadId{0}, 1}));
  REQUIRE(replay.divergence());
  CHECK(replay.divergence()->step_text == "a wakes d");
}

TEST_CASE("replay goes on with the previous thread, else the first, where the steps end early") {
  const std::vector<ScheduleStep> steps{{.thread = "a"}, {.thread = "b"}};
  Replay replay(steps, letters);
  REQUIRE(replay.begin());
  CHECK(ToyProgram::of_lengths({3, 3}).run(replay) == "abbbaa");
  CHECK(replay.ended_early());
  CHECK_FALSE(replay.divergence());
}

TEST_CASE("replay of an empty schedule begins with the first alternative") {
  Replay replay({}, letters);
  REQUIRE(replay.begin());
  CHECK(ToyProgram::of_lengths({1, 1}).run(replay) == "ab");
  CHECK(replay.ended_early());
}

TEST_CASE("replay takes a hundred thousand steps") {
  std::vector<ScheduleStep> steps;
  std::string expected;
  for (int i = 0; i < 50'000; ++i) {
    steps.push_back({.thread = "a"});
    steps.push_back({.thread = "b"});
    expected += "ab";
  }
  Replay replay(steps, letters);
  REQUIRE(replay.begin());
  CHECK(ToyProgram::of_lengths({50'000, 50'000}).run(replay) == expected);
  CHECK_FALSE(replay.ended_early());
}

}  // namespace heddle
