#pragma once
// Compiles the statements of one thread body; Body and Statement say which there are. It is split
// over several files:
//   statement_compiler.cpp    control flow, with all that must be undone when a block is left
//   statement_threads.cpp     threads
//   statement_channels.cpp    channels
//   statement_operations.cpp  all other operations

#include <cstdint>
#include <vector>

#include "sim/scenario/code_builder.hpp"
#include "sim/scenario/expression_compiler.hpp"
#include "sim/scenario/scenario.hpp"

namespace heddle::scenario {

class StatementCompiler {
 public:
  // Writes to `code`, whose scenario and locals are set.
  StatementCompiler(Code& code, const Body& body);
  void run();

 private:
  struct Loop {
    Label on_break;
    Label on_continue;
    Opcode continue_by;    // a jump that counts, where it goes back
    std::size_t cleanups;  // how many were open around the loop
  };
  // The place of an assignment: the register of a local, or a cell, whose index was evaluated
  // already.
  struct Destination {
    const Target* target = nullptr;
    Place place;
  };

  void block(const Block& statements);
  // A block that may be left out or run again. Its assignments are not certain afterwards.
  void optional_block(const Block& statements);
  void loop_block(const Block& statements, Label on_break, Label on_continue, Opcode continue_by);
  // `body`, then `cleanup`, however the body is left.
  void guarded(const Block& body, const Request& cleanup);
  void clean_up_to(std::size_t open);

  void statement(const If& action);
  void statement(const While& action);
  void statement(const Repeat& action);
  void statement(const For& action);
  void statement(const ForEach& action);
  void statement(const Break& action);
  void statement(const Continue& action);
  void statement(const Return& action);
  void statement(const Panic& action);
  void statement(const Assert& action);
  void statement(const With& action);
  void statement(const CallOnce& action);
  void statement(const Atomically& action);

  void statement(const Spawn& action);
  void statement(const Join& action);
  void statement(const JoinAll& action);
  void statement(const Sleep& action);
  void statement(const Yield& action);
  void statement(const Print& action);
  void statement(const Set& action);
  void statement(const Simple& action);
  void statement(const Wait& action);
  void statement(const Send& action);
  void statement(const Recv& action);
  void statement(const TryRecv& action);
  void statement(const Atomic& action);
  void statement(const CompareExchange& action);
  void statement(const Fence& action);
  void statement(const Await& action);
  void statement(const Choose& action);

  Destination destination(const Target& target);
  Destination destination(const std::optional<Target>& target);
  // The register that a result for `destination` is best put into; `store` then finishes the
  // assignment.
  Register register_for(const Destination& destination);
  void store(const Destination& destination, Register value);
  // Performs `request` and assigns its result, if it is wanted.
  void perform_into(const Request& request, const Destination& destination);

  void spawn_one(const Spawn& action, Register handle);
  void spawn_many(const Spawn& action);
  void wait_until(const Wait& action, const Request& request);
  // The values of `expressions` in consecutive registers, of which it returns the first.
  Register in_a_row(const std::vector<Expression>& expressions);
  void closed_channel_panic(const Recv& action);

  const Scenario& scenario_;
  const Body& body_;
  CodeBuilder builder_;
  ExpressionCompiler expressions_;
  Label end_;
  std::vector<Loop> loops_;
  std::vector<Request> cleanups_;  // innermost last
};

}  // namespace heddle::scenario
