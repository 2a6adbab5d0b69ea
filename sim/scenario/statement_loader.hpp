#pragma once
// The second pass over a thread body: JSON statements to typed ones. Everything is checked that can
// be told without running. It must not know what the statements mean.

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "sim/scenario/expression_resolver.hpp"
#include "sim/scenario/load_context.hpp"
#include "sim/scenario/local_table.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/scenario/statement_words.hpp"

namespace heddle::scenario {

class StatementLoader {
 public:
  // `locals` must be settled, and `flow` begun.
  StatementLoader(LoadContext& context, LocalTable& locals, AssignmentFlow& flow)
      : context_(context), locals_(locals), flow_(flow), resolver_(context, locals, flow) {}

  // The statements of the list `node`. Only good where nothing was reported.
  Block block(const JsonNode& node);

 private:
  // statement_loader.cpp: what statements have in common.
  std::optional<Statement> statement(const JsonNode& node);
  void load_action(const StatementView& view, Statement& statement);
  Block required_block(const StatementView& view, std::string_view modifier);
  // A body that may be passed over.
  Block conditional_block(const JsonNode& node);
  Block loop_body(const JsonNode& node);
  std::optional<Target> target(const StatementView& view, std::string_view modifier,
                               StaticType value);
  std::optional<Target> target(const JsonNode& node, StaticType value);
  Target loop_variable(const JsonNode& node);
  Expression required_expression(const StatementView& view, std::string_view modifier,
                                 StaticType wanted);
  TypedExpression count(const JsonNode& node, std::string_view what);
  std::int64_t timeout_ns(const StatementView& view);
  Reference object(const JsonNode& node, std::initializer_list<ObjectKind> kinds);
  // An expression as it was written.
  TextId written(const JsonNode& node);

  // threads_loader.cpp
  Spawn spawn(const StatementView& view);
  void check_argument_count(const StatementView& view, std::optional<std::uint32_t> body);
  std::optional<std::uint32_t> body_index(const JsonNode& node);
  std::optional<Slot> handle_slot(const JsonNode& node);
  Join join(const StatementView& view);

  // text_loader.cpp
  Print print(const StatementView& view);
  // A text of a report, whose parts go into `parts`; none where it is to be shown as it stands.
  TextId message(const JsonNode& node, std::vector<TextPiece>& parts);
  // The parts of a text with expressions in it; an error ends it early.
  std::vector<TextPiece> pieces(const std::string& text, TextOrigin origin);
  bool piece(const std::string& text, TextOrigin origin, std::size_t& offset,
             std::vector<TextPiece>& result);

  // synchronisation_loader.cpp
  Simple simple(const StatementView& view, OperationKind kind,
                std::initializer_list<ObjectKind> kinds);
  With with(const StatementView& view, bool shared);
  Wait wait(const StatementView& view);
  Send send(const StatementView& view);
  Recv recv(const StatementView& view);
  TryRecv try_recv(const StatementView& view);
  ForEach for_each(const StatementView& view);

  // memory_loader.cpp
  Set set(const StatementView& view);
  Atomic atomic(const StatementView& view, OperationKind kind);
  CompareExchange compare_exchange(const StatementView& view);
  MemoryOrder order(const JsonNode& node, std::initializer_list<MemoryOrder> allowed);
  MemoryOrder order_of(const StatementView& view, OperationKind kind);
  TypedReference atomic_cell(const JsonNode& node, bool integer);
  Choose choose(const StatementView& view);

  // control_loader.cpp
  CallOnce call_once(const StatementView& view);
  If if_statement(const StatementView& view);
  While while_loop(const StatementView& view);
  Repeat repeat(const StatementView& view);
  For for_loop(const StatementView& view);
  void range(const JsonNode& node, For& result);
  Panic panic(const StatementView& view);
  Assert assertion(const StatementView& view);
  Atomically atomically(const StatementView& view);
  void check_inside_loop(const StatementView& view);

  LoadContext& context_;
  LocalTable& locals_;
  AssignmentFlow& flow_;
  ExpressionResolver resolver_;
  std::size_t loops_ = 0;  // that a break could leave
  bool atomically_ = false;
};

}  // namespace heddle::scenario
