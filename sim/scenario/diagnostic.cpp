#include "sim/scenario/diagnostic.hpp"

#include <utility>

#include "sim/model/printable_text.hpp"

namespace heddle::scenario {

std::string Diagnostic::line_of_text() const {
  std::string result = printable(file);
  if (line > 0) result += ':' + std::to_string(line) + ':' + std::to_string(column);
  result += ": ";
  if (!pointer.empty()) result += pointer + ": ";
  result += message;
  if (!suggestion.empty()) result += "; did you mean \"" + suggestion + "\"?";
  return result;
}

InputError::InputError(std::vector<Diagnostic> diagnostics) : diagnostics_(std::move(diagnostics)) {
  for (const Diagnostic& diagnostic : diagnostics_) {
    if (!text_.empty()) text_ += '\n';
    text_ += diagnostic.line_of_text();
  }
}

}  // namespace heddle::scenario
