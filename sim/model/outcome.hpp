#pragma once
// What an execution came to, as far as it is observed: two executions with equal outcomes count as
// one outcome seen twice.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/model/ids.hpp"
#include "sim/model/operation.hpp"
#include "sim/model/texts.hpp"
#include "sim/model/value.hpp"

namespace heddle {

struct Outcome {
  Status status = Status::completed;
  std::vector<TextId> output;  // lines; empty where the output is not observed
  std::vector<Value> values;   // as Program::observe gives them

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

// Hashes of texts, each worked out once.
class TextHashes {
 public:
  // `texts` must outlive this object.
  explicit TextHashes(const Texts& texts) : texts_(texts) {}
  std::uint64_t operator[](TextId text) {
    const std::size_t place = index(text);
    if (place >= hashes_.size() || hashes_[place] == 0) [[unlikely]]
      add(text);
    return hashes_[place];
  }

 private:
  void add(TextId text);

  const Texts& texts_;
  std::vector<std::uint64_t> hashes_;  // by id; 0: not known yet
};

// All bits depend on all of it, so that outcomes can be told apart by their hashes alone. Texts
// count by what they say, not by their ids: so the hash is the same in every process.
std::uint64_t hash_of(Status status, std::span<const TextId> output, std::span<const Value> values,
                      TextHashes& texts);
inline std::uint64_t hash_of(const Outcome& outcome, TextHashes& texts) {
  return hash_of(outcome.status, outcome.output, outcome.values, texts);
}
// The same by the ids of texts, for outcomes that stay in one process.
std::uint64_t hash_of_ids(Status status, std::span<const TextId> output,
                          std::span<const Value> values);

}  // namespace heddle
