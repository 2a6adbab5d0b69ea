#pragma once
// Finds where the tokens of a JSON text are. It walks beside a parser that tells what the tokens
// are, but not where. Also puts the error into words when the parser gives up. Knows the grammar of
// JSON, and no more.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace heddle::scenario {

// What the parser has read so far within the innermost open container.
enum class JsonPlace : std::uint8_t {
  start,
  first_key,      // after {
  after_key,      // the colon and the value are missing
  after_member,   // a comma or the end of the object is missing
  first_item,     // after [
  after_item,     // a comma or the end of the list is missing
  after_the_end,  // of the document
};

struct JsonSyntaxProblem {
  std::size_t offset = 0;
  std::string message;
  std::string suggestion;
};

class JsonCursor {
 public:
  struct Token {
    std::size_t begin;
    std::size_t end;
  };

  explicit JsonCursor(std::string_view text) : text_(text) {}

  // Requires that a well-formed token follows, after white space and at most one comma or colon.
  // Passes over it.
  Token next();
  // The offset at which the last token ended.
  std::size_t offset() const { return offset_; }
  // Requires that the parser failed behind the last token. Returns the error at that place.
  JsonSyntaxProblem explain(JsonPlace place) const;

 private:
  std::size_t past_space(std::size_t offset) const;
  bool is(std::size_t offset, char character) const;
  std::size_t string_end(std::size_t begin) const;
  std::size_t run_end(std::size_t begin, std::string_view characters) const;
  std::string found(std::size_t offset) const;
  JsonSyntaxProblem missing(std::size_t offset, std::string_view expected) const;
  JsonSyntaxProblem bad_token(std::size_t offset, std::string_view expected) const;
  JsonSyntaxProblem bad_string(std::size_t begin) const;
  JsonSyntaxProblem bad_escape(std::size_t backslash) const;

  std::string_view text_;
  std::size_t offset_ = 0;
};

}  // namespace heddle::scenario
