#include "tools/load_warnings.hpp"

namespace heddle::tools {

std::string load_warning_text(const scenario::LoadWarning& warning) {
  if (warning.suggestion.empty()) return warning.message;
  return warning.message + "; did you mean \"" + warning.suggestion + "\"?";
}

std::vector<Finding> load_warnings(const scenario::Scenario& scenario) {
  std::vector<Finding> findings;
  for (const scenario::LoadWarning& warning : scenario.warnings) {
    Finding finding{.kind = warning.kind, .message = load_warning_text(warning)};
    finding.at.push_back(warning.pointer);
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace heddle::tools
