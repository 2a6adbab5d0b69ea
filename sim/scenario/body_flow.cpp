#include "sim/scenario/body_flow.hpp"

#include <algorithm>

#include "sim/scenario/instructions.hpp"

namespace heddle::scenario {
namespace {

bool goes_no_further(Opcode code) { return code == Opcode::fail || code == Opcode::finished; }

// The place at which the list of the handles that are made at `spawn` is complete; `spawn` if there
// is no list.
std::size_t end_of_list(const Code& code, std::size_t spawn) {
  for (std::size_t end = spawn; end < code.instructions.size(); ++end) {
    if (code.instructions[end].code != Opcode::list_end) continue;
    std::size_t begin = end;
    while (begin > 0 && (code.instructions[begin].code != Opcode::list_begin ||
                         code.instructions[begin].a != code.instructions[end].b)) {
      --begin;
    }
    if (begin < spawn) return end;
  }
  return spawn;
}

}  // namespace

BodyFlow::BodyFlow(const Code& code)
    : code_(&code), next_(code.instructions.size()), previous_(code.instructions.size()) {
  for (std::size_t place = 0; place < code.instructions.size(); ++place) {
    const Instruction& instruction = code.instructions[place];
    if (!goes_no_further(instruction.code) && !always_jumps(instruction.code)) {
      next_[place].push_back(place + 1);
    }
    if (may_jump(instruction.code)) {
      next_[place].push_back(
          static_cast<std::size_t>(static_cast<std::ptrdiff_t>(place) + 1 + instruction.a));
    }
    for (const std::size_t each : next_[place]) previous_[each].push_back(place);
    const Operation* const operation = operation_at(place);
    if (operation != nullptr && operation->kind == OperationKind::spawn) spawns_.push_back(place);
  }
}

const Operation* BodyFlow::operation_at(std::size_t place) const {
  return operation_of(*code_, code_->instructions[place]);
}

const OwnOperation* BodyFlow::own_operation_at(std::size_t place) const {
  return own_operation_of(*code_, code_->instructions[place]);
}

Places BodyFlow::after(std::size_t place, const std::function<bool(std::size_t)>& stops) const {
  return closure(place, next_, stops);
}

Places BodyFlow::before(std::size_t place) const { return closure(place, previous_, {}); }

Places BodyFlow::closure(std::size_t place, const std::vector<std::vector<std::size_t>>& next,
                         const std::function<bool(std::size_t)>& stops) const {
  Places reached(next.size());
  std::vector<std::size_t> left(next[place].begin(), next[place].end());
  while (!left.empty()) {
    const std::size_t here = left.back();
    left.pop_back();
    if (reached[here]) continue;
    reached[here] = true;
    if (stops && stops(here)) continue;
    left.insert(left.end(), next[here].begin(), next[here].end());
  }
  return reached;
}

bool BodyFlow::joins(std::size_t place, std::size_t spawn) const {
  const Instruction& join = code_->instructions[place];
  if (join.code == Opcode::join_all) return true;
  if (join.code != Opcode::join) return false;
  // In a loop, or if it is written elsewhere too, a handle stands for the last thread only.
  const std::size_t writer = end_of_list(*code_, spawn);
  return join.b == code_->instructions[writer].a && !is_in_loop(writer) &&
         is_only_written_by(join.b, writer);
}

// Looks at the instructions that give handles.
bool BodyFlow::is_only_written_by(Register place, std::size_t writer) const {
  for (std::size_t other = 0; other < code_->instructions.size(); ++other) {
    const Instruction& instruction = code_->instructions[other];
    const bool gives_handle = instruction.code == Opcode::list_end ||
                              std::ranges::count(spawns_, other) != 0 ||
                              instruction.code == Opcode::move;
    if (other != writer && gives_handle && instruction.a == place) return false;
  }
  return true;
}

}  // namespace heddle::scenario
