// parse_json: the grammar is the library's, the positions are ours. The library's SAX parser tells
// what it reads, token by token; a cursor of our own walks through the text beside it.

#include <nlohmann/json.hpp>
#include <unordered_set>
#include <utility>

#include "sim/model/printable_text.hpp"
#include "sim/scenario/json_cursor.hpp"
#include "sim/scenario/json_tree.hpp"
#include "sim/scenario/problems.hpp"
#include "sim/scenario/wording.hpp"

namespace heddle::scenario {
namespace {

// The offset of the first byte that is not part of a UTF-8 sequence (RFC 3629), or the size of the
// text.
std::size_t first_ill_formed_byte(std::string_view text) {
  std::size_t offset = 0;
  while (offset < text.size()) {
    const std::size_t length = decode_code_point(text.substr(offset)).length;
    if (length == 0) break;
    offset += length;
  }
  return offset;
}

// The library's SAX interface. Every function returns whether to go on.
class TreeBuilder {
 public:
  TreeBuilder(std::string_view text, Problems& problems, JsonNode& root, const JsonLimits& limits)
      : cursor_(text), problems_(problems), root_(root), limits_(limits) {}

  // NOLINTBEGIN(readability-identifier-naming): the library's names.
  bool null() { return add(JsonNode::Kind::null) != nullptr; }

  bool boolean(bool value) {
    JsonNode* node = add(JsonNode::Kind::boolean);
    if (node != nullptr) node->boolean = value;
    return node != nullptr;
  }

  bool number_integer(std::int64_t value) {
    JsonNode* node = add(JsonNode::Kind::integer);
    if (node != nullptr) node->integer = value;
    return node != nullptr;
  }

  bool number_unsigned(std::uint64_t value) {
    if (value <= static_cast<std::uint64_t>(INT64_MAX)) {
      return number_integer(static_cast<std::int64_t>(value));
    }
    return unusable_number(std::to_string(value));
  }

  bool number_float(double, const std::string& text) { return unusable_number(text); }

  bool string(std::string& value) {
    JsonNode* node = add(JsonNode::Kind::text);
    if (node != nullptr) node->text = std::move(value);
    return node != nullptr;
  }

  bool binary(const nlohmann::json::binary_t&) { return false; }

  bool start_object(std::size_t) { return open(JsonNode::Kind::object); }
  bool start_array(std::size_t) { return open(JsonNode::Kind::list); }

  bool key(std::string& value) {
    const JsonCursor::Token token = cursor_.next();
    open_.back()->members.push_back(
        {.key = std::move(value), .key_begin = token.begin, .repeated = false, .value = {}});
    awaits_value_ = true;
    return count_node(token.begin);
  }

  bool end_object() {
    find_repeated_keys(*open_.back());
    return close();
  }
  bool end_array() { return close(); }

  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) {
    JsonSyntaxProblem problem = cursor_.explain(place());
    problems_.report(problem.offset, std::move(problem.message), std::move(problem.suggestion));
    return false;
  }
  // NOLINTEND(readability-identifier-naming)

 private:
  JsonPlace place() const {
    if (open_.empty()) {
      return root_.end == JsonNode::nowhere ? JsonPlace::start : JsonPlace::after_the_end;
    }
    if (awaits_value_) return JsonPlace::after_key;
    const JsonNode& container = *open_.back();
    if (container.kind == JsonNode::Kind::object) {
      return container.members.empty() ? JsonPlace::first_key : JsonPlace::after_member;
    }
    return container.items.empty() ? JsonPlace::first_item : JsonPlace::after_item;
  }

  bool count_node(std::size_t offset) {
    if (++nodes_ <= limits_.nodes) return true;
    problems_.report(offset, "expected no more than " + std::to_string(limits_.nodes) +
                                 " JSON values in a file");
    return false;
  }

  // The place for the next value. A node stays where it is as long as it is open, since the node
  // that holds it grows only after it is closed.
  JsonNode& place_of_value() {
    if (open_.empty()) return root_;
    JsonNode& container = *open_.back();
    if (container.kind == JsonNode::Kind::object) return container.members.back().value;
    return container.items.emplace_back();
  }

  JsonNode* add(JsonNode::Kind kind) {
    const JsonCursor::Token token = cursor_.next();
    JsonNode& node = place_of_value();
    node.kind = kind;
    node.begin = token.begin;
    node.end = token.end;
    awaits_value_ = false;
    return count_node(token.begin) ? &node : nullptr;
  }

  bool open(JsonNode::Kind kind) {
    JsonNode* node = add(kind);
    if (node == nullptr) return false;
    node->end = JsonNode::nowhere;
    open_.push_back(node);
    if (open_.size() <= limits_.depth) return true;
    problems_.report(node->begin, "expected lists and objects to nest no deeper than " +
                                      std::to_string(limits_.depth) + " levels");
    return false;
  }

  bool close() {
    cursor_.next();
    open_.back()->end = cursor_.offset();
    open_.pop_back();
    return true;
  }

  bool unusable_number(const std::string& text) {
    const JsonNode* node = add(JsonNode::Kind::unusable);
    if (node == nullptr) return false;
    const bool whole = text.find_first_of(".eE") == std::string::npos;
    problems_.report(node->begin, "expected a 64-bit integer, found " + in_quotes(text) +
                                      (whole ? ", which is out of range" : ""));
    return true;
  }

  void find_repeated_keys(JsonNode& object) {
    std::unordered_set<std::string_view> keys;
    for (JsonMember& member : object.members) {
      if (keys.insert(member.key).second) continue;
      member.repeated = true;
      problems_.report(member.key_begin,
                       "expected each key once, but " + in_quotes(member.key) + " is repeated");
    }
  }

  JsonCursor cursor_;
  Problems& problems_;
  JsonNode& root_;
  const JsonLimits& limits_;
  std::vector<JsonNode*> open_;  // from the outermost to the innermost
  bool awaits_value_ = false;    // a key was read, its value was not
  std::size_t nodes_ = 0;
};

}  // namespace

bool parse_json(std::string_view text, Problems& problems, JsonNode& root,
                const JsonLimits& limits) {
  if (text.size() > limits.bytes) {
    problems.report(0, "expected no more than " + std::to_string(limits.bytes) +
                           " bytes in a file, found " + std::to_string(text.size()));
    return false;
  }
  if (text.starts_with("\xef\xbb\xbf")) {
    problems.report(0, "expected UTF-8 without a byte order mark");
    return false;
  }
  const std::size_t ill_formed = first_ill_formed_byte(text);
  if (ill_formed < text.size()) {
    problems.report(ill_formed, "expected UTF-8, found a byte that is none");
    return false;
  }
  // The library takes a NUL for the end of the text, and would pass over what follows.
  const std::size_t nul = text.find('\0');
  if (nul != std::string_view::npos) {
    problems.report(nul, "expected text, found a NUL byte");
    return false;
  }
  TreeBuilder builder(text, problems, root, limits);
  return nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
}

}  // namespace heddle::scenario
