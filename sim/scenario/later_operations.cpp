#include "sim/scenario/later_operations.hpp"

#include <algorithm>

#include "sim/scenario/instructions.hpp"

namespace heddle::scenario {
namespace {

constexpr std::size_t number(Register place) { return static_cast<std::size_t>(place); }

// Walks through code along all jumps, and notes the operations that it passes.
class Walk {
 public:
  explicit Walk(const std::vector<Code>& bodies) : bodies_(bodies), seen_(bodies.size()) {}

  std::vector<LaterOperation> from(std::uint32_t body, std::size_t place) {
    go_to(body, place);
    while (!left_.empty()) {
      const auto [at_body, at] = left_.back();
      left_.pop_back();
      pass(at_body, at);
    }
    std::ranges::sort(found_);
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    return std::move(found_);
  }

 private:
  struct Place {
    std::uint32_t body;
    std::size_t instruction;
  };

  void go_to(std::uint32_t body, std::size_t place) {
    std::vector<bool>& seen = seen_[body];
    if (seen.empty()) seen.resize(bodies_[body].instructions.size());
    if (place >= seen.size() || seen[place]) return;
    seen[place] = true;
    left_.push_back({body, place});
  }

  void pass(std::uint32_t body, std::size_t place) {
    const Instruction& instruction = bodies_[body].instructions[place];
    note(body, instruction);
    const Opcode code = instruction.code;
    if (code == Opcode::fail || code == Opcode::finished) return;
    if (may_jump(code)) {
      const auto target = static_cast<std::ptrdiff_t>(place) + 1 + instruction.a;
      go_to(body, static_cast<std::size_t>(target));
    }
    if (!always_jumps(code)) go_to(body, place + 1);
  }

  void note(std::uint32_t body, const Instruction& instruction) {
    const Code& code = bodies_[body];
    const OwnOperation* const own = own_operation_of(code, instruction);
    if (own != nullptr) return add_own(code, *own);
    const Operation* const operation = operation_of(code, instruction);
    if (operation != nullptr) add(*operation);
  }

  void add(const Operation& operation) {
    if (operation.kind == OperationKind::spawn) return go_to(operation.body, 0);
    if (operation.object == no_object) return;
    found_.push_back({operation.kind, operation.object, 1});
  }

  void add_own(const Code& code, const OwnOperation& own) {
    if (own.object == nowhere) return add(own.operation);
    // The register gets its object from an array, at an index that is not known here.
    bool is_element = false;
    for (const Instruction& each : code.instructions) {
      if (each.code != Opcode::element || each.a != own.object) continue;
      const Array& array = code.arrays[number(each.c)];
      found_.push_back({own.operation.kind, array.first, array.count});
      is_element = true;
    }
    if (!is_element) found_.push_back({own.operation.kind, ObjectId{0}, UINT32_MAX});
  }

  const std::vector<Code>& bodies_;
  std::vector<std::vector<bool>> seen_;  // by body and instruction
  std::vector<Place> left_;
  std::vector<LaterOperation> found_;
};

}  // namespace

std::span<const LaterOperation> LaterOperations::from(std::uint32_t body, std::size_t place) {
  const std::uint64_t key = std::uint64_t{body} << 32U | place;
  const auto known = known_.find(key);
  if (known != known_.end()) return known->second;
  return known_.emplace(key, Walk(bodies_).from(body, place)).first->second;
}

}  // namespace heddle::scenario
