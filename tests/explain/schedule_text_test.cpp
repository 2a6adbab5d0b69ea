#include "sim/explain/schedule_text.hpp"

#include <doctest/doctest.h>

namespace heddle {
namespace {

TEST_CASE("a schedule is the same after it was written and read") {
  const Schedule schedule{.program_hash = 0x0badcafe,
                          .time = "jitter-2000000ns",
                          .steps = {{.thread = "main", .count = 3},
                                    {.thread = "worker.2/helper"},
                                    {.thread = "main", .way = Way::timeout},
                                    {.thread = "main", .way = Way::spurious, .count = 2},
                                    {.thread = "main", .way = Way::waiter, .waiter = "worker.2"},
                                    {.thread = "worker", .way = Way::datum, .datum = 7}}};
  const std::string text = to_text(schedule);
  CHECK(text ==
        "heddle1:0badcafe:jitter-2000000ns:main*3,worker.2/helper,main@timeout,main@spurious*2,"
        "main@wake=worker.2,worker@7");
  CHECK(parse_schedule(text) == schedule);
}

TEST_CASE("the schedule of a livelock says where its cycle begins, after it was written and read") {
  Schedule schedule{
      .program_hash = 0x0badcafe,
      .time = "exact",
      .steps = {{.thread = "main", .count = 2}, {.thread = "a", .count = 3}, {.thread = "b"}},
      .cycle_begin = 1};
  CHECK(to_text(schedule) == "heddle1:0badcafe:exact:main*2,@cycle,a*3,b");
  CHECK(parse_schedule(to_text(schedule)) == schedule);
  CHECK(parse_schedule("heddle1:0badcafe:exact: main*2,\n @cycle,\n a*3, b\n") == schedule);
  schedule.cycle_begin = 0;
  CHECK(to_text(schedule) == "heddle1:0badcafe:exact:@cycle,main*2,a*3,b");
  CHECK(parse_schedule(to_text(schedule)) == schedule);
}

TEST_CASE("white space around steps is allowed, so that a schedule can be kept in lines") {
  const Schedule schedule = parse_schedule("heddle1:00000001:exact:\n  main*2,\n  worker\n");
  CHECK(schedule.steps.size() == 2);
  CHECK(parse_schedule("heddle1:00000001:exact:").steps.empty());
}

TEST_CASE("what is not a schedule is refused, with the place") {
  struct Case {
    std::string_view text;
    std::string_view message;
  };
  const Case cases[] = {
      {"", "expected 'heddle1:HASH:TIME:STEPS'"},
      {"heddle0:00000000:exact:main", "begins with 'heddle1:'"},
      {"heddle1:123:exact:main", "8 hexadecimal digits"},
      {"heddle1:0000000g:exact:main", "8 hexadecimal digits"},
      {"heddle1:00000000:sometimes:main", "the time is 'exact', 'unbounded' or 'jitter-NUMBERns'"},
      {"heddle1:00000000:jitter-2ms:main", "the time is"},
      {"heddle1:00000000:exact:main,", "expected the name of a thread"},
      {"heddle1:00000000:exact:main worker", "expected ','"},
      {"heddle1:00000000:exact:main*0", "at least 1"},
      {"heddle1:00000000:exact:main*", "expected a number"},
      {"heddle1:00000000:exact:main@now", "expected a number"},
      {"heddle1:00000000:exact:main@wake=", "expected the name of a thread"},
      {"heddle1:00000000:exact:main,@cycle", "the steps of the cycle"},
      {"heddle1:00000000:exact:main,@cycle,", "expected the name of a thread"},
      {"heddle1:00000000:exact:main,@cycle*2,main", "the steps of the cycle"},
      {"heddle1:00000000:exact:@cycle,main,@cycle,main", "one cycle"},
      {"heddle1:00000000:exact:main,@loop,main", "expected the name of a thread"},
  };
  for (const Case& bad : cases) {
    CAPTURE(bad.text);
    std::string message;
    try {
      parse_schedule(bad.text);
    } catch (const ScheduleError& error) {
      message = error.what();
    }
    CHECK(message.find(bad.message) != std::string::npos);
  }
}

}  // namespace
}  // namespace heddle
