#include "sim/trace/happens_before.hpp"

namespace heddle {
namespace {

constexpr std::size_t fence_rows = 2;

}  // namespace

HappensBefore::HappensBefore(std::span<const ObjectDeclaration> objects, Clock first_clock)
    : declared_(objects.size()),
      unordered_row_(HappensBeforeRules<HappensBefore>::atomically_row + 1),
      base_(first_clock) {
  clocks_.add_rows(unordered_row_ + 1);
  for (const ObjectDeclaration& declaration : objects) {
    objects_.push_back(make(declaration));
    if (!declaration.orders_memory) objects_.back().row = unordered_row_;
  }
}

HappensBefore::SynchronizationObject HappensBefore::make(const ObjectDeclaration& declaration) {
  SynchronizationObject object{.kind = declaration.kind, .row = 0, .extra = 0};
  const auto add_row = [this] {
    clocks_.add_rows(1);
    return static_cast<std::uint32_t>(clocks_.rows() - 1);
  };
  if (declaration.kind != ObjectKind::plain) object.row = add_row();
  if (declaration.kind == ObjectKind::rwlock) object.extra = add_row();
  if (declaration.kind == ObjectKind::channel) {
    object.extra = messages_.add_channel(declaration.capacity);
  }
  if (declaration.kind == ObjectKind::barrier) {
    object.extra = static_cast<std::uint32_t>(barriers_.size());
    barriers_.emplace_back();
  }
  return object;
}

// What is left in its rows is of earlier executions, and so before all that happens in this one.
void HappensBefore::create(const Event& event) {
  if (event.object == no_object) return;
  const ObjectDeclaration declaration = declaration_of(event);
  const std::size_t number = created_.add(event.object);
  if (number >= made_.size()) made_.resize(number + 1);
  if (declared_ + number >= objects_.size()) objects_.resize(declared_ + number + 1);
  const auto kind = static_cast<std::size_t>(declaration.kind);
  SynchronizationObject& made = made_[number][kind];
  const bool is_new = made.row == 0 && declaration.kind != ObjectKind::plain;
  if (is_new) made = make(declaration);
  made.kind = declaration.kind;
  if (declaration.kind == ObjectKind::channel) {
    messages_.set_capacity(made.extra, declaration.capacity);
  }
  SynchronizationObject& object = objects_[declared_ + number] = made;
  if (!declaration.orders_memory) object.row = unordered_row_;
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

// The row of the bytes that an atomic access begins at. Atomic accesses to one place have one size.
std::optional<std::uint32_t> HappensBefore::row_of_access(const Event& event) {
  if (is_whole(event)) return row(event.object);
  const std::uint64_t place =
      std::uint64_t{index(event.object)} << 32U | std::uint64_t{extent_of(event).offset};
  const auto [found, is_new] =
      rows_of_bytes_.try_emplace(place, static_cast<std::uint32_t>(clocks_.rows()));
  if (is_new) clocks_.add_rows(1);
  return found->second;
}

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
std::vector<std::uint32_t>& HappensBefore::waiting_at(ObjectId object) {
  Barrier& barrier = barriers_[extra(object)];
  if (barrier.execution != execution_) {
    barrier.execution = execution_;
    barrier.waiting.clear();
  }
  return barrier.waiting;
}

std::optional<std::size_t> HappensBefore::learn_message(std::size_t thread, ObjectId channel) {
  const MessageClocks::Message message = messages_.pop_message(extra(channel));
  if (message.clocks == nullptr) return std::nullopt;
  heddle::join(own(thread), message.clocks, width());
  return message.sender;
}

void HappensBefore::learn_receipt(std::size_t thread, ObjectId channel) {
  if (!messages_.send_needs_receipt(extra(channel))) return;
  const Clock* const receipt = messages_.pop_receipt(extra(channel));
  if (receipt != nullptr) heddle::join(own(thread), receipt, width());
}

}  // namespace heddle
