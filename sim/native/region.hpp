#pragma once
// The memory that a run's process shares with the process that started it: the cells of the
// program, what each thread is doing, the output, and how the run ended. Because it outlives the
// process, a run that is killed or crashes still has an outcome. It holds no pointers, and must not
// know what operations mean.

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "sim/model/ids.hpp"
#include "sim/model/operation.hpp"
#include "sim/model/program.hpp"
#include "sim/native/shared_log.hpp"

namespace heddle::native {

// A text of bounded length, cut off where it is longer.
template <std::size_t capacity>
class BoundedText {
 public:
  void set(std::string_view text) {
    size_ = std::min(text.size(), capacity);
    // Not in the middle of a UTF-8 sequence.
    while (size_ < text.size() && size_ > 0 &&
           (static_cast<unsigned char>(text[size_]) & 0xC0U) == 0x80U) {
      --size_;
    }
    if (size_ != 0) std::memcpy(bytes_.data(), text.data(), size_);
  }
  std::string_view view() const { return {bytes_.data(), size_}; }

 private:
  std::size_t size_ = 0;
  std::array<char, capacity> bytes_{};
};

enum class Activity : std::uint32_t {
  running,
  blocked,  // in an operation that waits for other threads
  timed,    // in an operation that goes on by itself after a while
  ending,   // it has performed its end, but those who wait for that may not know yet
  ended,
};

// Something that a thread holds: a mutex, one side of a rwlock, or the body of a once flag, which
// it runs. Aligned so that it can be read and written as one word.
struct alignas(8) Holding {
  ObjectId object = no_object;
  bool shared = false;

  friend bool operator==(const Holding&, const Holding&) = default;
};

// Written by the thread that it is about, its name by the spawner; on cache lines of its own.
struct alignas(64) ThreadRecord {
  static constexpr std::size_t published_holdings = 16;

  std::atomic<std::uint64_t> steps{0};
  std::atomic<std::uint64_t> looks{0};     // how often it has looked at the condition of an await
  std::atomic<bool> inside{false};         // see gate.hpp
  std::atomic<std::int32_t> kernel_id{0};  // 0: it has not started yet
  // The operation that blocks it; means something while `activity` is blocked or timed.
  std::atomic<Activity> activity{Activity::running};
  std::atomic<OperationKind> kind{};
  std::atomic<ObjectId> object{no_object};
  std::atomic<ThreadId> target{};  // join
  std::atomic<SiteId> site{no_site};
  // The first of its holdings. The search for cycles does not see further ones.
  std::atomic<std::uint32_t> holding_count{0};
  std::array<std::atomic<Holding>, published_holdings> holdings{};
  BoundedText<96> name;
  // The condition that it awaits and the values in it, as they were a moment ago. The version is
  // odd while the text is written; a text that was read meanwhile is none.
  std::atomic<std::uint32_t> awaited_version{0};
  BoundedText<256> awaited;
};

// The message of a run that was cut off (Status::truncated) since it took too much memory.
inline constexpr std::string_view out_of_memory = "out of memory";

// How the run stands; the last fields are written once, before `done`.
struct RunRecord {
  std::atomic<std::uint32_t> threads{0};  // how many thread records are in use
  SharedLog::Extent output;
  SharedLog::Extent texts;
  Status status = Status::completed;
  ThreadId thread{};
  SiteId site = no_site;
  BoundedText<512> message;
  std::atomic<bool> done{false};
};

class Region {
 public:
  // For programs with these many objects and threads. Throws std::system_error without memory.
  Region(std::size_t objects, std::size_t threads);
  ~Region();
  Region(const Region&) = delete;
  Region& operator=(const Region&) = delete;

  // As before a run: no threads, the cells as declared.
  void reset(std::span<const ObjectDeclaration> declarations);

  RunRecord& run() { return *run_; }
  const RunRecord& run() const { return *run_; }
  std::size_t thread_count() const { return run_->threads.load(std::memory_order_acquire); }
  ThreadRecord& thread(ThreadId thread) { return threads_[index(thread)]; }
  const ThreadRecord& thread(ThreadId thread) const { return threads_[index(thread)]; }
  // The 64 bits of a plain or atomic cell; its type never changes.
  std::atomic<std::int64_t>& cell(ObjectId object) { return cells_[index(object)].bits; }
  const std::atomic<std::int64_t>& cell(ObjectId object) const {
    return cells_[index(object)].bits;
  }
  // The lines that were printed.
  SharedLog output() const { return {run_->output, output_}; }
  // Texts that were stored in cells, by their ids in the run's process.
  SharedLog texts() const { return {run_->texts, texts_}; }

 private:
  // A cache line each, so that cells do not share one by accident of their declaration.
  struct alignas(64) Cell {
    std::atomic<std::int64_t> bits{0};
  };

  std::size_t size_ = 0;
  void* memory_ = nullptr;
  RunRecord* run_ = nullptr;
  std::span<ThreadRecord> threads_;
  std::span<Cell> cells_;
  std::span<char> output_;
  std::span<char> texts_;
};

}  // namespace heddle::native
