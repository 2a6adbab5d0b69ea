// Plain C++ functions that create and destroy objects while they run, in all complete searches.

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/registry.hpp"
#include "sim/explain/descriptions.hpp"
#include "sim/explain/trace_text.hpp"
#include "sim/explore/explorer.hpp"
#include "sim/fiber/simulation.hpp"
#include "tests/differential/all_searches.hpp"
#include "tests/fiber/lambda_program.hpp"

namespace heddle {
namespace {

using differential::Agreement;
using differential::compare_all_searches;
using tests::LambdaProgram;

const ObjectDeclaration a_mutex{.kind = ObjectKind::mutex};
const ObjectDeclaration an_atomic{.kind = ObjectKind::atomic,
                                  .initial = Value::of(std::int64_t{0})};
const ObjectDeclaration a_cell{.kind = ObjectKind::plain, .initial = Value::of(std::int64_t{0})};
const ObjectDeclaration a_condvar{.kind = ObjectKind::condvar};
const ObjectDeclaration a_semaphore{.kind = ObjectKind::semaphore, .count = 0};
const ObjectDeclaration a_barrier{.kind = ObjectKind::barrier, .count = 2};
const ObjectDeclaration a_rendezvous{.kind = ObjectKind::channel, .count = 1, .capacity = 0};
const ObjectDeclaration a_once{.kind = ObjectKind::once};
const ObjectDeclaration a_rwlock{.kind = ObjectKind::rwlock};

constexpr SiteId use_site{1};
constexpr SiteId destroy_site{2};

void perform(Port& port, OperationKind kind, ObjectId object, SiteId site = no_site,
             ObjectId mutex = no_object) {
  Operation operation = LambdaProgram::on(kind, object);
  operation.mutex = mutex;
  operation.site = site;
  if (kind == OperationKind::release || kind == OperationKind::send ||
      kind == OperationKind::fetch_add || kind == OperationKind::write) {
    operation.operand = Value::of(std::int64_t{1});
  }
  port.perform(operation);
}

// Hands an object to another thread by its id.
void publish(Port& port, ObjectId cell, ObjectId object) {
  port.perform(LambdaProgram::on(OperationKind::store, cell,
                                 Value::of(static_cast<std::int64_t>(index(object)))));
}
ObjectId taken(Port& port, ObjectId cell) {
  return static_cast<ObjectId>(port.perform(LambdaProgram::on(OperationKind::load, cell)).bits);
}
bool is_there(ObjectId object) { return index(object) != 0; }

// A C++ mutex that exists as long as its owner's scope.
class ScopedMutex {
 public:
  ScopedMutex(LambdaProgram& program, Port& port)
      : port_(port), id_(program.create(port, a_mutex, "lock")) {}
  ~ScopedMutex() noexcept(false) { LambdaProgram::destroy(port_, id_); }
  ScopedMutex(const ScopedMutex&) = delete;
  ScopedMutex& operator=(const ScopedMutex&) = delete;
  void lock() { LambdaProgram::lock(port_, id_); }
  void unlock() { LambdaProgram::unlock(port_, id_); }
  ObjectId id() const { return id_; }

