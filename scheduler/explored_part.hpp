#pragma once
// How much of a tree of choices a depth-first search has been through: the whole is one, a subtree
// counts as much as each of its siblings, so an execution counts the product of one over the number
// of alternatives at each of its points. What is finished counts exactly, however large it was, and
// therefore the part grows to one. It must not know what the choices are.
//
// Source: D. E. Knuth, "Estimating the efficiency of backtrack programs" (Mathematics of
// Computation 29, 1975): the inverse of that product estimates the number of leaves of a tree
// without a bias, where paths are drawn by chance. Here the paths are those that the search has
// taken, in its own order, so the estimate made from the part (executions so far, divided by it) is
// as good as what was searched so far is typical of the rest.

#include <cstdint>

namespace heddle {

class ExploredPart {
 public:
  // The next point on the path to where the search is: `finished` of its `count` subtrees are
  // behind it, and it is in another one, or in none where that is the last point.
  void add_level(std::uint32_t finished, std::uint32_t count) {
    const double subtree = here_ / count;
    behind_ += finished * subtree;
    here_ = subtree;
  }

  // `end_is_reached`: the execution at the end of the path was run too.
  double of_all(bool end_is_reached) const { return behind_ + (end_is_reached ? here_ : 0); }

 private:
  double behind_ = 0;
  double here_ = 1;
};

}  // namespace heddle
