#pragma once
// A JSON document as a tree whose nodes know where in the text they were, as error messages need
// that. Code that reads the tree judges everything beyond JSON itself: which keys, which types.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::scenario {

class Problems;
struct JsonMember;

struct JsonNode {
  enum class Kind : std::uint8_t {
    null,
    boolean,
    integer,
    text,
    list,
    object,
    unusable,  // already reported: say nothing more about it
  };
  // The offset of something that was not read, or not yet to its end.
  static constexpr std::size_t nowhere = SIZE_MAX;

  Kind kind = Kind::unusable;
  bool boolean = false;
  std::int64_t integer = 0;
  std::size_t begin = nowhere;  // offset of the first byte
  std::size_t end = nowhere;    // offset after the last byte
  std::string text;
  std::vector<JsonNode> items;
  std::vector<JsonMember> members;  // in file order

  // The value of the first member with that key; null where there is none, or this is no object.
  const JsonNode* find(std::string_view key) const;
};

struct JsonMember {
  std::string key;
  std::size_t key_begin = JsonNode::nowhere;  // of its opening quote
  bool repeated = false;                      // the key was there before (reported)
  JsonNode value;
};

struct JsonLimits {
  std::size_t bytes = std::size_t{16} * 1024 * 1024;
  std::size_t depth = 64;
  std::size_t nodes = 1'000'000;
};

// The document in `text`, of which `root` keeps copies only. Reports to `problems` what is not
// JSON, what is not UTF-8, duplicate keys, numbers that are no 64-bit integers, and what exceeds
// `limits`. `root` receives the part that was understood. Returns whether the document was read to
// its end; if not, `root` is only good for json_pointer.
bool parse_json(std::string_view text, Problems& problems, JsonNode& root,
                const JsonLimits& limits = {});

// The JSON pointer (RFC 6901) of the innermost node or member of the tree at `root` that `offset`
// is in.
std::string json_pointer(const JsonNode& root, std::size_t offset);

// "a list", "the text \"abc\"", "the integer 5", ...: what was found instead of what was expected.
std::string describe(const JsonNode& node);

}  // namespace heddle::scenario
