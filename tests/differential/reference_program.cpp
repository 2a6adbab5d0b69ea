#include "tests/differential/reference_program.hpp"

#include <nlohmann/json.hpp>

namespace heddle::differential::reference {

std::string printed(const Datum& datum) {
  switch (datum.kind) {
    case Datum::Kind::boolean:
      return datum.number != 0 ? "true" : "false";
    case Datum::Kind::text:
      return datum.text;
    case Datum::Kind::nothing:
    case Datum::Kind::integer:
    case Datum::Kind::thread:
    case Datum::Kind::threads:
      break;
  }
  return std::to_string(datum.number);
}

std::string as_json(const Datum& datum) {
  switch (datum.kind) {
    case Datum::Kind::nothing:
      return "null";
    case Datum::Kind::text:
      return nlohmann::json(datum.text).dump();
    case Datum::Kind::integer:
    case Datum::Kind::boolean:
    case Datum::Kind::thread:
    case Datum::Kind::threads:
      break;
  }
  return printed(datum);
}

const DeclaredName* Program::find(const std::string& name) const {
  for (const DeclaredName& declared : names) {
    if (declared.name == name) return &declared;
  }
  return nullptr;
}

}  // namespace heddle::differential::reference
