#include "sim/model/facts.hpp"

#include <cstddef>
#include <numeric>
#include <optional>

#include "sim/model/cell_range.hpp"

namespace heddle {
namespace {

void append_cells_read(const Condition& condition, std::size_t cells,
                       std::vector<CellRange>& ranges) {
  if (const auto read = condition.cells_read()) {
    ranges.insert(ranges.end(), read->begin(), read->end());
  } else if (cells != 0) {
    ranges.push_back({ObjectId{0}, cells});
  }
}

// In how many ranges each place is. It is noted where a range begins and ends, so a long range
// costs no more than a short one.
class Cover {
 public:
  explicit Cover(std::size_t places) : changes_(places + 1) {}

  void add(std::size_t first, std::size_t count) {
    ++changes_[first];
    --changes_[first + count];
  }
  // Calls each(place) for the places that are in any range.
  template <typename Each>
  void for_each(const Each& each) const {
    std::ptrdiff_t depth = 0;
    for (std::size_t place = 0; place + 1 < changes_.size(); ++place) {
      depth += changes_[place];
      if (depth > 0) each(place);
    }
  }

 private:
  std::vector<std::ptrdiff_t> changes_;
};

// Groups of cells. Joining two cells makes their groups one.
class Groups {
 public:
  explicit Groups(std::size_t cells) : leaders_(cells) {
    std::iota(leaders_.begin(), leaders_.end(), std::size_t{0});
  }

  std::size_t leader(std::size_t cell) {
    while (leaders_[cell] != cell) {
      leaders_[cell] = leaders_[leaders_[cell]];
      cell = leaders_[cell];
    }
    return cell;
  }
  void join(std::size_t one, std::size_t other) { leaders_[leader(one)] = leader(other); }

 private:
  std::vector<std::size_t> leaders_;
};

void find_what_is_seen_at_end(const Program& program, std::vector<ObjectFacts>& objects) {
  std::vector<CellRange> ranges;
  Cover cover(objects.size());
  for (const Condition* const condition : program.finally()) {
    ranges.clear();
    append_cells_read(*condition, objects.size(), ranges);
    for (const CellRange& range : ranges) cover.add(index(range.first), range.count);
  }
  cover.for_each([&](std::size_t cell) { objects[cell].seen_at_end = true; });
}

// Each group has the number of the last invariant that reads a cell of it.
void find_invariant_groups(const Program& program, std::vector<ObjectFacts>& objects) {
  Groups groups(objects.size());
  std::vector<CellRange> ranges;
  Cover joined_to_next(objects.size());
  std::vector<std::optional<std::size_t>> first_cells;  // by invariant
  for (const Condition* const invariant : program.invariants()) {
    ranges.clear();
    append_cells_read(*invariant, objects.size(), ranges);
    std::optional<std::size_t>& first = first_cells.emplace_back();
    for (const CellRange& range : ranges) {
      if (!first) first = index(range.first);
      groups.join(*first, index(range.first));
      joined_to_next.add(index(range.first), range.count - 1);
    }
  }
  joined_to_next.for_each([&](std::size_t cell) { groups.join(cell, cell + 1); });
  std::vector<std::uint32_t> numbers(objects.size(), no_group);  // by leader
  for (std::size_t number = 0; number < first_cells.size(); ++number) {
    if (!first_cells[number]) continue;
    numbers[groups.leader(*first_cells[number])] = static_cast<std::uint32_t>(number);
  }
  for (std::size_t cell = 0; cell < objects.size(); ++cell) {
    objects[cell].invariant_group = numbers[groups.leader(cell)];
  }
}

}  // namespace

ProgramFacts facts_of(const Program& program, const Settings& settings) {
  ProgramFacts facts;
  facts.settings = settings;
  facts.output_is_seen = program.observes_output();
  facts.creates_objects = program.creates_objects();
  for (const ObjectDeclaration& declaration : program.objects()) {
    const ObjectId id{static_cast<std::uint32_t>(facts.objects.size())};
    facts.objects.push_back({.declaration = declaration, .seen_at_end = program.observes(id)});
  }
  find_what_is_seen_at_end(program, facts.objects);
  find_invariant_groups(program, facts.objects);
  return facts;
}

}  // namespace heddle
