#pragma once
// The steps of a program as seen by one part of its states at a time. The states of a part have
// numbers; this keeps from which number to which others the steps lead. On a cycle of states every
// part goes round as well, or stays the same. So most steps can be told to lie on no cycle without
// a look at any state. It must not know what the parts are.

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_set>
#include <vector>

#include "sim/explore/word_stream.hpp"

namespace heddle {

class PartSteps {
 public:
  void add(std::size_t part, std::uint32_t from, std::uint32_t to);
  // Adds the change of every part that differs, and of the part `stepping`, whose step it was.
  // There may be more parts afterwards; before, they were 0.
  void add(std::span<const std::uint32_t> from, std::span<const std::uint32_t> to,
           std::size_t stepping);

  void save(WordSink& sink) const;
  // Adds all that was saved; `counts` says how many numbers each part has. Throws BadWords.
  void restore(WordSource& source, std::span<const std::uint32_t> counts);

  // Takes all that was added into account from now on. Then the following can be asked.
  void find_cycles();
  // Whether a part can go back from `to` to `from`. It cannot go back to a number that it never
  // had.
  bool can_return(std::size_t part, std::uint32_t from, std::uint32_t to) const {
    if (from == to) return true;
    if (part >= components_.size()) return false;
    const std::vector<std::uint32_t>& of = components_[part];
    return from < of.size() && to < of.size() && of[from] == of[to];
  }
  // Whether a part can leave `number` and come back, or take a step that does not change it.
  bool is_on_cycle(std::size_t part, std::uint32_t number) const {
    return part < on_cycle_.size() && number < on_cycle_[part].size() && on_cycle_[part][number];
  }
  // Whether any part can do so.
  bool any_cycle() const { return any_cycle_; }

  // Memory taken, roughly.
  std::size_t bytes() const { return 16 * count_; }

 private:
  std::vector<std::unordered_set<std::uint64_t>> steps_;  // by part: from and to
  std::size_t count_ = 0;
  std::vector<std::vector<std::uint32_t>> components_;  // by part and number
  std::vector<std::vector<bool>> on_cycle_;
  bool any_cycle_ = false;
};

}  // namespace heddle
