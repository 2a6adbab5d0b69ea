#pragma once
// The vocabulary of statements: which operations there are, which modifiers each takes, and what
// role each part plays. One table, so that checking, collecting locals and loading agree. Knows no
// meaning beyond that.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "sim/scenario/json_tree.hpp"
#include "sim/scenario/load_context.hpp"

namespace heddle::scenario {

enum class Verb : std::uint8_t {
  spawn,
  join,
  join_all,
  sleep,
  yield,
  print,
  set,
  lock,
  unlock,
  try_lock,
  lock_shared,
  unlock_shared,
  try_lock_shared,
  with,
  with_shared,
  wait,
  notify_one,
  notify_all,
  acquire,
  release,
  try_acquire,
  arrive,
  call_once,
  send,
  recv,
  try_recv,
  close,
  for_each,
  load,
  store,
  fetch_add,
  fetch_sub,
  fetch_and,
  fetch_or,
  fetch_xor,
  exchange,
  compare_exchange,
  fence,
  if_,
  while_,
  loop,
  repeat,
  for_,
  break_,
  continue_,
  return_,
  panic,
  assert_,
  await,
  choose,
  atomically,
};

// The effect of a part of a statement on locals and blocks. Parts without an effect are `other`.
enum class Role : std::uint8_t {
  other,
  nothing,          // the operation takes nothing: it may be a bare text
  block,            // a list of statements
  assignments,      // an object: target to expression
  boolean_target,   // where a boolean is stored
  integer_target,   // where an integer is stored
  cell_target,      // where a value of the atomic that is operated on is stored
  received_target,  // where what came through a channel is stored
  handle_target,    // where spawn stores its handle, or the list of them
  choice_target,    // where choose stores one of `from`
};

struct Modifier {
  std::string_view word;
  Role role = Role::other;
  bool required = false;
};

struct StatementForm {
  Verb verb{};
  std::string_view word;
  Role role = Role::other;  // of what the operation's key holds
  bool in_atomically = false;
  std::array<Modifier, 5> all_modifiers{};  // the first ones; the rest have no word

  std::span<const Modifier> modifiers() const {
    std::size_t count = 0;
    while (count < all_modifiers.size() && !all_modifiers[count].word.empty()) ++count;
    return {all_modifiers.data(), count};
  }
};

// A statement whose keys are known to be right.
struct StatementView {
  const JsonNode* node = nullptr;
  const StatementForm* form = nullptr;
  const JsonNode* operand = nullptr;  // null: a bare text

  // Null where it is absent.
  const JsonNode* find(std::string_view modifier) const { return node->find(modifier); }
};

// Null where there is no such operation.
const StatementForm* find_form(std::string_view word);

// The statement that `node` is, without complaints; nothing if it is none.
std::optional<StatementView> peek_statement(const JsonNode& node);

// The same, but reports everything that is wrong with the keys.
std::optional<StatementView> read_statement(const JsonNode& node, LoadContext& context);

}  // namespace heddle::scenario
