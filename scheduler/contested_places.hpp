#pragma once
// The places of a program at which threads conflict, as far as executions have shown: accesses to
// one object by two threads, not both of which only read, without a common lock that each of them
// held. To take such a lock is an access of its own. It must not know what the places are for.

#include <cstdint>
#include <map>
#include <vector>

#include "scheduler/saved_words.hpp"
#include "sim/model/event.hpp"
#include "sim/model/operation.hpp"

namespace heddle {

class ContestedPlaces {
 public:
  void learn(const Execution& execution);
  // Whether the operation stands at such a place. Giving a lock back never does: nobody else can
  // come before it.
  bool has(const Operation& operation) const;

  void save(std::vector<std::uint64_t>& words) const;
  void restore(SavedWords& words);

 private:
  struct Access {
    SiteId site;
    ThreadId thread;
    bool reads_only;
    std::vector<ObjectId> locks;  // held meanwhile, in order of their ids
  };

  void mark(SiteId site);
  static bool conflict(const Access& one, const Access& other);

  std::vector<bool> is_contested_;                      // by SiteId
  std::map<ObjectId, std::vector<Access>> accesses_;    // of the present execution
  std::map<ThreadId, std::vector<ObjectId>> holdings_;  // likewise
};

}  // namespace heddle
