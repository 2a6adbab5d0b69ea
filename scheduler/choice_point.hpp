#pragma once
// A point of a search by traces: which steps need not be taken there, as all that begins with them
// was or is being explored, and which sequences are still to be explored from there. Points at the
// upper end of the tree may be shared by searches of several threads.

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "scheduler/wakeup_tree.hpp"

namespace heddle {

// What a search needs to share its upper points with others.
struct SharedPoint {
  std::mutex mutex;
  WakeupTrees trees;           // has the point's pending ones
  std::size_t parts = 1;       // searches that are below the point, or at it
  bool is_branch_new = false;  // what the branch taken last touches is not known yet
};

struct ChoicePoint {
  std::vector<ActionNumber> sleep;  // on arrival; each commutes with all since it was explored
  std::vector<ActionNumber> done;   // branches explored; where the point is shared: begun
  WakeupTrees::Node pending = WakeupTrees::none;
  std::unique_ptr<SharedPoint> shared;  // null: one search alone has the point

  void clear() {
    sleep.clear();
    done.clear();
    pending = WakeupTrees::none;
  }
};

}  // namespace heddle
