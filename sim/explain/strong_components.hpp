#pragma once
// Strongly connected components of a graph whose edges are asked for as it is gone through. Source:
// H. Gabow, "Path-Based Depth-First Search for Strong and Biconnected Components" (2000).

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace heddle {

// Nodes are numbered from 0. edges_of(node, to) appends the nodes that follow, once for each node;
// visit(component, has_cycle) is told each component, and whether more than one node or an edge
// from a node to itself makes a cycle of it; false: that is enough.
template <typename EdgesOf, typename Visit>
void find_strong_components(std::size_t nodes, EdgesOf edges_of, Visit visit) {
  constexpr std::uint32_t closed = UINT32_MAX;
  struct Frame {
    std::uint32_t node = 0;
    std::size_t first = 0;  // of its edges
    std::size_t next = 0;   // of those that were not gone along yet
  };
  std::vector<std::uint32_t> order(nodes);  // 0: not met; else when, counted from 1; or closed
  std::vector<Frame> path;
  std::vector<std::uint32_t> edges;  // of the nodes of the path
  std::vector<std::uint32_t> open;   // nodes whose component is not complete, in the order met
  std::vector<std::uint32_t> roots;  // orders: of those that begin a component, as far as is known
  std::vector<bool> loops(nodes);
  std::uint32_t met = 0;
  const auto enter = [&](std::uint32_t node) {
    order[node] = ++met;
    roots.push_back(met);
    open.push_back(node);
    const std::size_t first = edges.size();
    path.push_back({node, first, first});
    edges_of(node, edges);
  };
  for (std::uint32_t start = 0; start < nodes; ++start) {
    if (order[start] != 0) continue;
    enter(start);
    while (!path.empty()) {
      Frame& frame = path.back();
      const std::uint32_t node = frame.node;
      if (frame.next < edges.size()) {
        const std::uint32_t to = edges[frame.next++];
        if (to == node) loops[node] = true;
        if (order[to] == 0) {
          enter(to);
        } else if (order[to] != closed) {
          while (roots.back() > order[to]) roots.pop_back();
        }
        continue;
      }
      edges.resize(frame.first);
      path.pop_back();
      if (roots.back() != order[node]) continue;
      roots.pop_back();
      std::size_t first = open.size();
      while (open[--first] != node) {
      }
      const std::span<const std::uint32_t> component(open.data() + first, open.size() - first);
      for (const std::uint32_t each : component) order[each] = closed;
      if (!visit(component, component.size() > 1 || loops[node])) return;
      open.resize(first);
    }
  }
}

}  // namespace heddle
