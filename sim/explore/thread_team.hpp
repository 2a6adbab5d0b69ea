#pragma once
// A few OS threads that do a number of things together, again and again, and wait for each other
// in between. It must not know what they do.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace heddle {

class ThreadTeam {
 public:
  // The calling thread is one of them. Where the system allows no more threads there are fewer.
  explicit ThreadTeam(std::size_t threads);
  ~ThreadTeam();
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;

  std::size_t size() const { return threads_.size() + 1; }
  // Calls work(thread, item) for each item below `items` once, on the threads with numbers below
  // size(); the calling one is 0. Returns when all is done; throws the first exception of those
  // that were thrown.
  template <typename Work>
  void run(std::size_t items, Work work) {
    work_ = [](void* context, std::size_t thread, std::size_t item) {
      (*static_cast<Work*>(context))(thread, item);
    };
    context_ = &work;
    run_all(items);
  }

 private:
  void run_all(std::size_t items);
  void do_items(std::size_t thread);
  void serve(std::size_t thread);

  void (*work_)(void* context, std::size_t thread, std::size_t item) = nullptr;
  void* context_ = nullptr;
  std::size_t items_ = 0;
  std::atomic<std::size_t> next_item_{0};
  std::atomic<std::uint32_t> round_{0};    // raised when there is something to do
  std::atomic<std::uint32_t> working_{0};  // threads that are not through with the round
  std::atomic<bool> ends_{false};
  std::mutex mutex_;
  std::exception_ptr error_;  // under mutex_
  std::vector<std::jthread> threads_;
};

}  // namespace heddle
