#include <chrono>
#include <mutex>

#include "scenarios/code/reader_writer_lock.hpp"
#include "scenarios/code/spin_lock.hpp"
#include "scenarios/code/ticket_lock.hpp"
#include "tests/code/programs.hpp"

namespace heddle::programs_under_test {
namespace {

using namespace programs;

template <typename Lock>
void use_lock() {
  Lock lock;
  heddle::shared<int> count = 0;
  const auto increment = [&] {
    const std::lock_guard guard(lock);
    ++count;
  };
  heddle::thread a(increment);
  heddle::thread b(increment);
  a.join();
  b.join();
  heddle::expect(count == 2, "each increment counts");
}

template <ReaderWriterLockBug bug>
void use_reader_writer_lock() {
  ReaderWriterLock<bug> lock;
  heddle::shared<int> value = 0;
  const auto read = [&] {
    lock.lock_shared();
    heddle::expect(value == 0 || value == 1, "the value is one that was written");
    lock.unlock_shared();
  };
  heddle::thread reader(read);
  heddle::thread writer([&] {
    if (!lock.try_lock_for(std::chrono::milliseconds(5))) return;
    value = 1;
    lock.unlock();
  });
  read();
  reader.join();
  writer.join();
}

}  // namespace

std::vector<ProgramUnderTest> locks() {
  return {
      {.name = "spin_lock",
       .right = use_lock<SpinLock<>>,
       .flawed = {{.bug = "tests_then_sets",
                   .body = use_lock<SpinLock<SpinLockBug::tests_then_sets>>,
                   .kinds = {"assertion", "data-race"}},
                  {.bug = "unlocks_relaxed",
                   .body = use_lock<SpinLock<SpinLockBug::unlocks_relaxed>>,
                   .kinds = {"data-race"}}}},
      {.name = "ticket_lock",
       .right = use_lock<TicketLock<>>,
       .flawed = {{.bug = "draws_in_two_steps",
                   .body = use_lock<TicketLock<TicketLockBug::draws_in_two_steps>>,
                   .kinds = {"assertion", "data-race", "deadlock"}}}},
      {.name = "reader_writer_lock",
       .right = use_reader_writer_lock<ReaderWriterLockBug::none>,
       .flawed = {{.bug = "gives_up_silently",
                   .body = use_reader_writer_lock<ReaderWriterLockBug::gives_up_silently>,
                   .kinds = {"deadlock"}}}},
  };
}

}  // namespace heddle::programs_under_test
