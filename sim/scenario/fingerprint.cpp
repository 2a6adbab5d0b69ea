// The hash of a canonical form of the tree.

#include "sim/scenario/fingerprint.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/model/text_hash.hpp"

namespace heddle::scenario {
namespace {

class Hash {
 public:
  void add(std::string_view bytes) { value_ = text_hash(bytes, value_); }
  // With its length, so that neighbours cannot run into each other.
  void add_text(std::string_view text) {
    add(std::to_string(text.size()));
    add(":");
    add(text);
  }
  std::uint32_t value() const { return value_; }

 private:
  std::uint32_t value_ = text_hash_of_nothing;
};

// The order of objects, of threads and of assignments has a meaning.
bool keeps_order(std::string_view key) {
  return key == "shared" || key == "threads" || key == "set";
}

void add_members(std::vector<const JsonMember*> members, bool in_order, Hash& hash);

void add_node(const JsonNode& node, bool in_order, Hash& hash) {
  switch (node.kind) {
    case JsonNode::Kind::null:
    case JsonNode::Kind::unusable:
      return hash.add("n");
    case JsonNode::Kind::boolean:
      return hash.add(node.boolean ? "t" : "f");
    case JsonNode::Kind::integer:
      hash.add("i");
      return hash.add_text(std::to_string(node.integer));
    case JsonNode::Kind::text:
      hash.add("s");
      return hash.add_text(node.text);
    case JsonNode::Kind::list:
      hash.add("[");
      for (const JsonNode& item : node.items) add_node(item, false, hash);
      return hash.add("]");
    case JsonNode::Kind::object:
      break;
  }
  std::vector<const JsonMember*> members;
  for (const JsonMember& member : node.members) members.push_back(&member);
  add_members(std::move(members), in_order, hash);
}

void add_members(std::vector<const JsonMember*> members, bool in_order, Hash& hash) {
  if (!in_order) {
    std::sort(members.begin(), members.end(), [](const JsonMember* left, const JsonMember* right) {
      return left->key < right->key;
    });
  }
  hash.add("{");
  for (const JsonMember* member : members) {
    hash.add_text(member->key);
    add_node(member->value, !in_order && keeps_order(member->key), hash);
  }
  hash.add("}");
}

}  // namespace

std::uint32_t fingerprint(const JsonNode& root) {
  static constexpr std::array<std::string_view, 5> ignored = {"name", "about", "expect", "observe",
                                                              "$schema"};
  std::vector<const JsonMember*> running;
  for (const JsonMember& member : root.members) {
    const bool counts = std::find(ignored.begin(), ignored.end(), member.key) == ignored.end();
    if (counts) running.push_back(&member);
  }
  Hash hash;
  add_members(std::move(running), false, hash);
  return hash.value();
}

}  // namespace heddle::scenario
