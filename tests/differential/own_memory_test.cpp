// Programs that keep the values of their memory themselves: C++ structures, accessed in parts of
// several sizes that overlap, in all complete searches.

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/trace/footprint.hpp"
#include "tests/differential/all_searches.hpp"
#include "tests/differential/generator_random.hpp"
#include "tests/fiber/lambda_program.hpp"

namespace heddle::differential {
namespace {

using tests::LambdaProgram;

// A block of memory of the program, of which the engine knows the accesses and not the values: as a
// front end for C++ code would have it for each object in memory.
template <typename Structure>
class Block {
 public:
  explicit Block(ObjectId id) : id_(id) {}

  Structure& values() { return values_; }

  template <typename Part>
  Part read(Port& port, Part Structure::*part, SiteId site = no_site) {
    const Part& place = values_.*part;
    port.perform(access(OperationKind::access, place, false, site));
    port.report(MemoryEffect::read);
    return place;
  }
  template <typename Part>
  void write(Port& port, Part Structure::*part, const Part& value, SiteId site = no_site) {
    Part& place = values_.*part;
    port.perform(access(OperationKind::access, place, true, site));
    place = value;
    port.report(MemoryEffect::write);
  }
  Structure read_all(Port& port, SiteId site = no_site) {
    port.perform(access(OperationKind::access, values_, false, site));
    port.report(MemoryEffect::read);
    return values_;
  }
  void write_all(Port& port, const Structure& value, SiteId site = no_site) {
    port.perform(access(OperationKind::access, values_, true, site));
    values_ = value;
    port.report(MemoryEffect::write);
  }
  // Atomic ones, as std::atomic_ref has them.
  template <typename Part>
  Part load(Port& port, Part Structure::*part, MemoryOrder order = MemoryOrder::seq_cst) {
    const Part& place = values_.*part;
    port.perform(access(OperationKind::atomic_access, place, false, no_site, order));
    port.report(MemoryEffect::read);
    return place;
  }
  template <typename Part>
  void store(Port& port, Part Structure::*part, Part value,
             MemoryOrder order = MemoryOrder::seq_cst) {
    Part& place = values_.*part;
    port.perform(access(OperationKind::atomic_access, place, true, no_site, order));
    place = value;
    port.report(MemoryEffect::write);
  }
  template <typename Part>
  Part fetch_add(Port& port, Part Structure::*part, Part value) {
    Part& place = values_.*part;
    port.perform(access(OperationKind::atomic_access, place, true));
    port.report(MemoryEffect::read_and_write);
    return std::exchange(place, static_cast<Part>(place + value));
  }
  template <typename Part>
  bool compare_exchange(Port& port, Part Structure::*part, Part expected, Part desired) {
    Part& place = values_.*part;
    port.perform(access(OperationKind::atomic_access, place, true));
    const bool succeeds = place == expected;
    if (succeeds) place = desired;
    port.report(succeeds ? MemoryEffect::read_and_write : MemoryEffect::read);
    return succeeds;
  }

 private:
  template <typename Part>
  Operation access(OperationKind kind, const Part& place, bool may_write, SiteId site = no_site,
                   MemoryOrder order = MemoryOrder::seq_cst) const {
    Operation operation{.kind = kind};
    operation.object = id_;
    operation.order = order;
    operation.site = site;
    operation.offset = static_cast<std::uint32_t>(reinterpret_cast<const std::byte*>(&place) -
                                                  reinterpret_cast<const std::byte*>(&values_));
    operation.size = sizeof(Part);
    operation.operand = Value::of(may_write);
    return operation;
  }

