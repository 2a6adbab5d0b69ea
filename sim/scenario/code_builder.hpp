#pragma once
// Writes instructions: registers, constants, labels, and the choice of the cheapest way to perform
// an operation. Knows nothing of statements and expressions; the compilers above it do.

#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "sim/scenario/code.hpp"

namespace heddle::scenario {

// A place in the code that instructions jump to, perhaps before it is known.
enum class Label : std::uint32_t {};

// An object that an operation works on: known now, or the content of a register.
struct Place {
  ObjectId object = no_object;
  Register element = nowhere;
};

// An operation to perform, and the registers that hold the fields that it does not have yet.
struct Request {
  Operation operation;
  Register object = nowhere;
  Register mutex = nowhere;
  Register operand = nowhere;
  Register desired = nowhere;
  Register arguments = nowhere;

  void set_object(const Place& place) {
    operation.object = place.object;
    object = place.element;
  }
  void set_mutex(const Place& place) {
    operation.mutex = place.object;
    mutex = place.element;
  }
};

class CodeBuilder {
 public:
  // `code` is written to until `finish`. The first `locals` registers are taken.
  CodeBuilder(Code& code, std::uint32_t locals);

  // Instructions that are emitted from now on belong to the statement at `site`.
  void set_site(SiteId site) { site_ = site; }
  SiteId site() const { return site_; }

  Register constant(Value value);
  // The value of a register that `constant` returned.
  Value value_of(Register constant) const;

  // A register above all that are in use. Two in a row are neighbours.
  Register temporary();
  // The mark by which `release` gives back all temporaries made from now on.
  std::uint32_t mark() const { return used_; }
  void release(std::uint32_t mark) { used_ = mark; }

  Label label();
  void place(Label label);
  void emit(Opcode code, Register a = nowhere, Register b = nowhere, Register c = nowhere);
  // An instruction that jumps to `label`.
  void jump(Opcode code, Label label, Register b = nowhere, Register c = nowhere);
  // Describes the instruction emitted last, for the message of its fault.
  void describe(Expression::Kind kind, Register left, Register right);

  // Performs an operation, whose site is set here. The result goes to `result`.
  void perform(Request request, Register result = nowhere);
  void fail(Status status, std::string_view message);
  // Numbers for instructions that name an own operation, a fixed one or an array.
  Register own(const Request& request, Array array = {});
  Register fixed(Operation operation);
  Register array(Array array);

  Code& code() { return code_; }
  // Resolves the labels. Nothing may be emitted afterwards.
  void finish();

 private:
  struct Jump {
    std::size_t instruction;
    Label label;
  };

  bool fuse_sum(const Request& request);

  Code& code_;
  SiteId site_ = no_site;
  std::uint32_t used_;
  static constexpr std::size_t value_types = static_cast<std::size_t>(ValueType::threads) + 1;

  // By type and bits: where they are in the code.
  std::array<std::unordered_map<std::int64_t, std::size_t>, value_types> constants_;
  std::vector<std::size_t> labels_;
  std::vector<Jump> jumps_;
  std::size_t last_label_ = 0;  // no instruction before this one may be changed any more
};

}  // namespace heddle::scenario
