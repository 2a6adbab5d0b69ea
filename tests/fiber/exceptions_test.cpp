// Exceptions that are in flight while other fibers run. The C++ runtime counts them for each OS
// thread, and all fibers are on one.

#include <doctest/doctest.h>

#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

#include "scheduler/registry.hpp"
#include "sim/fiber/simulation.hpp"
#include "tests/fiber/lambda_program.hpp"

namespace heddle {
namespace {

using tests::LambdaProgram;

// Lets the others run when it is destroyed, also by an exception.
class YieldsAtEnd {
 public:
  YieldsAtEnd(Port& port, ObjectId cell) : port_(port), cell_(cell) {}
  ~YieldsAtEnd() { LambdaProgram::fetch_add(port_, cell_, 1); }
  YieldsAtEnd(const YieldsAtEnd&) = delete;
  YieldsAtEnd& operator=(const YieldsAtEnd&) = delete;

 private:
  Port& port_;
  const ObjectId cell_;
};

struct Seen {
  std::string caught;           // by the handlers, one after the other
  int uncaught_in_handler = 0;  // at most
  int uncaught_outside = 0;     // at most
};

// Throws through a destructor that lets others run. In the handler, lets others run, throws another
// exception, and then the first one again.
void throw_and_catch(Port& port, ObjectId cell, const std::string& own, Seen& seen) {
  try {
    try {
      const YieldsAtEnd on_the_way(port, cell);
      throw std::runtime_error(own);
    } catch (const std::runtime_error& error) {
      LambdaProgram::fetch_add(port, cell, 1);
      seen.uncaught_in_handler = std::max(seen.uncaught_in_handler, std::uncaught_exceptions());
      try {
        const YieldsAtEnd on_the_way(port, cell);
        throw std::logic_error(own + "'");
      } catch (const std::logic_error& inner) {
        LambdaProgram::fetch_add(port, cell, 1);
        seen.caught += inner.what();
      }
      seen.caught += error.what();
      throw;
    }
  } catch (const std::exception& error) {
    LambdaProgram::fetch_add(port, cell, 1);
    seen.caught += error.what();
  }
  seen.uncaught_outside = std::max(seen.uncaught_outside, std::uncaught_exceptions());
}

TEST_CASE("each fiber has exceptions of its own, whoever runs while they are in flight") {
  for (const char* const strategy : {"round-robin", "random", "preemptions:bound=2"}) {
    CAPTURE(strategy);
    Seen main_saw;
    Seen other_saw;
    LambdaProgram program;
    const ObjectId cell = program.atomic(0);
    program.body("main", [&](LambdaProgram& self, Port& port) {
      main_saw = {};
      const Value handle = self.spawn(port, 1);
      throw_and_catch(port, cell, "m", main_saw);
      LambdaProgram::join(port, handle);
    });
    program.body("other", [&](LambdaProgram&, Port& port) {
      other_saw = {};
      throw_and_catch(port, cell, "o", other_saw);
    });
    Simulation simulation(program, {});
    auto scheduler = make_scheduler(strategy, 7);
    int executions = 0;
    for (; executions < 500 && scheduler->begin(); ++executions) {
      const Execution& execution = simulation.run(*scheduler);
      REQUIRE(execution.status() == Status::completed);
      scheduler->end(execution);
      REQUIRE(main_saw.caught == "m'mm");
      REQUIRE(other_saw.caught == "o'oo");
      REQUIRE(main_saw.uncaught_in_handler + other_saw.uncaught_in_handler == 0);
      REQUIRE(main_saw.uncaught_outside + other_saw.uncaught_outside == 0);
      REQUIRE(std::uncaught_exceptions() == 0);
      REQUIRE(std::current_exception() == nullptr);
    }
    CHECK(executions > 0);
  }
}

TEST_CASE("an execution may end while exceptions are in flight, and the next one knows of none") {
  LambdaProgram program;
  const ObjectId cell = program.atomic(0);
  const ObjectId mutex = program.mutex();
  int caught = 0;
  program.body("main", [&](LambdaProgram& self, Port& port) {
    CHECK(std::current_exception() == nullptr);
    CHECK(std::uncaught_exceptions() == 0);
    self.spawn(port, 1);
    try {
      throw std::runtime_error("in a handler at the end");
    } catch (const std::runtime_error&) {
      ++caught;
      LambdaProgram::lock(port, mutex);
      LambdaProgram::lock(port, mutex);  // a deadlock
    }
  });
  program.body("other", [&](LambdaProgram&, Port& port) {
    CHECK(std::current_exception() == nullptr);
    const YieldsAtEnd at_end(port, cell);
    LambdaProgram::lock(port, mutex);
    LambdaProgram::lock(port, mutex);
  });
  Simulation simulation(program, {});
  auto scheduler = make_scheduler("random", 1);
  for (int execution = 0; execution < 100; ++execution) {
    REQUIRE(scheduler->begin());
    const Execution& done = simulation.run(*scheduler);
    CHECK(done.status() != Status::completed);
    scheduler->end(done);
    CHECK(std::current_exception() == nullptr);
  }
  CHECK(caught > 0);
}

}  // namespace
}  // namespace heddle
