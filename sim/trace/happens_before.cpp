#include "sim/trace/happens_before.hpp"

namespace heddle {
namespace {

constexpr std::size_t fence_rows = 2;

}  // namespace

HappensBefore::HappensBefore(std::span<const ObjectDeclaration> objects, Clock first_clock)
    : rows_(objects), barriers_(rows_.barriers()), base_(first_clock) {
  for (const ObjectDeclaration& declaration : objects) {
    if (declaration.kind == ObjectKind::channel) messages_.add_channel(declaration.capacity);
  }
  clocks_.add_rows(rows_.rows());
}

bool HappensBefore::begin(std::size_t events) {
  // Each event moves a clock by one at most.
  for (std::size_t thread = 0; thread < thread_count_; ++thread) {
    base_ = std::max(base_, threads_.row(thread)[thread] + 1);
  }
  const auto room = static_cast<std::size_t>(std::numeric_limits<Clock>::max() - base_);
  const bool ran_out = room <= events;
  if (ran_out) forget();
  ++execution_;
  messages_.begin();
  thread_count_ = 0;
  start_threads(1);
  return ran_out;
}

void HappensBefore::forget() {
  threads_.fill_with_zero();
  fences_.fill_with_zero();
  clocks_.fill_with_zero();
  base_ = 1;
}

void HappensBefore::start_threads(std::size_t count) {
  make_rows(count);
  for (; thread_count_ < count; ++thread_count_) {
    assign(own(thread_count_), base_ - 1, width());
    own(thread_count_)[thread_count_] = base_;
    thread_states_[thread_count_] = {};
  }
}

void HappensBefore::make_rows(std::size_t threads) {
  if (threads <= threads_.rows()) return;
  if (threads > threads_.width()) widen(std::max(threads, 2 * threads_.width()));
  fences_.add_rows(fence_rows * (threads - threads_.rows()));
  threads_.add_rows(threads - threads_.rows());
  thread_states_.resize(threads);
}

void HappensBefore::widen(std::size_t lanes) {
  const std::size_t blocks = (lanes + lanes_in_block - 1) / lanes_in_block;
  threads_.widen(blocks * lanes_in_block);
  fences_.widen(blocks * lanes_in_block);
  clocks_.widen(blocks * lanes_in_block);
  messages_.widen(blocks * lanes_in_block);
}

void HappensBefore::apply(const Event& event) { rules().apply(event); }

void HappensBefore::see(std::size_t thread, std::uint32_t row) {
  bool& has_seen = thread_states_[thread].has_unfenced_loads;
  if (has_seen) {
    heddle::join(unfenced(thread), clocks_.row(row), width());
  } else {
    assign(unfenced(thread), clocks_.row(row), width());
  }
  has_seen = true;
}

void HappensBefore::acquire_fence(std::size_t thread) {
  bool& has_seen = thread_states_[thread].has_unfenced_loads;
  if (has_seen) heddle::join(own(thread), unfenced(thread), width());
  has_seen = false;
}

void HappensBefore::release_fence(std::size_t thread) {
  assign(fenced(thread), own(thread), width());
  thread_states_[thread].has_released_by_fence = true;
  part(thread);
}

void HappensBefore::publish_fenced(std::size_t thread, std::uint32_t row) {
  if (!thread_states_[thread].has_released_by_fence) return clear(row);
  assign(clocks_.row(row), fenced(thread), width());
}

void HappensBefore::contribute_fenced(std::size_t thread, std::uint32_t row) {
  if (!thread_states_[thread].has_released_by_fence) return;
  heddle::join(clocks_.row(row), fenced(thread), width());
}

void HappensBefore::spawn(std::size_t thread, std::size_t child) {
  if (child < thread_count_) return;
  start_threads(child);
  make_rows(child + 1);
  assign(own(child), own(thread), width());
  own(child)[child] = base_;
  thread_states_[child] = {};
  thread_count_ = child + 1;
  part(thread);
}

void HappensBefore::join(std::size_t thread, std::size_t child) {
  if (child == thread || child >= thread_count_) return;
  teach(child, thread);
}

// Threads that wait are forgotten when the barrier is first used in an execution, so that unused
// ones cost nothing.
std::vector<std::uint32_t>& HappensBefore::waiting_at(std::uint32_t number) {
  Barrier& barrier = barriers_[number];
  if (barrier.execution != execution_) {
    barrier.execution = execution_;
    barrier.waiting.clear();
  }
  return barrier.waiting;
}

std::optional<std::size_t> HappensBefore::learn_message(std::size_t thread, std::uint32_t channel) {
  const MessageClocks::Message message = messages_.pop_message(channel);
  if (message.clocks == nullptr) return std::nullopt;
  heddle::join(own(thread), message.clocks, width());
  return message.sender;
}

void HappensBefore::learn_receipt(std::size_t thread, std::uint32_t channel) {
  if (!messages_.send_needs_receipt(channel)) return;
  const Clock* const receipt = messages_.pop_receipt(channel);
  if (receipt != nullptr) heddle::join(own(thread), receipt, width());
}

}  // namespace heddle
