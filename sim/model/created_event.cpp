// How the event of a `create` holds what was created.

#include "sim/model/program.hpp"

namespace heddle {
namespace {

constexpr std::uint32_t recursive_bit = std::uint32_t{1} << 8U;
constexpr std::uint32_t unordered_bit = std::uint32_t{1} << 9U;
constexpr std::uint32_t kind_mask = recursive_bit - 1;

bool is_cell(ObjectKind kind) { return kind == ObjectKind::plain || kind == ObjectKind::atomic; }

}  // namespace

void note(const ObjectDeclaration& declaration, Event& event) {
  event.detail = static_cast<std::uint32_t>(declaration.kind) |
                 (declaration.recursive ? recursive_bit : 0) |
                 (declaration.orders_memory ? 0 : unordered_bit);
  event.value = is_cell(declaration.kind) ? declaration.initial : Value::of(declaration.count);
  event.written = Value::of(declaration.capacity);
}

ObjectDeclaration declaration_of(const Event& event) {
  ObjectDeclaration declaration{.kind = static_cast<ObjectKind>(event.detail & kind_mask),
                                .recursive = (event.detail & recursive_bit) != 0,
                                .orders_memory = (event.detail & unordered_bit) == 0};
  if (is_cell(declaration.kind)) {
    declaration.initial = event.value;
  } else {
    declaration.count = event.value.bits;
  }
  declaration.capacity = event.written.bits;
  return declaration;
}

}  // namespace heddle
