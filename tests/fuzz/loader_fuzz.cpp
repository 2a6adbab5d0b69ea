// Throws any bytes at the loader. Whatever they are, it must return a scenario or throw an
// InputError whose diagnostics are well-formed; anything else is a bug, as is a sanitizer's
// complaint.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sim/scenario/loader.hpp"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void check_diagnostics(std::string_view text, const heddle::scenario::InputError& error) {
  const std::string_view message = error.what();
  const auto lines = 1 + std::count(message.begin(), message.end(), '\n');
  require(static_cast<std::size_t>(lines) == error.diagnostics().size());
  const auto line_count = 1 + std::count(text.begin(), text.end(), '\n');
  for (const heddle::scenario::Diagnostic& diagnostic : error.diagnostics()) {
    require(!diagnostic.message.empty());
    require(diagnostic.line <= static_cast<std::size_t>(line_count));
    require(diagnostic.column <= text.size() + 1);
    require(diagnostic.pointer.empty() || diagnostic.pointer.front() == '/');
  }
}

// Parts that a scenario without errors must not lack.
void check_scenario(const heddle::scenario::Scenario& scenario) {
  require(scenario.main < scenario.bodies.size());
  for (const heddle::scenario::Body& body : scenario.bodies) {
    require(body.parameters <= body.locals.size());
    require(heddle::index(body.site) < scenario.sites.size());
  }
  for (const heddle::scenario::Declaration& declaration : scenario.declarations) {
    require(heddle::index(declaration.first) + declaration.count <= scenario.objects.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  try {
    const auto scenario = heddle::scenario::load_scenario(text, "fuzz.json");
    check_scenario(scenario);
    require(heddle::scenario::load_scenario(text, "again.json").hash == scenario.hash);
  } catch (const heddle::scenario::InputError& error) {
    check_diagnostics(text, error);
  }
  return 0;
}
