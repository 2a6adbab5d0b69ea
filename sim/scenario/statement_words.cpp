#include "sim/scenario/statement_words.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "sim/scenario/wording.hpp"

namespace heddle::scenario {
namespace {

constexpr bool required = true;
constexpr bool in_atomically = true;

constexpr Modifier into_boolean{"into", Role::boolean_target};
constexpr Modifier into_cell{"into", Role::cell_target};
constexpr Modifier into_integer{"into", Role::integer_target};
constexpr Modifier timeout{"timeout"};
constexpr Modifier order{"order"};
constexpr Modifier value{"value", Role::other, required};
constexpr Modifier body{"do", Role::block, required};

constexpr auto forms = std::to_array<StatementForm>({
    {Verb::spawn,
     "spawn",
     Role::other,
     false,
     {{{"args"}, {"times"}, {"as", Role::handle_target}}}},
    {Verb::join, "join"},
    {Verb::join_all, "join_all", Role::nothing},
    {Verb::sleep, "sleep"},
    {Verb::yield, "yield", Role::nothing},
    {Verb::print, "print"},
    {Verb::set, "set", Role::assignments, in_atomically},
    {Verb::lock, "lock"},
    {Verb::unlock, "unlock"},
    {Verb::try_lock, "try_lock", Role::other, false, {{into_boolean, timeout}}},
    {Verb::lock_shared, "lock_shared"},
    {Verb::unlock_shared, "unlock_shared"},
    {Verb::try_lock_shared, "try_lock_shared", Role::other, false, {{into_boolean, timeout}}},
    {Verb::with, "with", Role::other, false, {{body}}},
    {Verb::with_shared, "with_shared", Role::other, false, {{body}}},
    {Verb::wait,
     "wait",
     Role::other,
     false,
     {{{"mutex", Role::other, required}, {"until"}, timeout, into_boolean}}},
    {Verb::notify_one, "notify_one"},
    {Verb::notify_all, "notify_all"},
    {Verb::acquire, "acquire"},
    {Verb::release, "release", Role::other, false, {{{"count"}}}},
    {Verb::try_acquire, "try_acquire", Role::other, false, {{into_boolean, timeout}}},
    {Verb::arrive, "arrive"},
    {Verb::call_once, "call_once", Role::other, false, {{body}}},
    {Verb::send, "send", Role::other, false, {{value}}},
    {Verb::recv,
     "recv",
     Role::other,
     false,
     {{{"into", Role::received_target}, {"else", Role::block}, timeout}}},
    {Verb::try_recv,
     "try_recv",
     Role::other,
     false,
     {{{"into", Role::received_target}, {"ok", Role::boolean_target}}}},
    {Verb::close, "close"},
    {Verb::for_each,
     "for_each",
     Role::received_target,
     false,
     {{{"in", Role::other, required}, body}}},
    {Verb::load, "load", Role::other, in_atomically, {{into_cell, order}}},
    {Verb::store, "store", Role::other, in_atomically, {{value, order}}},
    {Verb::fetch_add, "fetch_add", Role::other, in_atomically, {{value, into_integer, order}}},
    {Verb::fetch_sub, "fetch_sub", Role::other, in_atomically, {{value, into_integer, order}}},
    {Verb::fetch_and, "fetch_and", Role::other, in_atomically, {{value, into_integer, order}}},
    {Verb::fetch_or, "fetch_or", Role::other, in_atomically, {{value, into_integer, order}}},
    {Verb::fetch_xor, "fetch_xor", Role::other, in_atomically, {{value, into_integer, order}}},
    {Verb::exchange, "exchange", Role::other, in_atomically, {{value, into_cell, order}}},
    {Verb::compare_exchange,
     "compare_exchange",
     Role::other,
     in_atomically,
     {{{"expected", Role::other, required},
       {"desired", Role::other, required},
       into_boolean,
       {"actual", Role::cell_target},
       order}}},
    {Verb::fence, "fence"},
    {Verb::if_,
     "if",
     Role::other,
     in_atomically,
     {{{"then", Role::block, required}, {"else", Role::block}}}},
    {Verb::while_, "while", Role::other, in_atomically, {{body}}},
    {Verb::loop, "loop", Role::block, in_atomically},
    {Verb::repeat, "repeat", Role::other, in_atomically, {{body}}},
    {Verb::for_,
     "for",
     Role::integer_target,
     in_atomically,
     {{{"in", Role::other, required}, body}}},
    {Verb::break_, "break", Role::nothing, in_atomically},
    {Verb::continue_, "continue", Role::nothing, in_atomically},
    {Verb::return_, "return", Role::nothing},
    {Verb::panic, "panic"},
    {Verb::assert_, "assert", Role::other, in_atomically, {{{"message"}}}},
    {Verb::await, "await"},
    {Verb::choose, "choose", Role::choice_target, false, {{{"from", Role::other, required}}}},
    {Verb::atomically, "atomically", Role::block},
});

std::vector<std::string_view> all_words() {
  std::vector<std::string_view> words;
  for (const StatementForm& form : forms) words.push_back(form.word);
  return words;
}

bool is_modifier_anywhere(std::string_view word) {
  return std::any_of(forms.begin(), forms.end(), [&](const StatementForm& form) {
    const auto modifiers = form.modifiers();
    return std::any_of(modifiers.begin(), modifiers.end(),
                       [&](const Modifier& modifier) { return modifier.word == word; });
  });
}

std::optional<StatementView> read_bare(const JsonNode& node, LoadContext& context) {
  const StatementForm* form = find_form(node.text);
  if (form == nullptr) {
    context.problems.report(node.begin, "expected a statement, found " + describe(node),
                            nearest_word(node.text, all_words()));
    return std::nullopt;
  }
  if (form->role != Role::nothing) {
    context.problems.report(node.begin, "expected an object, {\"" + node.text +
                                            "\": ...}, as this operation takes something; found " +
                                            describe(node));
    return std::nullopt;
  }
  return StatementView{&node, form, nullptr};
}

// The member that says which operation it is. Reports if there is none, or more than one.
const JsonMember* operation_member(const JsonNode& node, LoadContext& context) {
  const JsonMember* operation = nullptr;
  for (const JsonMember& member : node.members) {
    if (member.repeated || find_form(member.key) == nullptr) continue;
    if (operation != nullptr) {
      context.problems.report(member.key_begin, "expected one operation in a statement, found " +
                                                    in_quotes(operation->key) + " and " +
                                                    in_quotes(member.key));
      return nullptr;
    }
    operation = &member;
  }
  if (operation != nullptr) return operation;
  const JsonMember* culprit = nullptr;
  std::string suggestion;
  for (const JsonMember& member : node.members) {
    if (is_modifier_anywhere(member.key)) continue;
    if (culprit == nullptr) culprit = &member;
    if (suggestion.empty()) {
      suggestion = nearest_word(member.key, all_words());
      if (!suggestion.empty()) culprit = &member;
    }
  }
  context.problems.report(
      culprit ? culprit->key_begin : node.begin,
      culprit ? "expected an operation, found " + in_quotes(culprit->key)
              : "expected a statement with an operation, found " + describe(node) + " without one",
      suggestion);
  return nullptr;
}

void check_modifiers(const StatementView& view, LoadContext& context) {
  const std::span<const Modifier> modifiers = view.form->modifiers();
  std::vector<std::string_view> words;
  for (const Modifier& modifier : modifiers) {
    words.push_back(modifier.word);
    if (!modifier.required || view.find(modifier.word) != nullptr) continue;
    context.problems.report(view.node->begin, "expected \"" + std::string(modifier.word) +
                                                  "\" beside \"" + std::string(view.form->word) +
                                                  "\"");
  }
  for (const JsonMember& member : view.node->members) {
    if (member.key == view.form->word) continue;
    if (std::find(words.begin(), words.end(), member.key) != words.end()) continue;
    context.problems.report(
        member.key_begin,
        "\"" + std::string(view.form->word) + "\" takes no " + in_quotes(member.key) +
            (words.empty() ? std::string("; expected no modifier") : "; expected " + any_of(words)),
        nearest_word(member.key, words));
  }
}

// Operations that take nothing may be written as objects too.
void check_nothing(const StatementView& view, LoadContext& context) {
  const JsonNode& operand = *view.operand;
  const bool fits = operand.kind == JsonNode::Kind::null ||
                    (operand.kind == JsonNode::Kind::boolean && operand.boolean) ||
                    (operand.kind == JsonNode::Kind::object && operand.members.empty());
  if (!fits) context.reader.mismatch(operand, "true, null or {}, as this operation takes nothing");
}

}  // namespace

const StatementForm* find_form(std::string_view word) {
  const auto found = std::find_if(forms.begin(), forms.end(),
                                  [&](const StatementForm& form) { return form.word == word; });
  return found == forms.end() ? nullptr : &*found;
}

std::optional<StatementView> peek_statement(const JsonNode& node) {
  if (node.kind != JsonNode::Kind::object) return std::nullopt;
  for (const JsonMember& member : node.members) {
    if (const StatementForm* form = find_form(member.key)) {
      return StatementView{&node, form, &member.value};
    }
  }
  return std::nullopt;
}

std::optional<StatementView> read_statement(const JsonNode& node, LoadContext& context) {
  if (node.kind == JsonNode::Kind::text) return read_bare(node, context);
  if (!context.reader.object(node, "a statement (an object, or a bare text such as \"yield\")")) {
    return std::nullopt;
  }
  const JsonMember* operation = operation_member(node, context);
  if (operation == nullptr) return std::nullopt;
  const StatementView view{&node, find_form(operation->key), &operation->value};
  check_modifiers(view, context);
  if (view.form->role == Role::nothing) check_nothing(view, context);
  return view;
}

}  // namespace heddle::scenario
