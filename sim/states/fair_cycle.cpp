#include "sim/states/fair_cycle.hpp"

#include <algorithm>
#include <utility>

namespace heddle {
namespace {

constexpr std::uint32_t none = UINT32_MAX;

std::uint64_t bit(ThreadId thread) { return std::uint64_t{1} << (index(thread) % 64); }

class Finder {
 public:
  explicit Finder(const StateGraph& graph)
      : graph_(graph),
        part_(graph.nodes.size(), 0),
        order_(graph.nodes.size()),
        low_(graph.nodes.size()) {}

  std::optional<FairCycle> find() {
    std::vector<std::uint32_t> all(graph_.nodes.size());
    for (std::uint32_t node = 0; node < all.size(); ++node) all[node] = node;
    work_.push_back(std::move(all));
    while (!work_.empty()) {
      const std::vector<std::uint32_t> nodes = std::move(work_.back());
      work_.pop_back();
      ++parts_;
      for (const std::uint32_t node : nodes) part_[node] = parts_;
      const std::uint32_t within = parts_;
      for (std::vector<std::uint32_t>& component : components(nodes, within)) {
        if (auto found = look_at(component)) return found;
      }
    }
    return std::nullopt;
  }

 private:
  bool is_inside(std::uint32_t node, std::uint32_t part) const { return part_[node] == part; }

  // The strongly connected components among `nodes`. Source: R. Tarjan, "Depth-First Search and
  // Linear Graph Algorithms" (1972).
  std::vector<std::vector<std::uint32_t>> components(const std::vector<std::uint32_t>& nodes,
                                                     std::uint32_t part) {
    std::vector<std::vector<std::uint32_t>> found;
    for (const std::uint32_t node : nodes) order_[node] = none;
    std::uint32_t count = 0;
    std::vector<std::pair<std::uint32_t, std::size_t>> path;
    std::vector<std::uint32_t> open;
    std::vector<bool> is_open(graph_.nodes.size());
    for (const std::uint32_t root : nodes) {
      if (order_[root] != none) continue;
      path.emplace_back(root, 0);
      while (!path.empty()) {
        auto& [node, next] = path.back();
        if (next == 0) {
          order_[node] = low_[node] = count++;
          open.push_back(node);
          is_open[node] = true;
        }
        if (next < graph_.nodes[node].edges.size()) {
          const std::uint32_t to = graph_.nodes[node].edges[next++].to;
          if (!is_inside(to, part)) continue;
          if (order_[to] == none) {
            path.emplace_back(to, 0);
          } else if (is_open[to]) {
            low_[node] = std::min(low_[node], order_[to]);
          }
          continue;
        }
        const std::uint32_t done = node;
        path.pop_back();
        if (!path.empty()) {
          low_[path.back().first] = std::min(low_[path.back().first], low_[done]);
        }
        if (low_[done] != order_[done]) continue;
        std::vector<std::uint32_t>& component = found.emplace_back();
        for (std::uint32_t each = none; each != done;) {
          each = open.back();
          open.pop_back();
          is_open[each] = false;
          component.push_back(each);
        }
      }
    }
    return found;
  }

  std::optional<FairCycle> look_at(std::vector<std::uint32_t>& component) {
    ++parts_;
    for (const std::uint32_t node : component) part_[node] = parts_;
    std::uint64_t able = 0;
    std::uint64_t stepping = 0;
    for (const std::uint32_t node : component) {
      able |= graph_.nodes[node].able;
      for (const StateGraph::Edge& edge : graph_.nodes[node].edges) {
        if (is_inside(edge.to, parts_)) stepping |= bit(edge.choice.thread);
      }
    }
    if (stepping == 0) return std::nullopt;
    const std::uint64_t kept_out = able & ~stepping;
    if (kept_out == 0) return cycle_through(component, stepping);
    std::erase_if(component,
                  [&](std::uint32_t node) { return (graph_.nodes[node].able & kept_out) != 0; });
    if (!component.empty()) work_.push_back(std::move(component));
    return std::nullopt;
  }

  // A cycle within the part numbered last, with a step of every thread in `stepping`.
  FairCycle cycle_through(const std::vector<std::uint32_t>& component, std::uint64_t stepping) {
    const std::uint32_t start = *std::min_element(component.begin(), component.end());
    FairCycle found;
    std::uint32_t at = start;
    std::uint64_t left = stepping;
    while (left != 0) {
      const auto wanted = [&](std::uint32_t, const StateGraph::Edge& edge) {
        return (left & bit(edge.choice.thread)) != 0;
      };
      const std::size_t before = found.cycle.size();
      at = go(at, parts_, wanted, found.cycle);
      for (std::size_t step = before; step < found.cycle.size(); ++step) {
        left &= ~bit(found.cycle[step].thread);
      }
    }
    if (at != start) {
      go(
          at, parts_, [&](std::uint32_t, const StateGraph::Edge& edge) { return edge.to == start; },
          found.cycle);
    }
    if (start != 0) {
      go(
          0, none, [&](std::uint32_t, const StateGraph::Edge& edge) { return edge.to == start; },
          found.way);
    }
    return found;
  }

  // The shortest way from `from` that ends with a wanted edge, within one part (none: in the whole
  // graph). Returns the node that it leads to.
  template <typename Wanted>
  std::uint32_t go(std::uint32_t from, std::uint32_t part, Wanted wanted,
                   std::vector<Choice>& way) const {
    struct Step {
      std::uint32_t from = none;
      Choice choice;
    };
    std::vector<Step> came(graph_.nodes.size());
    std::vector<bool> seen(graph_.nodes.size());
    std::vector<std::uint32_t> queue{from};
    seen[from] = true;
    for (std::size_t next = 0; next < queue.size(); ++next) {
      const std::uint32_t node = queue[next];
      for (const StateGraph::Edge& edge : graph_.nodes[node].edges) {
        if (part != none && !is_inside(edge.to, part)) continue;
        if (wanted(node, edge)) {
          const std::size_t first = way.size();
          way.push_back(edge.choice);
          for (std::uint32_t back = node; back != from; back = came[back].from) {
            way.push_back(came[back].choice);
          }
          std::reverse(way.begin() + static_cast<std::ptrdiff_t>(first), way.end());
          return edge.to;
        }
        if (seen[edge.to]) continue;
        seen[edge.to] = true;
        came[edge.to] = {node, edge.choice};
        queue.push_back(edge.to);
      }
    }
    return from;  // not reached: every node is reached from every other
  }

  const StateGraph& graph_;
  std::vector<std::uint32_t> part_;  // by node: in which part it was put last
  std::uint32_t parts_ = 0;
  std::vector<std::uint32_t> order_;
  std::vector<std::uint32_t> low_;
  std::vector<std::vector<std::uint32_t>> work_;
};

}  // namespace

std::optional<FairCycle> find_fair_cycle(const StateGraph& graph) { return Finder(graph).find(); }

}  // namespace heddle
