#pragma once
// Columns of text, aligned.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace heddle {

class TextTable {
 public:
  enum class Align : std::uint8_t { left, right };

  // One for each column.
  explicit TextTable(std::vector<Align> columns) : columns_(std::move(columns)) {}

  // As many cells as there are columns.
  void add_row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool is_empty() const { return rows_.empty(); }
  // The rows, each indented by `indent` and ended by a line break. If the first row is a heading,
  // columns that are empty in all other rows are left out.
  std::string text(std::size_t indent, bool has_heading) const;

 private:
  std::vector<Align> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace heddle
