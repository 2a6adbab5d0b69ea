#include "sim/explain/trace_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "sim/explain/descriptions.hpp"
#include "sim/model/operation_table.hpp"
#include "sim/model/printable_text.hpp"

namespace heddle {
namespace {

class Wording {
 public:
  Wording(const World& world, Program& program) : world_(world), program_(program) {
    for (std::size_t id = 0; id < world.thread_count(); ++id) {
      threads_.push_back(
          world.thread_name(ThreadId{static_cast<std::uint32_t>(id)}, program.texts()));
    }
  }

  const std::string& thread(ThreadId thread) const { return threads_[index(thread)]; }
  std::string operation(const Event& event) const;
  std::string way(const Event& event) const;

 private:
  std::string value(const Value& value) const { return to_text(value, program_.texts()); }
  std::string object(ObjectId object) const {
    return object_name(object, world_, program_, program_.texts());
  }
  std::string on_memory(const Event& event) const;
  std::string on_block(const Event& event) const;
  std::string on_condvar(const Event& event) const;
  std::string on_channel(const Event& event) const;
  std::string plain(const Event& event) const;

  const World& world_;
  Program& program_;
  std::vector<std::string> threads_;  // by ThreadId
};

std::string Wording::operation(const Event& event) const {
  switch (event.kind) {
    case OperationKind::wait:
      return on_condvar(event);
    case OperationKind::send:
    case OperationKind::recv:
    case OperationKind::try_recv:
      return on_channel(event);
    case OperationKind::spawn:
      // One that failed has no new thread.
      if (event.value.type != ValueType::thread) return "spawn";
      return "spawn " + thread(ThreadId{event.detail});
    case OperationKind::join:
      return "join " + thread(ThreadId{event.detail});
    case OperationKind::print:
      return "print " + value(event.value);
    case OperationKind::choose:
      return fmt::format("choose number {}", event.detail);
    case OperationKind::fence:
      return fmt::format("fence {}", name(event.order));
    case OperationKind::atomically_begin:
      return "atomically";
    case OperationKind::read:
    case OperationKind::write:
    case OperationKind::load:
    case OperationKind::store:
    case OperationKind::fetch_add:
    case OperationKind::fetch_sub:
    case OperationKind::fetch_and:
    case OperationKind::fetch_or:
    case OperationKind::fetch_xor:
    case OperationKind::exchange:
    case OperationKind::compare_exchange:
      return on_memory(event);
    case OperationKind::create:
      if (event.object == no_object) return "create";
      // Of memory it says nothing that it is some.
      if (declaration_of(event).kind == ObjectKind::block) return "create " + object(event.object);
      return fmt::format("create {} {}", name(declaration_of(event).kind), object(event.object));
    case OperationKind::access:
    case OperationKind::atomic_access:
      return on_block(event);
    case OperationKind::destroy:
    case OperationKind::lock:
    case OperationKind::unlock:
    case OperationKind::try_lock:
    case OperationKind::lock_shared:
    case OperationKind::unlock_shared:
    case OperationKind::try_lock_shared:
    case OperationKind::notify_one:
    case OperationKind::notify_all:
    case OperationKind::acquire:
    case OperationKind::release:
    case OperationKind::try_acquire:
    case OperationKind::arrive:
    case OperationKind::once_begin:
    case OperationKind::once_end:
    case OperationKind::close:
    case OperationKind::sleep:
    case OperationKind::yield:
    case OperationKind::end:
    case OperationKind::await:
    case OperationKind::atomically_end:
    case OperationKind::fail:
      return plain(event);
  }
  return plain(event);
}

std::string Wording::on_memory(const Event& event) const {
  std::string text = fmt::format("{} {}", name(event.kind), object(event.object));
  const bool stores = effect_of(event.kind) == CellEffect::write;
  text += (stores ? " <- " : " -> ") + value(event.value);
  if (is_read_modify_write(event.kind)) {
    text +=
        event.written.type == ValueType::nothing ? ", unchanged" : ", now " + value(event.written);
  }
  if (!is_plain_memory(event.kind) && event.order != MemoryOrder::seq_cst) {
    text += fmt::format(" ({})", name(event.order));
  }
  return text;
}

std::string Wording::on_block(const Event& event) const {
  const MemoryEffect effect = memory_effect_of(event);
  const Extent extent = extent_of(event);
  const bool is_atomic = event.kind == OperationKind::atomic_access;
  const bool has_value = event.written.type != ValueType::nothing;
  std::string_view what = is_atomic ? "load" : "read";
  std::string_view arrow = " -> ";
  if (writes(effect)) {
    what = is_atomic ? "store" : "write";
    arrow = " <- ";
    if (reads(effect)) {
      what = is_atomic ? "update" : "read and write";
      arrow = ", now ";
    }
  }
  std::string text = fmt::format("{} {}", what, object(event.object));
  if (!is_whole(event)) {
    text +=
        fmt::format(", bytes {} to {}", extent.offset, std::uint64_t{extent.offset} + extent.size);
  }
  if (has_value) text += std::string(arrow) + value(event.written);
  if (is_atomic && event.order != MemoryOrder::seq_cst) {
    text += fmt::format(" ({})", name(event.order));
  }
  return text;
}

std::string Wording::on_condvar(const Event& event) const {
  const std::string condvar = object(event.object);
  if (event.mutex == no_object) return "wait " + condvar;
  const std::string mutex = object(event.mutex);
  if (event.phase == Phase::enter) return fmt::format("wait {}, unlock {}", condvar, mutex);
  if (event.phase == Phase::leave) return fmt::format("woken from {}, lock {}", condvar, mutex);
  return "wait " + condvar;
}

std::string Wording::on_channel(const Event& event) const {
  const std::string channel = object(event.object);
  if (event.kind == OperationKind::send) {
    if (event.phase == Phase::leave) return fmt::format("send {}: taken", channel);
    return fmt::format("{} {} <- {}", event.phase == Phase::enter ? "offer" : "send", channel,
                       value(event.value));
  }
  return fmt::format("{} {} -> {}", name(event.kind), channel, value(event.value));
}

std::string Wording::plain(const Event& event) const {
  std::string text(name(event.kind));
  if (event.object != no_object) text += " " + object(event.object);
  if (event.kind == OperationKind::arrive && event.phase == Phase::leave) text += ", go on";
  // Of the operations that are left, those have a result that may fail.
  if (event.value.type != ValueType::nothing) text += " -> " + value(event.value);
  return text;
}

std::string Wording::way(const Event& event) const {
  switch (event.way) {
    case Way::timeout:
      return "times out";
    case Way::spurious:
      return "wakes up spuriously";
    case Way::waiter:  // said of every notification
    case Way::normal:
    case Way::datum:
      return {};
  }
  return {};
}

// How many threads wait at each condition variable, which an event does not say.
class Waiters {
 public:
  // Takes in the next event. For a notification: how many it woke.
  std::size_t follow(const Event& event) {
    std::size_t& waiting = counts_[event.object];
    if (event.kind == OperationKind::wait) {
      if (event.phase == Phase::enter) ++waiting;
      if (event.phase == Phase::wake) --waiting;
      return 0;
    }
    const std::size_t woken =
        event.kind == OperationKind::notify_all ? waiting : std::min<std::size_t>(waiting, 1);
    waiting -= woken;
    return woken;
  }

