#include "sim/scenario/json_tree.hpp"

#include <algorithm>

#include "sim/model/printable_text.hpp"
#include "sim/scenario/wording.hpp"

namespace heddle::scenario {
namespace {

// Every word and name that means something is shorter. A longer key appears in a message only,
// which it must not flood.
constexpr std::size_t longest_token = 250;

void append_token(std::string& pointer, std::string_view token) {
  pointer += '/';
  for (const char character : token) {
    if (character == '~') {
      pointer += "~0";
    } else if (character == '/') {
      pointer += "~1";
    } else {
      pointer += character;
    }
  }
}

const JsonMember* member_at(const JsonNode& object, std::size_t offset) {
  const auto after = std::upper_bound(
      object.members.begin(), object.members.end(), offset,
      [](std::size_t wanted, const JsonMember& member) { return wanted < member.key_begin; });
  if (after == object.members.begin()) return nullptr;
  const JsonMember& member = *(after - 1);
  return offset < member.value.end ? &member : nullptr;
}

const JsonNode* item_at(const JsonNode& list, std::size_t offset) {
  const auto after = std::upper_bound(
      list.items.begin(), list.items.end(), offset,
      [](std::size_t wanted, const JsonNode& item) { return wanted < item.begin; });
  if (after == list.items.begin()) return nullptr;
  const JsonNode& item = *(after - 1);
  return offset < item.end ? &item : nullptr;
}

}  // namespace

const JsonNode* JsonNode::find(std::string_view key) const {
  for (const JsonMember& member : members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

std::string json_pointer(const JsonNode& root, std::size_t offset) {
  std::string pointer;
  const JsonNode* node = &root;
  while (true) {
    if (const JsonMember* member = member_at(*node, offset)) {
      append_token(pointer, printable(shortened(member->key, longest_token)));
      if (offset < member->value.begin) return pointer;
      node = &member->value;
    } else if (const JsonNode* item = item_at(*node, offset)) {
      append_token(pointer, std::to_string(item - node->items.data()));
      node = item;
    } else {
      return pointer;
    }
  }
}

std::string describe(const JsonNode& node) {
  switch (node.kind) {
    case JsonNode::Kind::null:
      return "null";
    case JsonNode::Kind::boolean:
      return node.boolean ? "true" : "false";
    case JsonNode::Kind::integer:
      return "the integer " + std::to_string(node.integer);
    case JsonNode::Kind::text:
      return "the text " + in_quotes(node.text);
    case JsonNode::Kind::list:
      return node.items.empty() ? "an empty list" : "a list";
    case JsonNode::Kind::object:
      return node.members.empty() ? "an empty object" : "an object";
    case JsonNode::Kind::unusable:
      break;
  }
  return "something unusable";
}

}  // namespace heddle::scenario
