// Cycles are searched depth first. The waits are of the AND kind (a thread goes on only once every
// holder has let go), so a cycle is a deadlock: E. Knapp, "Deadlock detection in distributed
// databases" (ACM Computing Surveys 1987), section 2.

#include "sim/native/wait_graph.hpp"

#include <string_view>

#include "sim/model/operation_table.hpp"

namespace heddle::native {
namespace {

std::string_view purpose(OperationKind kind) {
  switch (kind) {
    case OperationKind::wait:
      return "to be notified by";
    case OperationKind::lock_shared:
      return "to lock (shared)";
    case OperationKind::once_begin:
      return "for the initialisation of";
    case OperationKind::arrive:
      return "for the others at";
    case OperationKind::send:
      return "to send to";
    case OperationKind::recv:
      return "to receive from";
    case OperationKind::await:
      return "for its condition";
    case OperationKind::join:
      return "for the end of";
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
    case OperationKind::fence:
    case OperationKind::lock:
    case OperationKind::unlock:
    case OperationKind::try_lock:
    case OperationKind::unlock_shared:
    case OperationKind::try_lock_shared:
    case OperationKind::notify_one:
    case OperationKind::notify_all:
    case OperationKind::acquire:
    case OperationKind::release:
    case OperationKind::try_acquire:
    case OperationKind::once_end:
    case OperationKind::try_recv:
    case OperationKind::close:
    case OperationKind::spawn:
    case OperationKind::sleep:
    case OperationKind::yield:
    case OperationKind::end:
    case OperationKind::print:
    case OperationKind::choose:
    case OperationKind::atomically_begin:
    case OperationKind::atomically_end:
    case OperationKind::fail:
    case OperationKind::create:
    case OperationKind::destroy:
    case OperationKind::access:
    case OperationKind::atomic_access:
      break;
  }
  return "to";
}

}  // namespace

WaitGraph::WaitGraph(const Region& region) : region_(region) {
  const std::size_t count = region.thread_count();
  for (std::size_t id = 0; id < count; ++id) {
    const ThreadRecord& record = region.thread(static_cast<ThreadId>(id));
    Node& node = nodes_.emplace_back();
    node.thread = static_cast<ThreadId>(id);
    node.activity = record.activity.load(std::memory_order_acquire);
    node.kind = record.kind.load(std::memory_order_relaxed);
    node.object = record.object.load(std::memory_order_relaxed);
    node.site = record.site.load(std::memory_order_relaxed);
    node.steps = record.steps.load(std::memory_order_relaxed);
    node.looks = record.looks.load(std::memory_order_relaxed);
  }
  for (Node& node : nodes_) {
    if (node.activity == Activity::blocked) node.holders = holders_of(node);
  }
}

std::vector<ThreadId> WaitGraph::holders_of(const Node& node) const {
  std::vector<ThreadId> result;
  if (node.kind == OperationKind::join) {
    const ThreadId target = region_.thread(node.thread).target.load(std::memory_order_relaxed);
    if (index(target) < nodes_.size() && nodes_[index(target)].activity != Activity::ended) {
      result.push_back(target);
    }
    return result;
  }
  if (dependence_of(node.kind) != DependsOn::holder || blocking_of(node.kind) != Blocks::may) {
    return result;
  }
  const bool shared = is_shared(node.kind);
  for (const Node& other : nodes_) {
    const ThreadRecord& record = region_.thread(other.thread);
    const std::uint32_t count = record.holding_count.load(std::memory_order_acquire);
    for (std::uint32_t position = 0; position < count; ++position) {
      const Holding holding = record.holdings[position].load(std::memory_order_relaxed);
      if (holding.object != node.object || (shared && holding.shared)) continue;
      result.push_back(other.thread);
      break;
    }
  }
  return result;
}

std::vector<ThreadId> WaitGraph::stuck() const {
  std::vector<ThreadId> blocked;
  bool all = true;
  for (const Node& node : nodes_) {
    if (node.activity == Activity::blocked) blocked.push_back(node.thread);
    if (node.activity != Activity::blocked && node.activity != Activity::ended) all = false;
  }
  return all ? blocked : cycle();
}

std::vector<ThreadId> WaitGraph::cycle() const {
  for (const Node& node : nodes_) {
    if (node.holders.empty()) continue;
    std::vector<ThreadId> path;
    std::vector<bool> seen(nodes_.size());
    if (reaches(node.thread, node.thread, path, seen)) return path;
  }
  return {};
}

// `path` is from where the search began to `from`.
bool WaitGraph::reaches(ThreadId from, ThreadId target, std::vector<ThreadId>& path,
                        std::vector<bool>& seen) const {
  path.push_back(from);
  for (const ThreadId holder : node(from).holders) {
    if (holder == target) return true;
    if (seen[index(holder)]) continue;
    seen[index(holder)] = true;
    if (reaches(holder, target, path, seen)) return true;
  }
  path.pop_back();
  return false;
}

std::string WaitGraph::describe(const std::vector<ThreadId>& threads, const Program& program,
                                Values values) const {
  std::string text;
  for (const ThreadId thread : threads) {
    if (!text.empty()) text += "; ";
    text += describe(node(thread), program, values);
  }
  return text;
}

// Empty where the thread is just writing it, or has not come to that.
std::string WaitGraph::awaited(ThreadId thread) const {
  const ThreadRecord& record = region_.thread(thread);
  const std::uint32_t version = record.awaited_version.load();
  std::string text(record.awaited.view());
  const bool is_whole = version % 2 == 0 && record.awaited_version.load() == version;
  return is_whole ? text : std::string();
}

std::string WaitGraph::describe(const Node& node, const Program& program, Values values) const {
  const auto name = [this](ThreadId thread) {
    return std::string(region_.thread(thread).name.view());
  };
  std::string text = name(node.thread) + " waits";
  if (node.site != no_site) text += " at " + program.site_name(node.site);
  text += " " + std::string(purpose(node.kind));
  if (purpose(node.kind) == "to") text += " " + std::string(heddle::name(node.kind));
  if (node.kind == OperationKind::join) {
    return text + " " + name(region_.thread(node.thread).target.load(std::memory_order_relaxed));
  }
  if (node.kind == OperationKind::await && values == Values::told) {
    const std::string condition = awaited(node.thread);
    if (!condition.empty()) return text + ": " + condition;
  }
  if (node.object != no_object) text += " " + program.object_name(node.object);
  for (std::size_t position = 0; position < node.holders.size(); ++position) {
    text += (position == 0 ? ", held by " : " and ") + name(node.holders[position]);
  }
  return text;
}

}  // namespace heddle::native
