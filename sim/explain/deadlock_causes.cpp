#include "sim/explain/deadlock_causes.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "sim/explain/strong_components.hpp"
#include "sim/model/hash.hpp"
#include "sim/model/later_operation.hpp"
#include "sim/model/operation_table.hpp"

namespace heddle {
namespace {

using Kind = OperationKind;

// The first word of a key keeps the kinds of causes apart.
enum class CauseKind : std::uint64_t { waits = 1, cycle, own_cycle, left_locked };

// Arrays of cells that are longer are taken to concern every condition.
constexpr std::uint32_t most_cells_looked_at = 256;

// Whatever the order and the number of threads at one place.
std::uint64_t key_of(CauseKind kind, std::span<const World::Blocked> threads) {
  std::vector<std::pair<SiteId, Phase>> places;
  for (const World::Blocked& blocked : threads) {
    places.emplace_back(blocked.operation->site, blocked.phase);
  }
  std::ranges::sort(places);
  places.erase(std::unique(places.begin(), places.end()), places.end());
  std::uint64_t key = mix(0, static_cast<std::uint64_t>(kind));
  for (const auto& [site, phase] : places) {
    key = mix(mix(key, index(site)), static_cast<std::uint64_t>(phase));
  }
  return key;
}

// Whether an operation of that kind, on the object that a thread waits for, may let it go on.
bool may_serve(Kind served, Kind by) {
  switch (served) {
    case Kind::wait:
      return by == Kind::notify_one || by == Kind::notify_all;
    case Kind::acquire:
    case Kind::try_acquire:
      return by == Kind::release;
    case Kind::arrive:
      return by == Kind::arrive;
    case Kind::send:
      return by == Kind::recv || by == Kind::try_recv || by == Kind::close;
    case Kind::recv:
      return by == Kind::send || by == Kind::close;
    case Kind::read:
    case Kind::write:
    case Kind::load:
    case Kind::store:
    case Kind::fetch_add:
    case Kind::fetch_sub:
    case Kind::fetch_and:
    case Kind::fetch_or:
    case Kind::fetch_xor:
    case Kind::exchange:
    case Kind::compare_exchange:
    case Kind::fence:
    case Kind::lock:
    case Kind::unlock:
    case Kind::try_lock:
    case Kind::lock_shared:
    case Kind::unlock_shared:
    case Kind::try_lock_shared:
    case Kind::notify_one:
    case Kind::notify_all:
    case Kind::release:
    case Kind::once_begin:
    case Kind::once_end:
    case Kind::try_recv:
    case Kind::close:
    case Kind::spawn:
    case Kind::join:
    case Kind::sleep:
    case Kind::yield:
    case Kind::end:
    case Kind::print:
    case Kind::await:
    case Kind::choose:
    case Kind::atomically_begin:
    case Kind::atomically_end:
    case Kind::fail:
    case Kind::create:
    case Kind::destroy:
    case Kind::access:
    case Kind::atomic_access:
      return false;
  }
  return false;
}

bool may_serve(const World::Blocked& blocked, const LaterOperation& later) {
  const Operation& operation = *blocked.operation;
  if (operation.kind != Kind::await) {
    return may_serve(operation.kind, later.kind) && operation.object >= later.first &&
           index(operation.object) - index(later.first) < later.count;
  }
  if (!writes_memory(later.kind)) return false;
  if (later.count > most_cells_looked_at) return true;
  for (std::uint32_t cell = 0; cell < later.count; ++cell) {
    if (operation.condition->reads(advance(later.first, cell))) return true;
  }
  return false;
}

// The blocked threads of a world in which nobody can go on, and who waits for whom. Nodes are
// positions in `blocked`, and after them the locks that were left behind.
class WaitGraph {
 public:
  WaitGraph(const World& world, const Program& program)
      : world_(world), blocked_(world.blocked()), edges_(blocked_.size()) {
    const auto* const threads = dynamic_cast<const LaterOperationSource*>(&program);
    for (std::size_t node = 0; node < blocked_.size(); ++node) {
      if (!blocked_[node].holders.empty()) {
        add_holders(node);
      } else if (threads != nullptr) {
        add_servers(node, *threads);
      }
    }
    edges_.resize(blocked_.size() + left_locked_.size());
  }

  std::vector<DeadlockCause> causes() {
    std::vector<DeadlockCause> found;
    std::vector<std::vector<std::uint32_t>> members;
    find_strong_components(
        edges_.size(),
        [&](std::uint32_t node, std::vector<std::uint32_t>& to) {
          to.insert(to.end(), edges_[node].begin(), edges_[node].end());
        },
        [&](std::span<const std::uint32_t> component, bool) {
          if (is_closed(component)) add_cause(component, found, members);
          return true;
        });
    for (std::size_t cause = 0; cause < found.size(); ++cause) {
      add_behind(found[cause], members[cause]);
    }
    std::ranges::sort(found, {}, [](const DeadlockCause& cause) {
      return cause.at_fault.empty() ? cause.left_locked->holder : cause.at_fault.front().thread;
    });
    return found;
  }

 private:
  void add_holders(std::size_t node) {
    const World::Blocked& waiting = blocked_[node];
    for (const ThreadId holder : waiting.holders) {
      if (!world_.has_ended(holder)) {
        const auto found = std::ranges::find(blocked_, holder, &World::Blocked::thread);
        if (found != blocked_.end()) add_edge(node, found - blocked_.begin());
        continue;
      }
      const Operation& operation = *waiting.operation;
      const ObjectId object = operation.kind == Kind::wait ? operation.mutex : operation.object;
      const auto known = std::ranges::find_if(left_locked_, [&](const LeftLocked& left) {
        return left.object == object && left.holder == holder;
      });
      const std::ptrdiff_t number = known - left_locked_.begin();
      if (known == left_locked_.end()) left_locked_.push_back({object, holder});
      add_edge(node, std::ssize(blocked_) + number);
    }
  }

