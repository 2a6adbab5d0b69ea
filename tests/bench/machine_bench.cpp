// What the interpreter costs for each visible operation, with a world that does next to nothing.

#include <benchmark/benchmark.h>

#include "sim/scenario/scenario_program.hpp"
#include "tests/scenario/written_scenario.hpp"

namespace heddle::scenario::written {
namespace {

constexpr std::int64_t turns = 1000;

// Memory with one integer, and nothing else. `final` and visible here, so that the compiler may see
// through it.
class TrivialPort final : public Port {
 public:
  Value perform(const Operation& operation) override {
    ++operations;
    if (operation.kind == OperationKind::read) return Value::of(cell);
    if (operation.kind == OperationKind::write) cell = operation.operand.bits;
    if (operation.kind != OperationKind::fetch_add) return {};
    const std::int64_t before = cell;
    cell += operation.operand.bits;
    return Value::of(before);
  }
  std::int64_t cell = 0;
  std::int64_t operations = 0;
};

void run(benchmark::State& state, const WrittenScenario& written) {
  ScenarioProgram program(written.scenario);
  TrivialPort port;
  for (auto _ : state) {
    program.reset();
    program.start(main_thread, nullptr);
    program.run(main_thread, port);
  }
  benchmark::DoNotOptimize(port.cell);
  state.SetItemsProcessed(port.operations);
  state.counters["time/operation"] =
      benchmark::Counter(static_cast<double>(port.operations),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

// lock, read, write, unlock.
void increment_under_lock(benchmark::State& state) {
  WrittenScenario written;
  written.cell("x", 0);
  written.object("m", ObjectKind::mutex);
  With with;
  with.lock = written.object("m");
  with.body = written.block(
      written.set(written.to("x"), binary(written.shared("x"), Kind::add, integer(1))));
  Repeat repeat;
  repeat.times = integer(turns);
  repeat.body = written.block(with);
  written.main(repeat);
  run(state, written);
}
BENCHMARK(increment_under_lock);

void fetch_add_in_a_loop(benchmark::State& state) {
  WrittenScenario written;
  written.atomic("a", 0);
  Atomic add;
  add.kind = OperationKind::fetch_add;
  add.cell = written.object("a");
  add.value = integer(1);
  Repeat repeat;
  repeat.times = integer(turns);
  repeat.body = written.block(add);
  written.main(repeat);
  run(state, written);
}
BENCHMARK(fetch_add_in_a_loop);

// A conditional, an array and a line of output for each turn.
void mixed_statements(benchmark::State& state) {
  WrittenScenario written;
  written.cell("a", 0, 4);
  const Slot i = written.add_local("i");
  const Expression place = binary(local(i), Kind::remainder, integer(4));
  written.main(written.count(
      to_local(i), integer(0), integer(turns), false,
      written.block(written.set(written.to("a", place),
                                binary(written.element("a", place), Kind::add, local(i))),
                    written.when(binary(local(i), Kind::less, integer(turns / 2)),
                                 written.block(written.print(place))))));
  run(state, written);
}
BENCHMARK(mixed_statements);

// The cost of starting a short execution: three operations and the end.
void short_thread(benchmark::State& state) {
  WrittenScenario written;
  written.cell("x", 0);
  written.main(written.set(written.to("x"), binary(written.shared("x"), Kind::add, integer(1))),
               written.set(written.to("x"), integer(0)));
  run(state, written);
}
BENCHMARK(short_thread);

}  // namespace
}  // namespace heddle::scenario::written
