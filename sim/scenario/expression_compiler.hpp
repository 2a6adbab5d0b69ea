#pragma once
// Compiles expressions, targets and references of one thread body. Reads of shared cells become
// visible operations in the order of evaluation. Keeps track of which locals are certainly
// assigned, so that only the others are checked.

#include <optional>
#include <vector>

#include "sim/scenario/code_builder.hpp"
#include "sim/scenario/scenario.hpp"

namespace heddle::scenario {

class ExpressionCompiler {
 public:
  // The locals are registers 0 to `locals` - 1, the first `parameters` of them assigned from the
  // start.
  ExpressionCompiler(CodeBuilder& builder, std::size_t locals, std::size_t parameters);

  // Which locals are certainly assigned; after a statement that is never left behind, all are.
  using Assigned = std::vector<bool>;
  const Assigned& assigned() const { return assigned_; }
  void set_assigned(Assigned assigned) { assigned_ = std::move(assigned); }
  void assign(Slot slot) { assigned_[slot] = true; }
  void set_unreachable() { assigned_.assign(assigned_.size(), true); }
  // Two ways meet here, one with the present state, the other with `other`.
  void meet(const Assigned& other);

  // The register of `index` in the arguments of a spawn.
  void set_spawn_index(Register index) { spawn_index_ = index; }

  // A register that holds the value, perhaps a local or a constant.
  Register evaluate(const Expression& expression);
  // `destination` is written last, so it may be a local that the expression reads.
  void evaluate_into(const Expression& expression, Register destination);
  // Jumps to `target` where the value is `when`; goes on where it is the opposite.
  void branch(const Expression& expression, Label target, bool when);

  // The object that a reference names; its index is evaluated here.
  Place place(const Reference& reference);

 private:
  void unary(Opcode code, const Expression& expression, Register destination);
  void binary(const Expression& expression, Register destination);
  void comparison_branch(const Expression& expression, Label target, bool when);
  void logical_branch(const Expression& expression, Label target, bool when);
  void logical_value(const Expression& expression, Register destination);
  void read(ObjectId cell, bool atomic, Register destination);
  void read_element(const Expression& expression, Register destination);
  Register local(Slot slot);

  CodeBuilder& builder_;
  Assigned assigned_;
  Register spawn_index_ = nowhere;
};

}  // namespace heddle::scenario
