#include "sim/model/assertion.hpp"

#include <string_view>

namespace heddle {
namespace {

// The path within the sources, whatever folder they are in.
std::string_view within_sources(std::string_view file) {
  for (const std::string_view folder : {"/sim/", "/scheduler/", "/tools/", "/tests/"}) {
    const std::size_t found = file.rfind(folder);
    if (found != std::string_view::npos) return file.substr(found + 1);
  }
  return file;
}

}  // namespace

BrokenAssertion::BrokenAssertion(const char* message, CodePlace place)
    : std::logic_error(std::string(within_sources(place.file)) + ":" + std::to_string(place.line) +
                       ": " + message) {}

void fail_assertion(const char* message, CodePlace place) { throw BrokenAssertion(message, place); }

}  // namespace heddle
