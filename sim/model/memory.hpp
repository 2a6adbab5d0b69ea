#pragma once
// Reading shared memory from outside any thread. Conditions do so, invariants, and what is observed
// at the end.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/model/cell_range.hpp"
#include "sim/model/ids.hpp"
#include "sim/model/value.hpp"

namespace heddle {

class Memory {
 public:
  virtual ~Memory() = default;
  // The present value of a plain or atomic cell.
  virtual Value read(ObjectId cell) const = 0;
};

enum class Truth : std::uint8_t { no, yes, fault };

// A boolean function of shared memory, without effects. An await waits for one; an invariant and a
// `finally` are one.
class Condition {
 public:
  virtual ~Condition() = default;
  // Reads only the cells that it needs, through `memory`. `fault`: it cannot be computed (see
  // `fault_message`).
  virtual Truth evaluate(const Memory& memory) const = 0;
  // Why the last evaluation returned `fault`; lives as long as the program.
  virtual std::string_view fault_message() const = 0;
  virtual SiteId site() const = 0;
  // All cells that the condition may read, as in_order() gives them; nothing: they are not known.
  virtual std::optional<std::span<const CellRange>> cells_read() const { return std::nullopt; }
  // Whether the condition may read the cell.
  bool reads(ObjectId cell) const {
    const auto cells = cells_read();
    return !cells || has(*cells, cell);
  }
  // The condition as it was written; lives as long as the program.
  virtual std::string_view text() const { return {}; }
  // The same with the values that it reads now: "x == 2, where x is 1". Only for reports, as it
  // takes its time.
  virtual std::string text_with_values(const Memory&) const { return std::string(text()); }
};

// Which declared cells a block of memory operations may touch, whichever way it goes; it touches no
// created ones. Both as in_order() gives them.
struct CellUse {
  std::vector<CellRange> written;  // and perhaps read
  std::vector<CellRange> read;     // but not written
};

// The first of the conditions that does not hold, and how; nullptr where all do.
struct Broken {
  const Condition* condition = nullptr;
  bool faults = false;
  // The condition as it was written, or why it could not be computed.
  std::string_view message() const {
    return faults ? condition->fault_message() : condition->text();
  }
};
inline Broken first_broken(std::span<const Condition* const> conditions, const Memory& memory) {
  for (const Condition* const condition : conditions) {
    const Truth truth = condition->evaluate(memory);
    if (truth != Truth::yes) return {condition, truth == Truth::fault};
  }
  return {};
}

}  // namespace heddle