  ObjectId id_;
  Structure values_{};
};

struct Account {
  std::int64_t balance = 0;
  std::int32_t low = 0;
  std::int32_t high = 0;
  std::array<char, 16> owner{};
};

using Body = std::function<std::string(Port&)>;

// Main resets the memory, spawns a thread for each body, joins them, and prints what each returned
// and what `at_end` says.
template <typename Structure>
Subject subject(std::function<std::vector<Body>(Block<Structure>&)> bodies,
                std::function<std::string(const Structure&)> at_end) {
  Subject made;
  made.settings.main_exit = MainExit::join;
  auto texts = std::make_shared<Texts>();
  made.make = [texts, bodies = std::move(bodies), at_end = std::move(at_end)] {
    auto program = std::make_unique<LambdaProgram>(texts);
    auto block = std::make_shared<Block<Structure>>(program->add({.kind = ObjectKind::block}));
    auto parts = std::make_shared<std::vector<Body>>(bodies(*block));
    auto results = std::make_shared<std::vector<std::string>>(parts->size());
    program->body("main", [=](LambdaProgram& self, Port& port) {
      block->values() = {};
      std::vector<Value> handles;
      for (std::uint32_t each = 0; each < parts->size(); ++each) {
        handles.push_back(self.spawn(port, 1 + each));
      }
      for (const Value handle : handles) LambdaProgram::join(port, handle);
      std::string line = at_end(block->values());
      for (const std::string& result : *results) line += ", " + result;
      self.print(port, line);
    });
    for (std::size_t each = 0; each < parts->size(); ++each) {
      program->body("worker" + std::to_string(each),
                    [=](LambdaProgram&, Port& port) { (*results)[each] = (*parts)[each](port); });
    }
    return program;
  };
  return made;
}

constexpr SiteId first_site{1};
constexpr SiteId second_site{2};

}  // namespace

TEST_CASE("accesses to different parts of a structure commute, and do not race") {
  const Agreement agreement = compare_all_searches(
      subject<Account>(
          [](Block<Account>& account) {
            return std::vector<Body>{[&](Port& port) {
                                       account.write(port, &Account::low, 1);
                                       account.write(port, &Account::low, 2);
                                       return std::string();
                                     },
                                     [&](Port& port) {
                                       account.write(port, &Account::high, 3);
                                       return std::to_string(account.read(port, &Account::high));
                                     },
                                     [&](Port& port) {
                                       account.write(port, &Account::balance, std::int64_t{5});
                                       return std::string();
                                     }};
          },
          [](const Account& account) {
            return std::to_string(account.low + account.high + account.balance);
          }),
      20'000);
  CHECK(agreement.is_decided);
  CHECK(agreement.traces == 1);
  CHECK(agreement.bugs.empty());
  CHECK(agreement.outcomes.size() == 1);
}

TEST_CASE(
    "an access to a whole structure conflicts with one to each of its parts, and races with it") {
  const Agreement agreement = compare_all_searches(subject<Account>(
      [](Block<Account>& account) {
        return std::vector<Body>{[&](Port& port) {
                                   account.write(port, &Account::low, 1, first_site);
                                   account.write(port, &Account::high, 2, first_site);
                                   return std::string();
                                 },
                                 [&](Port& port) {
                                   const Account seen = account.read_all(port, second_site);
                                   return std::to_string(seen.low) + std::to_string(seen.high);
                                 }};
      },
      [](const Account&) { return std::string(); }));
  CHECK(agreement.is_decided);
  CHECK(agreement.traces == 3);
  CHECK(agreement.outcomes.size() == 3);
  CHECK(agreement.bugs == std::set<std::string>{"data-race"});
}

TEST_CASE("halves of a number overlap with the whole and not with each other") {
  const Agreement agreement = compare_all_searches(
      subject<Account>(
          [](Block<Account>& account) {
            return std::vector<Body>{[&](Port& port) {
                                       account.store(port, &Account::low, 1);
                                       return std::string();
                                     },
                                     [&](Port& port) {
                                       account.store(port, &Account::high, 1);
                                       return std::string();
                                     },
                                     [&](Port& port) {
                                       const Account seen = account.read_all(port);
                                       return std::to_string(2 * seen.low + seen.high);
                                     }};
          },
          [](const Account&) { return std::string(); }),
      20'000);
  CHECK(agreement.is_decided);
  CHECK(agreement.traces == 4);
  CHECK(agreement.outcomes.size() == 4);
  // Of the plain access with the atomic ones; these do not race with each other.
  CHECK(agreement.bugs == std::set<std::string>{"data-race"});
}

TEST_CASE("a compare_exchange that failed was a load") {
  const Agreement agreement = compare_all_searches(subject<Account>(
      [](Block<Account>& account) {
        const auto fails = [&](Port& port) {
          return std::string(account.compare_exchange(port, &Account::low, 7, 8) ? "yes" : "no");
        };
        return std::vector<Body>{fails, fails, fails};
      },
      [](const Account&) { return std::string(); }));
  CHECK(agreement.is_decided);
  CHECK(agreement.traces == 1);
  CHECK(agreement.executions == 1);
}

TEST_CASE("a compare_exchange is ordered by what it found") {
  const Agreement agreement = compare_all_searches(subject<Account>(
      [](Block<Account>& account) {
        const auto takes = [&](Port& port) {
          return std::string(account.compare_exchange(port, &Account::low, 0, 1) ? "yes" : "no");
        };
        return std::vector<Body>{takes, takes, takes};
      },
      [](const Account&) { return std::string(); }));
  CHECK(agreement.is_decided);
  CHECK(agreement.outcomes.size() == 3);
  // One of three succeeds, and the two that fail commute.
  CHECK(agreement.traces == 3);
}

TEST_CASE("an atomic in a structure publishes what is beside it") {
  for (const MemoryOrder order : {MemoryOrder::release, MemoryOrder::relaxed}) {
    CAPTURE(name(order));
    const Agreement agreement = compare_all_searches(subject<Account>(
        [order](Block<Account>& account) {
          return std::vector<Body>{
              [&account, order](Port& port) {
                account.write(port, &Account::owner, std::array<char, 16>{"somebody"}, first_site);
                account.store(port, &Account::low, 1, order);
                return std::string();
              },
              [&account](Port& port) {
                if (account.load(port, &Account::low, MemoryOrder::acquire) == 0) {
                  return std::string("nobody");
                }
                return std::string(account.read(port, &Account::owner, second_site).data());
              }};
        },
        [](const Account&) { return std::string(); }));
    CHECK(agreement.is_decided);
    CHECK(agreement.outcomes.size() == 2);
    CHECK(agreement.bugs.contains("data-race") == (order == MemoryOrder::relaxed));
  }
}

// A block that is created when it is needed, as memory that is allocated, and gone with its owner.
TEST_CASE("the use of a block that may have been freed is a misuse and a race") {
  const ObjectDeclaration a_block{.kind = ObjectKind::block};
  Subject made;
  made.settings.main_exit = MainExit::join;
  made.make = [&a_block] {
    auto program = std::make_unique<LambdaProgram>();
    program->allow_creation();
    const ObjectId cell = program->atomic(0);
    program->body("main", [=](LambdaProgram& self, Port& port) {
      const ObjectId block = self.create(port, a_block, "record");
      port.perform(LambdaProgram::on(OperationKind::store, cell,
                                     Value::of(static_cast<std::int64_t>(index(block)))));
      const Value worker = self.spawn(port, 1);
      LambdaProgram::destroy(port, block, first_site);
      LambdaProgram::join(port, worker);
    });
    program->body("worker", [=](LambdaProgram&, Port& port) {
      Operation access{.kind = OperationKind::access};
      access.object = static_cast<ObjectId>(LambdaProgram::fetch_add(port, cell, 0));
      access.size = 4;
      access.site = second_site;
      port.perform(access);
    });
    return program;
  };
  const Agreement agreement = compare_all_searches(made);
  CHECK(agreement.is_decided);
  CHECK(agreement.bugs == std::set<std::string>{"data-race", "misuse, place 2"});
}

namespace {

// Random accesses to sixteen bytes.
struct RandomAccess {
  std::uint32_t offset = 0;
  std::uint32_t size = 0;
  enum class Does : std::uint8_t { read, write, add, exchange_if_zero } does{};
  bool is_atomic = false;
};

struct Bytes {
  std::array<std::uint8_t, 16> bytes{};
};

std::vector<std::vector<RandomAccess>> random_accesses(std::uint64_t seed) {
  Random random(seed);
  std::vector<std::vector<RandomAccess>> threads(2 + random.below(2));
  for (std::vector<RandomAccess>& thread : threads) {
    const std::size_t count = 1 + random.below(threads.size() == 2 ? 4 : 2);
    for (std::size_t each = 0; each < count; ++each) {
      RandomAccess access;
      access.size = random.one_of({1U, 2U, 4U, 8U});
      access.offset = static_cast<std::uint32_t>(random.below(17 - access.size));
      using Does = RandomAccess::Does;
      access.does = random.one_of({Does::read, Does::write, Does::add, Does::exchange_if_zero});
      access.is_atomic = random.chance(60);
      thread.push_back(access);
    }
  }
  return threads;
}

// Does it in the program's memory, and reports it. The result shows what was read.
std::string perform(const RandomAccess& random, ObjectId block, Bytes& memory, std::uint8_t value,
                    Port& port) {
  using Does = RandomAccess::Does;
  Operation operation{.kind =
                          random.is_atomic ? OperationKind::atomic_access : OperationKind::access};
  operation.object = block;
  operation.offset = random.offset;
  operation.size = random.size;
  operation.operand = Value::of(random.does != Does::read);
  port.perform(operation);
  std::uint8_t* const place = memory.bytes.data() + random.offset;
  std::string seen;
  for (std::uint32_t byte = 0; byte < random.size; ++byte)
    seen += std::to_string(place[byte]) + ".";
  switch (random.does) {
    case Does::read:
      port.report(MemoryEffect::read);
      return seen;
    case Does::write:
      std::memset(place, value, random.size);
      port.report(MemoryEffect::write);
      return {};
    case Does::add:
      for (std::uint32_t byte = 0; byte < random.size; ++byte) ++place[byte];
      port.report(MemoryEffect::read_and_write);
      return seen;
    case Does::exchange_if_zero: {
      const bool succeeds = place[0] == 0;
      if (succeeds) place[0] = value;
      port.report(succeeds ? MemoryEffect::read_and_write : MemoryEffect::read);
      return succeeds ? "yes" : "no";
    }
  }
  return {};
}

Subject random_subject(std::uint64_t seed) {
  Subject made;
  made.settings.main_exit = MainExit::join;
  made.make = [seed, texts = std::make_shared<Texts>()] {
    const auto threads = random_accesses(seed);
    auto program = std::make_unique<LambdaProgram>(texts);
    const ObjectId block = program->add({.kind = ObjectKind::block});
    auto memory = std::make_shared<Bytes>();
    auto results = std::make_shared<std::vector<std::string>>(threads.size());
    const std::size_t count = threads.size();
    program->body("main", [=](LambdaProgram& self, Port& port) {
      *memory = {};
      std::vector<Value> handles;
      for (std::uint32_t each = 1; each <= count; ++each) handles.push_back(self.spawn(port, each));
      for (const Value handle : handles) LambdaProgram::join(port, handle);
      std::string line;
      for (const std::uint8_t byte : memory->bytes) line += std::to_string(byte) + " ";
      for (const std::string& result : *results) line += ", " + result;
      self.print(port, line);
    });
    for (std::size_t each = 0; each < count; ++each) {
      program->body("worker" + std::to_string(each),
                    [=, accesses = threads[each]](LambdaProgram&, Port& port) {
                      std::string& result = (*results)[each];
                      result.clear();
                      auto value = static_cast<std::uint8_t>(10 * (each + 1));
                      for (const RandomAccess& access : accesses) {
                        result += perform(access, block, *memory, ++value, port) + " ";
                      }
                    });
    }
    return program;
  };
  return made;
}

}  // namespace

TEST_CASE("all complete searches agree on random accesses that overlap") {
  std::uint64_t decided = 0;
  std::uint64_t executions = 0;
  std::uint64_t interleavings = 0;
  const std::uint64_t programs = programs_for_each_test(HEDDLE_LONG_TESTS ? 150 : 40);
  for (std::uint64_t seed = 0; seed < programs; ++seed) {
    CAPTURE(seed);
    const Agreement agreement = compare_all_searches(random_subject(seed));
    if (!agreement.is_decided) continue;
    ++decided;
    executions += agreement.executions;
    interleavings += agreement.report.executions;
  }
  MESSAGE("decided " << decided << " programs: " << executions << " executions for "
                     << interleavings << " interleavings");
  CHECK(2 * decided > programs);
  CHECK(2 * executions < interleavings);
}

TEST_CASE("dpor needs to know what reads and what writes memory of the program") {
  for (const Row row : {Row::read_block, Row::write_block}) {
    bool is_needed = false;
    for (std::uint64_t seed = 0; seed < 50 && !is_needed; ++seed) {
      is_needed = is_row_needed(random_subject(seed), static_cast<std::size_t>(row));
    }
    CHECK(is_needed);
  }
}

}  // namespace heddle::differential
