#include "sim/search/brought.hpp"

#include <algorithm>
#include <functional>
#include <tuple>
#include <unordered_map>

#include "sim/explore/turns.hpp"

namespace heddle {
namespace {

// Outcomes are too large to be kept twice, and have their hash with them.
struct OutcomePointer {
  const SeenOutcome* seen;
  friend bool operator==(const OutcomePointer& one, const OutcomePointer& other) {
    return one.seen->hash == other.seen->hash && one.seen->outcome == other.seen->outcome;
  }
};

struct OutcomeHash {
  std::size_t operator()(const OutcomePointer& pointer) const {
    return static_cast<std::size_t>(pointer.seen->hash);
  }
};

// By how many reports something was shown.
template <typename Key, typename Hash = std::hash<Key>>
class Shown {
 public:
  void add(const Key& key) { ++times_[key]; }
  void count(const Key& key, Brought::Count& count) const {
    ++count.all;
    if (times_.at(key) == 1) ++count.alone;
  }

 private:
  std::unordered_map<Key, std::uint32_t, Hash> times_;
};

}  // namespace

std::vector<Brought> brought_by(const std::vector<TurnReport>& reports) {
  Shown<OutcomePointer, OutcomeHash> outcomes;
  Shown<std::uint64_t> orders;
  Shown<std::uint64_t> bugs;
  for (const TurnReport& each : reports) {
    for (const SeenOutcome& seen : each.report.outcomes) outcomes.add({&seen});
    for (const ConflictOrders::Pair& pair : each.orders) orders.add(pair.front());
    for (const Finding& bug : each.report.bugs) bugs.add(bug.key);
  }
  std::vector<Brought> list;
  for (const TurnReport& each : reports) {
    Brought& brought = list.emplace_back();
    brought.strategy = each.name;
    brought.executions = each.report.executions + each.report.blocked;
    for (const SeenOutcome& seen : each.report.outcomes) {
      outcomes.count({&seen}, brought.outcomes);
    }
    if (!each.orders.empty()) brought.orders = Brought::Count{0, 0};
    for (const ConflictOrders::Pair& pair : each.orders) {
      orders.count(pair.front(), *brought.orders);
    }
    for (const Finding& bug : each.report.bugs) bugs.count(bug.key, brought.bugs);
  }
  return list;
}

}  // namespace heddle