 private:
  std::unordered_map<ObjectId, std::size_t> counts_;
};

// Whom a notification wakes.
std::string woken_text(const Event& event, std::size_t woken, const Wording& wording) {
  if (woken == 0) return "wakes nobody";
  if (event.kind == OperationKind::notify_one) {
    return "wakes " + wording.thread(ThreadId{event.detail});
  }
  return fmt::format("wakes {}", woken);
}

// In the largest unit that shows it exactly.
std::string time_text_of(std::int64_t time_ns) {
  if (time_ns % 1'000'000'000 == 0) return fmt::format("{}s", time_ns / 1'000'000'000);
  if (time_ns % 1'000'000 == 0) return fmt::format("{}ms", time_ns / 1'000'000);
  if (time_ns % 1'000 == 0) return fmt::format("{}us", time_ns / 1'000);
  return fmt::format("{}ns", time_ns);
}

std::string operation_and_way(const TraceLine& line) {
  std::string text = (line.inside ? "  " : "") + line.operation;
  if (!line.way.empty()) text += ": " + line.way;
  if (line.time_ns) text += fmt::format("  [time is {}]", time_text_of(*line.time_ns));
  constexpr std::size_t longest = 1'000;
  return printable(shortened(text, longest));
}

}  // namespace

std::vector<TraceLine> trace_lines(const World& world, Program& program,
                                   std::span<const std::int64_t> times_ns,
                                   std::optional<std::size_t> cycle_begin) {
  const Wording wording(world, program);
  Waiters waiters;
  std::vector<TraceLine> lines;
  std::size_t step = 0;
  std::int64_t now_ns = 0;
  for (const Event& event : world.events()) {
    TraceLine line;
    line.inside = event.phase == Phase::inside;
    if (!line.inside && ++step <= times_ns.size() && times_ns[step - 1] != now_ns) {
      now_ns = times_ns[step - 1];
      line.time_ns = now_ns;
    }
    line.step = step;
    line.in_cycle = cycle_begin && step > *cycle_begin;
    line.thread = wording.thread(event.thread);
    line.operation = wording.operation(event);
    line.way = wording.way(event);
    if (acts_on(event.kind).contains(ObjectKind::condvar)) {
      const std::size_t woken = waiters.follow(event);
      if (event.kind != OperationKind::wait) line.way = woken_text(event, woken, wording);
    }
    line.at = program.site_name(event.site);
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string trace_text(std::span<const TraceLine> lines) {
  // Wider columns than these are not aligned.
  constexpr std::size_t widest_thread = 30;
  constexpr std::size_t widest_operation = 60;
  std::size_t thread_width = 0;
  std::size_t operation_width = 0;
  for (const TraceLine& line : lines) {
    thread_width = std::max(thread_width, std::min(widest_thread, line.thread.size()));
    operation_width =
        std::max(operation_width, std::min(widest_operation, operation_and_way(line).size()));
  }
  const std::size_t number_width = lines.empty() ? 1 : std::to_string(lines.back().step).size();
  std::string text;
  bool in_cycle = false;
  for (const TraceLine& line : lines) {
    if (line.in_cycle && !std::exchange(in_cycle, true)) {
      text += "-- the cycle begins here: once round, and so on for ever\n";
    }
    const std::string number = line.inside ? std::string() : std::to_string(line.step);
    text += fmt::format("{:>{}}  {:<{}}  {:<{}}  {}", number, number_width,
                        line.inside ? std::string() : line.thread, thread_width,
                        operation_and_way(line), operation_width, line.at);
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  return text;
}

}  // namespace heddle
