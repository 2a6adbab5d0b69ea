#include "sim/native/run.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <exception>
#include <new>
#include <system_error>
#include <thread>

#include "sim/native/thread_port.hpp"

namespace heddle::native {

Run::Run(Program& program, const Settings& settings, Region& region, Primitives& primitives,
         std::uint64_t seed)
    : program_(program),
      settings_(settings),
      objects_(program.objects()),
      region_(region),
      primitives_(primitives),
      gate_(region),
      seed_(seed),
      threads_(settings.thread_limit) {}

Run::~Run() = default;

void Run::execute() {
  gate_.prepare();
  program_.reset();
  run_body(add_thread(nullptr, program_.texts()[program_.main_label()]));
  park();
}

ThreadId Run::add_thread(const Operation* spawn, std::string_view name) {
  const ThreadId id = static_cast<ThreadId>(region_.thread_count());
  ThreadRecord& record = *std::construct_at(&region_.thread(id));
  record.name.set(name);
  auto thread = std::make_unique<Thread>();
  thread->port = std::make_unique<ThreadPort>(*this, id, record, name, seed_);
  threads_[index(id)] = std::move(thread);
  program_.start(id, spawn);
  live_threads_.fetch_add(1);
  region_.run().threads.store(static_cast<std::uint32_t>(index(id) + 1), std::memory_order_release);
  return id;
}

ThreadId Run::spawn(ThreadId spawner, const Operation& operation, std::string_view name) {
  const std::lock_guard guard(spawn_mutex_);
  const ThreadRecord& self = region_.thread(spawner);
  if (region_.thread_count() >= settings_.thread_limit) {
    finish(self, Status::fault, spawner, operation.site, "more threads than the limit allows");
  }
  const ThreadId id = add_thread(&operation, name);
  try {
    // Detached: after its join, a thread may live on for the moment that it needs to leave. A join
    // waits for `ended`, and the process ends by its exit only.
    std::thread([this, id] { run_body(id); }).detach();
  } catch (const std::system_error&) {
    finish(self, Status::truncated, spawner, operation.site,
           "the operating system allows no more threads");
  }
  return id;
}

void Run::run_body(ThreadId thread) {
  ThreadRecord& record = region_.thread(thread);
  record.kernel_id.store(static_cast<std::int32_t>(syscall(SYS_gettid)), std::memory_order_release);
  try {
    program_.run(thread, *threads_[index(thread)]->port);
  } catch (const std::bad_alloc&) {
    finish(record, Status::truncated, thread, no_site, out_of_memory);
  } catch (const std::exception& exception) {
    finish(record, Status::crash, thread, no_site,
           std::string("an exception left the thread: ") + exception.what());
  } catch (...) {
    finish(record, Status::crash, thread, no_site, "an exception left the thread");
  }
}

void Run::wait_for_end(ThreadId thread) { threads_[index(thread)]->ended.wait(); }

bool Run::join(ThreadId thread) { return !threads_[index(thread)]->joined.exchange(true); }

bool Run::end(ThreadId thread, ThreadRecord& record) {
  if (thread == main_thread && settings_.main_exit == MainExit::kill) return true;
  if (!gate_.enter(record)) park();
  record.activity.store(Activity::ending, std::memory_order_release);
  const bool last = live_threads_.fetch_sub(1) == 1;
  gate_.leave(record);
  if (last) return true;
  threads_[index(thread)]->ended.happen();
  record.activity.store(Activity::ended, std::memory_order_release);
  return false;
}

void Run::finish(const ThreadRecord& self, Status status, ThreadId thread, SiteId site,
                 std::string_view message) {
  if (!gate_.close(self)) park();
  RunRecord& run = region_.run();
  run.status = status;
  run.thread = thread;
  run.site = site;
  run.message.set(message);
  run.done.store(true, std::memory_order_release);
  _exit(0);
}

void Run::park() {
  while (true) pause();
}

void Run::print(TextId line) {
  const std::string_view text = program_.texts()[line];
  const std::lock_guard guard(output_mutex_);
  region_.output().append(0, text);
}

void Run::export_text(TextId text) {
  const std::lock_guard guard(texts_mutex_);
  if (exported_.size() <= index(text)) exported_.resize(index(text) + 1);
  if (exported_[index(text)]) return;
  exported_[index(text)] = true;
  region_.texts().append(static_cast<std::uint32_t>(index(text)), program_.texts()[text]);
}

}  // namespace heddle::native