  void add_servers(std::size_t node, const LaterOperationSource& threads) {
    const World::Blocked& waiting = blocked_[node];
    for (std::size_t other = 0; other < blocked_.size(); ++other) {
      if (other == node) continue;
      // All that stand at one barrier wait for the same arrival.
      const bool at_same_barrier = waiting.operation->kind == Kind::arrive &&
                                   blocked_[other].operation->kind == Kind::arrive &&
                                   waiting.operation->object == blocked_[other].operation->object;
      const auto serves = [&](const LaterOperation& later) { return may_serve(waiting, later); };
      if (at_same_barrier ||
          std::ranges::any_of(threads.later_operations(blocked_[other].thread), serves)) {
        add_edge(node, static_cast<std::ptrdiff_t>(other));
      }
    }
  }

  void add_edge(std::size_t from, std::ptrdiff_t to) {
    edges_[from].push_back(static_cast<std::uint32_t>(to));
  }

  bool is_closed(std::span<const std::uint32_t> component) const {
    return std::ranges::all_of(component, [&](std::uint32_t node) {
      return std::ranges::all_of(edges_[node], [&](std::uint32_t to) {
        return std::ranges::find(component, to) != component.end();
      });
    });
  }

  // Threads that are stuck at the same places are one cause.
  void add_cause(std::span<const std::uint32_t> component, std::vector<DeadlockCause>& found,
                 std::vector<std::vector<std::uint32_t>>& members) const {
    DeadlockCause cause;
    if (component.front() >= blocked_.size()) {
      const LeftLocked& left = left_locked_[component.front() - blocked_.size()];
      cause.left_locked = left;
      // Not by who left it: what threads are called is not known of a state that was kept.
      cause.key =
          mix(mix(0, static_cast<std::uint64_t>(CauseKind::left_locked)), index(left.object));
    } else {
      for (const std::uint32_t node : component) cause.at_fault.push_back(blocked_[node]);
      cause.key = key_of(CauseKind::waits, cause.at_fault);
    }
    const auto same = std::ranges::find(found, cause.key, &DeadlockCause::key);
    const auto place = static_cast<std::size_t>(same - found.begin());
    if (same == found.end()) {
      found.push_back(std::move(cause));
      members.emplace_back();
    } else {
      same->at_fault.insert(same->at_fault.end(), cause.at_fault.begin(), cause.at_fault.end());
    }
    std::ranges::sort(found[place].at_fault, {}, &World::Blocked::thread);
    members[place].insert(members[place].end(), component.begin(), component.end());
  }

  // All that wait for one of the members, whether for it alone or not.
  void add_behind(DeadlockCause& cause, std::span<const std::uint32_t> members) const {
    std::vector<bool> reaches(edges_.size());
    for (const std::uint32_t member : members) reaches[member] = true;
    for (bool grows = true; grows;) {
      grows = false;
      for (std::size_t node = 0; node < edges_.size(); ++node) {
        if (reaches[node]) continue;
        if (std::ranges::none_of(edges_[node], [&](std::uint32_t to) { return reaches[to]; })) {
          continue;
        }
        reaches[node] = grows = true;
        cause.behind.push_back(blocked_[node]);
      }
    }
    std::ranges::sort(cause.behind, {}, &World::Blocked::thread);
  }

  const World& world_;
  std::vector<World::Blocked> blocked_;
  std::vector<LeftLocked> left_locked_;
  std::vector<std::vector<std::uint32_t>> edges_;
};

// A cycle ends the execution as soon as it exists, while others may still run; so only those are
// known to wait behind it that wait for a holder who does.
DeadlockCause cause_of_cycle(const World& world) {
  DeadlockCause cause{.is_cycle = true};
  std::vector<World::Blocked> others = world.blocked();
  std::vector<ThreadId> stuck;
  for (const ThreadId thread : world.cycle()) {
    const auto found = std::ranges::find(others, thread, &World::Blocked::thread);
    if (found == others.end()) continue;
    stuck.push_back(thread);
    cause.at_fault.push_back(std::move(*found));
    others.erase(found);
  }
  const bool is_own = cause.at_fault.size() == 1;
  cause.key = key_of(is_own ? CauseKind::own_cycle : CauseKind::cycle, cause.at_fault);
  const auto waits_for_stuck = [&](const World::Blocked& blocked) {
    return std::ranges::find_first_of(blocked.holders, stuck) != blocked.holders.end();
  };
  for (auto next = std::ranges::find_if(others, waits_for_stuck); next != others.end();
       next = std::ranges::find_if(others, waits_for_stuck)) {
    stuck.push_back(next->thread);
    cause.behind.push_back(std::move(*next));
    others.erase(next);
  }
  std::ranges::sort(cause.behind, {}, &World::Blocked::thread);
  return cause;
}

}  // namespace

std::vector<DeadlockCause> deadlock_causes(const World& world, const Program& program) {
  if (world.cycle().empty()) return WaitGraph(world, program).causes();
  std::vector<DeadlockCause> causes;
  causes.push_back(cause_of_cycle(world));
  return causes;
}

}  // namespace heddle
