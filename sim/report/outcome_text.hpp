#pragma once
// Outcomes for people: the values in one column, the output in another. Long outputs are made short
// by naming each distinct line by a letter and explaining the letters once.

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "sim/model/outcome.hpp"
#include "sim/report/report_subject.hpp"

namespace heddle {

// "x = 2, y = [0, 1]"; empty where no values are observed.
std::string values_text(const ReportSubject& subject, std::span<const Value> values);

class OutputColumn {
 public:
  // `outcomes` are those that are going to be shown.
  OutputColumn(const ReportSubject& subject, std::span<const Outcome* const> outcomes);

  // "hi | there", or "a b b c".
  std::string text(const Outcome& outcome) const;
  // The meaning of the letters, a line each, indented; empty if there are none.
  std::string legend() const;

 private:
  std::string line(TextId id) const;

  const ReportSubject& subject_;
  std::vector<TextId>
      lettered_;  // in the order of their letters; empty: lines stand for themselves
  std::unordered_map<TextId, std::string> letters_;
};

}  // namespace heddle