 private:
  Port& port_;
  ObjectId id_;
};

// A program, and the objects and bodies that it declares: `declare` is called for each that is
// made.
differential::Subject subject(std::function<void(LambdaProgram&)> declare,
                              MainExit main_exit = MainExit::join) {
  differential::Subject made;
  made.make = [declare = std::move(declare)] {
    auto program = std::make_unique<LambdaProgram>();
    program->allow_creation();
    declare(*program);
    return program;
  };
  made.settings.main_exit = main_exit;
  return made;
}

// Main, which spawns workers that all do the same, and joins them before it goes on.
void declare_workers(LambdaProgram& program, int count, LambdaProgram::Function main_before,
                     LambdaProgram::Function worker, LambdaProgram::Function main_after) {
  program.body("main", [=](LambdaProgram& self, Port& port) {
    main_before(self, port);
    std::vector<Value> handles;
    for (int each = 0; each < count; ++each) handles.push_back(self.spawn(port, 1));
    for (const Value handle : handles) LambdaProgram::join(port, handle);
    main_after(self, port);
  });
  program.body("worker", std::move(worker));
}

void nothing(LambdaProgram&, Port&) {}

std::string only_bug(const Report& report) {
  REQUIRE(report.bugs.size() == 1);
  return report.bugs.front().message;
}

}  // namespace

TEST_CASE("creations by different threads commute") {
  const Agreement agreement = compare_all_searches(subject([](LambdaProgram& program) {
    declare_workers(
        program, 2, nothing,
        [](LambdaProgram& self, Port& port) {
          ScopedMutex mutex(self, port);
          mutex.lock();
          mutex.unlock();
        },
        nothing);
  }));
  CHECK(agreement.is_decided);
  CHECK(agreement.traces == 1);
  CHECK(agreement.executions == 1);
  CHECK(agreement.bugs.empty());
}

TEST_CASE("an object is known by who created it and as its how manieth, whatever the schedule") {
  const Agreement agreement = compare_all_searches(subject([](LambdaProgram& program) {
    const ObjectId first = program.atomic(0);
    const ObjectId second = program.atomic(0);
    program.body("main", [](LambdaProgram& self, Port& port) {
      const Value one = self.spawn(port, 1);
      const Value other = self.spawn(port, 2);
      LambdaProgram::join(port, one);
      LambdaProgram::join(port, other);
    });
    for (const ObjectId cell : {first, second}) {
      program.body("worker", [cell](LambdaProgram& self, Port& port) {
        self.create(port, a_mutex, "lock");
        publish(port, cell, self.create(port, an_atomic, "counter"));
      });
    }
  }));
  CHECK(agreement.is_decided);
  CHECK(agreement.outcomes.size() == 1);  // the ids are observed
}

TEST_CASE("a created object is called after its creator") {
  LambdaProgram program;
  program.allow_creation();
  std::vector<ObjectId> created;
  declare_workers(
      program, 2,
      [&](LambdaProgram& self, Port& port) {
        created.push_back(self.create(port, a_mutex, "lock"));
        created.push_back(self.create(port, an_atomic, "counter"));
        created.push_back(self.create(port, a_mutex, "lock"));
      },
      [&](LambdaProgram& self, Port& port) {
        created.push_back(self.create(port, a_mutex, "lock"));
      },
      nothing);
  Simulation simulation(program, Settings{});
  const auto scheduler = make_scheduler("random", 5);
  REQUIRE(scheduler->begin());
  simulation.run(*scheduler);
  std::vector<std::string> names;
  for (const ObjectId object : created) {
    names.push_back(object_name(object, simulation.world(), program, program.texts()));
  }
  std::sort(names.begin() + 3, names.end());
  CHECK(names ==
        std::vector<std::string>{"lock", "counter", "lock.2", "worker.2/lock", "worker/lock"});
}

TEST_CASE("to use a destroyed object is a misuse that names both places") {
  const struct {
    ObjectDeclaration declaration;
    OperationKind kind;
    const char* message;
  } uses[] = {
      {a_mutex, OperationKind::lock, "it: used after it was destroyed, by main at place 2"},
      {a_mutex, OperationKind::try_lock, "it: used after it was destroyed, by main at place 2"},
      {an_atomic, OperationKind::load, "it: used after it was destroyed, by main at place 2"},
      {an_atomic, OperationKind::fetch_add, "it: used after it was destroyed, by main at place 2"},
      {a_cell, OperationKind::write, "it: used after it was destroyed, by main at place 2"},
      {a_condvar, OperationKind::notify_one, "it: used after it was destroyed, by main at place 2"},
      {a_semaphore, OperationKind::acquire, "it: used after it was destroyed, by main at place 2"},
      {a_barrier, OperationKind::arrive, "it: used after it was destroyed, by main at place 2"},
      {a_rendezvous, OperationKind::recv, "it: used after it was destroyed, by main at place 2"},
      {a_rendezvous, OperationKind::send, "it: used after it was destroyed, by main at place 2"},
      {a_once, OperationKind::once_begin, "it: used after it was destroyed, by main at place 2"},
      {a_rwlock, OperationKind::lock_shared, "it: used after it was destroyed, by main at place 2"},
      {a_mutex, OperationKind::destroy,
       "it: destroyed, although it was destroyed before, by main at place 2"},
  };
  for (const auto& use : uses) {
    CAPTURE(name(use.kind));
    const Agreement agreement = compare_all_searches(subject([&](LambdaProgram& program) {
      program.body("main", [&](LambdaProgram& self, Port& port) {
        const ObjectId it = self.create(port, use.declaration, "it");
        LambdaProgram::destroy(port, it, destroy_site);
        perform(port, use.kind, it, use_site);
      });
    }));
    CHECK(agreement.is_decided);
    CHECK(only_bug(agreement.report) == use.message);
    CHECK(agreement.report.bugs.front().at == std::vector<std::string>{"place 1"});
  }
}

TEST_CASE("a wait whose mutex was destroyed is a misuse of the mutex") {
  const Agreement agreement = compare_all_searches(subject([](LambdaProgram& program) {
    program.body("main", [](LambdaProgram& self, Port& port) {
      const ObjectId condvar = self.create(port, a_condvar, "condvar");
      const ObjectId mutex = self.create(port, a_mutex, "mutex");
      LambdaProgram::destroy(port, mutex, destroy_site);
      perform(port, OperationKind::wait, condvar, use_site, mutex);
    });
  }));
  CHECK(only_bug(agreement.report) == "mutex: used after it was destroyed, by main at place 2");
}

TEST_CASE("to destroy what a thread holds is a misuse that says who, and since where") {
  for (const OperationKind kind :
       {OperationKind::lock, OperationKind::lock_shared, OperationKind::once_begin}) {
    CAPTURE(name(kind));
    const ObjectDeclaration& declaration = kind == OperationKind::lock          ? a_mutex
                                           : kind == OperationKind::lock_shared ? a_rwlock
                                                                                : a_once;
    const Agreement agreement = compare_all_searches(subject([&](LambdaProgram& program) {
      program.body("main", [&](LambdaProgram& self, Port& port) {
        const ObjectId it = self.create(port, declaration, "it");
        perform(port, kind, it, use_site);
        LambdaProgram::destroy(port, it, destroy_site);
      });
    }));
    CHECK(only_bug(agreement.report) ==
          "it: destroyed while it is in use; it is held by main since place 1");
  }
}

TEST_CASE("to destroy what a thread waits inside of is a misuse that says who") {
  const struct {
    ObjectDeclaration declaration;
    OperationKind kind;
  } waits[] = {{a_condvar, OperationKind::wait},
               {a_barrier, OperationKind::arrive},
               {a_rendezvous, OperationKind::send}};
  for (const auto& wait : waits) {
    CAPTURE(name(wait.kind));
    const Agreement agreement = compare_all_searches(subject([&](LambdaProgram& program) {
      const ObjectId cell = program.atomic(0);
      const ObjectId mutex = program.mutex();
      program.body("main", [&, cell](LambdaProgram& self, Port& port) {
        const ObjectId it = self.create(port, wait.declaration, "it");
        publish(port, cell, it);
        self.spawn(port, 1);
        LambdaProgram::destroy(port, it, destroy_site);
      });
      program.body("worker", [&, cell, mutex](LambdaProgram&, Port& port) {
        const ObjectId it = taken(port, cell);
        LambdaProgram::lock(port, mutex);
        perform(port, wait.kind, it, use_site, mutex);
      });
    }));
    CHECK(agreement.is_decided);
    // The other order is the other misuse. The two race in either one.
    CHECK(agreement.bugs.contains("misuse, place 1"));
    CHECK(agreement.bugs.contains("misuse, place 2"));
    CHECK(std::ranges::any_of(agreement.report.bugs, [](const Finding& bug) {
      return bug.message == "it: destroyed while it is in use; it is waited in by worker";
    }));
  }
}

TEST_CASE("a condition variable may be destroyed once its waiter was notified") {
  const Agreement agreement = compare_all_searches(subject([](LambdaProgram& program) {
    const ObjectId mutex = program.mutex();
    const ObjectId cell = program.atomic(0);
    const ObjectId ready = program.atomic(0);
    program.body("main", [=](LambdaProgram& self, Port& port) {
      for (int round = 0; round < 2; ++round) {
        const ObjectId condvar = self.create(port, a_condvar, "condvar");
        publish(port, cell, condvar);
        const Value waiter = self.spawn(port, 1);
        LambdaProgram::lock(port, mutex);
        port.perform(LambdaProgram::on(OperationKind::store, ready, Value::of(std::int64_t{1})));
        perform(port, OperationKind::notify_all, condvar);
        LambdaProgram::unlock(port, mutex);
        LambdaProgram::join(port, waiter);
        LambdaProgram::destroy(port, condvar);
        port.perform(LambdaProgram::on(OperationKind::store, ready, Value::of(std::int64_t{0})));
      }
    });
    program.body("waiter", [=](LambdaProgram&, Port& port) {
      const ObjectId condvar = taken(port, cell);
      LambdaProgram::lock(port, mutex);
      while (port.perform(LambdaProgram::on(OperationKind::load, ready)).bits == 0) {
        perform(port, OperationKind::wait, condvar, no_site, mutex);
      }
      LambdaProgram::unlock(port, mutex);
    });
  }));
  CHECK(agreement.is_decided);
  CHECK(agreement.bugs.empty());
  CHECK(agreement.traces > 1);
}

TEST_CASE("what waits for a destroyed object is let go on, into its misuse") {
  const Agreement agreement = compare_all_searches(subject([](LambdaProgram& program) {
    const ObjectId cell = program.atomic(0);
    program.body("main", [=](LambdaProgram& self, Port& port) {
      const ObjectId semaphore = self.create(port, a_semaphore, "permits");
      publish(port, cell, semaphore);
      self.spawn(port, 1);
      LambdaProgram::destroy(port, semaphore, destroy_site);
    });
    program.body("worker", [=](LambdaProgram&, Port& port) {
      perform(port, OperationKind::acquire, taken(port, cell), use_site);
    });
  }));
  CHECK(agreement.is_decided);
  CHECK(agreement.bugs == std::set<std::string>{"data-race", "misuse, place 1"});
}

TEST_CASE("a destroy that main's end cuts off is found where it comes before") {
  const Agreement agreement = compare_all_searches(subject(
      [](LambdaProgram& program) {
        const ObjectId cell = program.atomic(0);
        program.body("main", [=](LambdaProgram& self, Port& port) {
          const ObjectId mutex = self.create(port, a_mutex, "lock");
          publish(port, cell, mutex);
          self.spawn(port, 1);
          perform(port, OperationKind::lock, mutex, use_site);
        });
        program.body("worker", [=](LambdaProgram&, Port& port) {
          LambdaProgram::destroy(port, taken(port, cell), destroy_site);
        });
      },
      MainExit::kill));
  CHECK(agreement.is_decided);
  CHECK(agreement.bugs.contains("misuse, place 2"));  // main holds it
  CHECK(agreement.bugs.contains("misuse, place 1"));  // main locks it afterwards
  CHECK(agreement.outcomes.size() >= 2);
}

TEST_CASE("objects of different kinds may be the same one in different executions") {
  const Agreement agreement = compare_all_searches(subject([](LambdaProgram& program) {
    const ObjectId flag = program.atomic(0);
    const ObjectId cell = program.atomic(0);
    const ObjectId seen = program.atomic(0);
    program.body("main", [=](LambdaProgram& self, Port& port) {
      const Value worker = self.spawn(port, 1);
      LambdaProgram::fetch_add(port, flag, 1);
      const ObjectId it = taken(port, cell);
      LambdaProgram::join(port, worker);
      if (is_there(it)) publish(port, seen, it);
    });
    program.body("worker", [=](LambdaProgram& self, Port& port) {
      const bool first = port.perform(LambdaProgram::on(OperationKind::load, flag)).bits == 0;
      const ObjectId it = self.create(port, first ? a_mutex : a_barrier, "it");
      publish(port, cell, it);
      if (first) {
        LambdaProgram::lock(port, it);
        LambdaProgram::unlock(port, it);
      }
      LambdaProgram::destroy(port, it);
      const ObjectId other = self.create(port, first ? a_rwlock : a_rendezvous, "other");
      if (first) perform(port, OperationKind::lock_shared, other);
    });
  }));
  CHECK(agreement.is_decided);
  CHECK(agreement.bugs.empty());
  CHECK(agreement.outcomes.size() == 2);
}

TEST_CASE("threads that share objects made in loops come to the same end in every search") {
  const Agreement agreement = compare_all_searches(subject([](LambdaProgram& program) {
    const ObjectId cell = program.atomic(0);
    const ObjectId sum = program.atomic(0);
    program.body("main", [=](LambdaProgram& self, Port& port) {
      for (std::int64_t round = 0; round < 2; ++round) {
        const ObjectId counter = self.create(port, an_atomic, "counter");
        publish(port, cell, counter);
        const Value worker = self.spawn(port, 1);
        const std::int64_t before = LambdaProgram::fetch_add(port, counter, 1);
        LambdaProgram::join(port, worker);
        LambdaProgram::fetch_add(port, sum, (10 * before + 1) * (1 + 99 * round));
        LambdaProgram::destroy(port, counter);
      }
    });
    program.body("worker", [=](LambdaProgram&, Port& port) {
      LambdaProgram::fetch_add(port, taken(port, cell), 1);
    });
  }));
  CHECK(agreement.is_decided);
  CHECK(agreement.bugs.empty());
  CHECK(agreement.traces == 4);
}

TEST_CASE("a destroy races with a use that is not ordered before it, whichever comes first") {
  for (const bool joins : {false, true}) {
    for (const ObjectDeclaration& declaration : {a_cell, an_atomic, a_semaphore}) {
      CAPTURE(joins);
      CAPTURE(name(declaration.kind));
      const Agreement agreement = compare_all_searches(subject([&](LambdaProgram& program) {
        const ObjectId cell = program.atomic(0);
        program.body("main", [=](LambdaProgram& self, Port& port) {
          const ObjectId it = self.create(port, declaration, "it");
          publish(port, cell, it);
          const Value worker = self.spawn(port, 1);
          if (joins) LambdaProgram::join(port, worker);
          LambdaProgram::destroy(port, it, destroy_site);
        });
        program.body("worker", [=](LambdaProgram&, Port& port) {
          const OperationKind kind = declaration.kind == ObjectKind::plain ? OperationKind::read
                                     : declaration.kind == ObjectKind::atomic
                                         ? OperationKind::load
                                         : OperationKind::release;
          perform(port, kind, taken(port, cell), use_site);
        });
      }));
      CHECK(agreement.is_decided);
      CHECK(agreement.bugs.contains("data-race") == !joins);
      CHECK(agreement.bugs.contains("misuse, place 1") == !joins);
      if (joins) continue;
      CHECK(std::ranges::any_of(agreement.report.bugs, [](const Finding& bug) {
        return bug.message.starts_with("data race on it: ") &&
               bug.message.find("destroy by main at place 2") != std::string::npos;
      }));
    }
  }
}

// By POSIX and C++: whoever has locked it last may destroy it, as soon as it has unlocked it.
TEST_CASE("a mutex may be destroyed by whoever unlocked it last") {
  const Agreement agreement = compare_all_searches(subject([](LambdaProgram& program) {
    const ObjectId cell = program.atomic(0);
    const ObjectId users = program.plain(2);
    program.body("main", [=](LambdaProgram& self, Port& port) {
      publish(port, cell, self.create(port, a_mutex, "lock"));
      const Value one = self.spawn(port, 1);
      const Value other = self.spawn(port, 1);
      LambdaProgram::join(port, one);
      LambdaProgram::join(port, other);
    });
    program.body("user", [=](LambdaProgram&, Port& port) {
      const ObjectId mutex = taken(port, cell);
      LambdaProgram::lock(port, mutex);
      const std::int64_t left = LambdaProgram::read(port, users) - 1;
      LambdaProgram::write(port, users, left);
      LambdaProgram::unlock(port, mutex);
      if (left == 0) LambdaProgram::destroy(port, mutex);
    });
  }));
  CHECK(agreement.is_decided);
  CHECK(agreement.bugs.empty());
  CHECK(agreement.traces == 2);
}

TEST_CASE("an execution that is given up in a create leaves nothing behind") {
  class GivesUp final : public Scheduler {
   public:
    explicit GivesUp(std::size_t steps) : steps_(steps) {}
    bool begin() override { return true; }
    std::optional<std::size_t> pick(const Point& point) override {
      if (point.step == steps_) return std::nullopt;
      return point.alternatives.size() - 1;
    }

   private:
    std::size_t steps_;
  };
  LambdaProgram program;
  program.allow_creation();
  declare_workers(
      program, 2, nothing,
      [](LambdaProgram& self, Port& port) {
        ScopedMutex outer(self, port);
        ScopedMutex inner(self, port);
        inner.lock();
        inner.unlock();
      },
      nothing);
  Simulation simulation(program, Settings{});
  for (std::size_t steps = 0; steps < 18; ++steps) {
    CAPTURE(steps);
    GivesUp gives_up(steps);
    CHECK(simulation.run(gives_up).status() == Status::abandoned);
  }
  const auto scheduler = make_scheduler("round-robin", 0);
  REQUIRE(scheduler->begin());
  CHECK(simulation.run(*scheduler).status() == Status::completed);
}

TEST_CASE("the trace names what is created, used and destroyed") {
  LambdaProgram program;
  program.allow_creation();
  program.body("main", [](LambdaProgram& self, Port& port) {
    ScopedMutex mutex(self, port);
    mutex.lock();
    mutex.unlock();
  });
  Simulation simulation(program, Settings{});
  const auto scheduler = make_scheduler("round-robin", 0);
  REQUIRE(scheduler->begin());
  simulation.run(*scheduler);
  std::vector<std::string> operations;
  for (const TraceLine& line : trace_lines(simulation.world(), program, {})) {
    operations.push_back(line.operation);
  }
  CHECK(operations == std::vector<std::string>{"create mutex lock", "lock lock", "unlock lock",
                                               "destroy lock", "end"});
}

}  // namespace heddle
