#include "sim/report/text_table.hpp"

#include <algorithm>

#include "sim/report/words.hpp"

namespace heddle {

std::string TextTable::text(std::size_t indent, bool has_heading) const {
  std::vector<std::size_t> widths(columns_.size(), 0);
  std::vector<bool> shown(columns_.size(), false);
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      const std::string& cell = rows_[row][column];
      widths[column] = std::max(widths[column], columns(cell));
      if (!cell.empty() && (row > 0 || !has_heading)) shown[column] = true;
    }
  }
  std::string text;
  for (const auto& row : rows_) {
    std::string line(indent, ' ');
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      if (!shown[column]) continue;
      const std::string padding(widths[column] - columns(row[column]), ' ');
      line += columns_[column] == Align::right ? padding + row[column] : row[column] + padding;
      line += "  ";
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

}  // namespace heddle
