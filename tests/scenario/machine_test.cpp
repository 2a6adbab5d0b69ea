// Expressions, faults and printing: what a machine computes between the visible operations.

#include "sim/scenario/machine.hpp"

#include <doctest/doctest.h>

#include <string>

#include "sim/scenario/scenario_program.hpp"
#include "tests/scenario/single_thread_port.hpp"
#include "tests/scenario/written_scenario.hpp"

namespace heddle::scenario::written {
namespace {

// What printing the value of `expression` shows, or why it faults.
std::string value_of(WrittenScenario& written, const Expression& expression) {
  written.scenario.bodies[0].block.clear();
  written.main(written.print(expression));
  std::string last;
  for (const std::string& line : run_main(written.scenario)) {
    if (line.starts_with("print value ")) last = line.substr(12);
    if (line.starts_with("fail ")) last = line.substr(5);
  }
  return last;
}

std::string value_of(const Expression& expression) {
  WrittenScenario written;
  return value_of(written, expression);
}

TEST_CASE("arithmetic is that of 64-bit integers") {
  CHECK(value_of(binary(integer(2), Kind::add, integer(3))) == "5");
  CHECK(value_of(binary(integer(2), Kind::subtract, integer(3))) == "-1");
  CHECK(value_of(binary(integer(-2), Kind::multiply, integer(3))) == "-6");
  CHECK(value_of(binary(integer(-7), Kind::divide, integer(2))) == "-3");
  CHECK(value_of(binary(integer(-7), Kind::remainder, integer(2))) == "-1");
  CHECK(value_of(unary(Kind::negate, integer(5))) == "-5");
}

TEST_CASE("arithmetic without a result is a fault that shows the operands") {
  CHECK(value_of(binary(integer(INT64_MAX), Kind::add, integer(1))) ==
        "fault: overflow in 9223372036854775807 + 1");
  CHECK(value_of(binary(integer(INT64_MIN), Kind::subtract, integer(1))) ==
        "fault: overflow in -9223372036854775808 - 1");
  CHECK(value_of(binary(integer(INT64_MAX), Kind::multiply, integer(2))) ==
        "fault: overflow in 9223372036854775807 * 2");
  CHECK(value_of(binary(integer(7), Kind::divide, integer(0))) ==
        "fault: division by zero in 7 / 0");
  CHECK(value_of(binary(integer(7), Kind::remainder, integer(0))) ==
        "fault: division by zero in 7 % 0");
  CHECK(value_of(binary(integer(INT64_MIN), Kind::divide, integer(-1))) ==
        "fault: overflow in -9223372036854775808 / -1");
  CHECK(value_of(unary(Kind::negate, integer(INT64_MIN))) ==
        "fault: overflow in -(-9223372036854775808)");
  CHECK(value_of(binary(boolean(true), Kind::add, integer(1))) ==
        "fault: arithmetic needs integers: true + 1");
}

TEST_CASE("integers and texts are ordered, everything is compared with its own type") {
  WrittenScenario written;
  CHECK(value_of(binary(integer(2), Kind::less, integer(3))) == "true");
  CHECK(value_of(binary(integer(3), Kind::less_equal, integer(3))) == "true");
  CHECK(value_of(binary(integer(3), Kind::greater, integer(3))) == "false");
  CHECK(value_of(binary(integer(3), Kind::greater_equal, integer(3))) == "true");
  CHECK(value_of(binary(integer(3), Kind::not_equal, integer(3))) == "false");
  CHECK(value_of(binary(boolean(false), Kind::equal, boolean(false))) == "true");
  CHECK(value_of(written, binary(written.quoted("b"), Kind::less, written.quoted("a"))) == "false");
  CHECK(value_of(written, binary(written.quoted("b"), Kind::greater, written.quoted("a"))) ==
        "true");
  CHECK(value_of(written, binary(written.quoted("a"), Kind::equal, written.quoted("a"))) == "true");
  CHECK(value_of(binary(integer(1), Kind::equal, boolean(true))) ==
        "fault: cannot compare values of different types: 1 == true");
  CHECK(value_of(binary(boolean(true), Kind::greater, boolean(false))) ==
        "fault: only integers or texts can be ordered: true > false");
  CHECK(value_of(written, binary(written.quoted("a"), Kind::greater_equal, integer(1))) ==
        "fault: only integers or texts can be ordered: 'a' >= 1");
}

TEST_CASE("logic takes booleans only and leaves out what does not matter") {
  const Expression fault = binary(integer(1), Kind::divide, integer(0));
  CHECK(value_of(binary(boolean(false), Kind::logical_and, fault)) == "false");
  CHECK(value_of(binary(boolean(true), Kind::logical_or, fault)) == "true");
  CHECK(value_of(binary(boolean(true), Kind::logical_and, boolean(true))) == "true");
  CHECK(value_of(binary(boolean(false), Kind::logical_or, boolean(false))) == "false");
  CHECK(value_of(unary(Kind::logical_not, boolean(false))) == "true");
  CHECK(value_of(unary(Kind::logical_not, integer(0))) ==
        "fault: a condition must be a boolean, but this one is 0");
  CHECK(value_of(binary(boolean(true), Kind::logical_and, integer(1))) ==
        "fault: a condition must be a boolean, but this one is 1");
}

TEST_CASE("every combination of and, or and not has its value") {
  for (int bits = 0; bits < 8; ++bits) {
    const bool a = (bits & 1) != 0;
    const bool b = (bits & 2) != 0;
    const bool c = (bits & 4) != 0;
    const auto shown = [](bool value) { return std::string(value ? "true" : "false"); };
    const Expression either = binary(boolean(a), Kind::logical_or, boolean(b));
    const Expression both = binary(boolean(a), Kind::logical_and, boolean(b));
    CHECK(value_of(binary(either, Kind::logical_and, boolean(c))) == shown((a || b) && c));
    CHECK(value_of(binary(both, Kind::logical_or, boolean(c))) == shown((a && b) || c));
    CHECK(value_of(unary(Kind::logical_not, binary(both, Kind::logical_or, boolean(c)))) ==
          shown(!((a && b) || c)));
    CHECK(value_of(binary(unary(Kind::logical_not, either), Kind::logical_or, boolean(c))) ==
          shown(!(a || b) || c));
  }
}

TEST_CASE("shared cells are read from left to right, and only those that matter") {
  WrittenScenario written;
  written.cell("x", 1);
  written.atomic("y", 2);
  written.cell("a", 7, 3);
  const Expression sum = binary(
      written.shared("x"), Kind::add,
      binary(written.shared("y"), Kind::multiply, written.element("a", written.shared("x"))));
  written.main(
      written.print(sum),
      written.when(binary(binary(written.shared("x"), Kind::equal, integer(2)), Kind::logical_and,
                          binary(written.shared("y"), Kind::equal, integer(2))),
                   {}));
  CHECK(run_main(written.scenario) ==
        Lines{"read x", "load y", "read x", "read a[1]", "print value 15", "read x", "end"});
}

TEST_CASE("an index outside of its array is a fault, at the statement where it happens") {
  WrittenScenario written;
  written.cell("a", 0, 3);
  written.cell("i", 5);
  written.main(written.say("before"), written.print(written.element("a", written.shared("i"))));
  ScenarioProgram program(written.scenario);
  SingleThreadPort port(written.scenario);
  program.start(main_thread, nullptr);
  program.run(main_thread, port);
  CHECK(port.log ==
        Lines{"print before", "read i", "fail fault: index 5 is outside of a (3 cells)"});
  CHECK(program.site_name(port.failure.site) == "/1");
  CHECK(value_of(written, written.element("a", integer(-1))) ==
        "fault: index -1 is outside of a (3 cells)");
  CHECK(value_of(written, written.element("a", boolean(true))) ==
        "fault: an index must be an integer, not true");
}

TEST_CASE("a local that was never assigned is a fault where it is read") {
  WrittenScenario written;
  const Slot r = written.add_local("r");
  written.cell("x", 1);
  written.main(written.when(binary(written.shared("x"), Kind::equal, integer(2)),
                            written.block(written.set(to_local(r), integer(1)))),
               written.print(binary(local(r), Kind::add, written.shared("x"))));
  CHECK(run_main(written.scenario) ==
        Lines{"read x", "fail fault: 'r' was read before it was assigned"});
}

TEST_CASE("lines show integers, booleans, texts and handles") {
  WrittenScenario written;
  const Slot handle = written.add_local("h");
  Print line;
  line.pieces = {{"a", {}},           {"", integer(-3)},  {" ", {}},
                 {"", boolean(true)}, {" ", {}},          {"", written.quoted("text")},
                 {" ", {}},           {"", local(handle)}};
  Spawn spawn;
  spawn.handle = handle;
  written.main(spawn, line);
  CHECK(run_main(written.scenario) == Lines{"spawn main", "print a-3 true text thread", "end"});
}

TEST_CASE("a line is right for every value, also when thousands of them were printed") {
  WrittenScenario written;
  const Slot i = written.add_local("i");
  written.main(written.count(to_local(i), integer(0), integer(10000), false,
                             written.block(written.print(local(i)))));
  const Lines lines = run_main(written.scenario);
  REQUIRE(lines.size() == 10001);
  for (std::size_t line = 0; line < 10000; ++line) {
    REQUIRE(lines[line] == "print value " + std::to_string(line));
  }
}

TEST_CASE("a thread that never comes to a visible operation ends as a fault") {
  WrittenScenario written;
  written.main(While{});
  CHECK(
      run_main(written.scenario) ==
      Lines{
          "fail fault: this loop runs on and on without an operation that other threads can see"});
}

}  // namespace
}  // namespace heddle::scenario::written
