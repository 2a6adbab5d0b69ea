#pragma once
// Collects the errors in one file, so that as many as possible are told in one go. Turns offsets in
// the text into lines, columns and JSON pointers. Knows no grammar.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/diagnostic.hpp"
#include "sim/scenario/json_tree.hpp"

namespace heddle::scenario {

class Problems {
 public:
  // `text` and `root` must outlive this object. `root` may still grow.
  Problems(std::string file, std::string_view text, const JsonNode& root);

  // Remembers an error at the byte `offset` of the text; no more than `limit` of them.
  // `suggestion`: the word that was probably meant, or empty.
  void report(std::size_t offset, std::string message, std::string suggestion = {});

  // Reports this error and forgets all others: next to it they say nothing.
  void report_only(std::size_t offset, std::string message);

  bool any() const { return !found_.empty(); }
  // Further reports will be dropped, so that no work need go into them.
  bool full() const { return found_.size() >= limit; }
  // The line, the column and the JSON pointer of the byte `offset`.
  Diagnostic place(std::size_t offset) const { return diagnostic({offset, {}, {}}); }
  // Requires any(). Throws InputError with all of them in the order of the file.
  [[noreturn]] void raise() const;

 private:
  struct Problem {
    std::size_t offset;
    std::string message;
    std::string suggestion;
  };
  static constexpr std::size_t limit = 100;

  Diagnostic diagnostic(const Problem& problem) const;

  std::string file_;
  std::string_view text_;
  const JsonNode& root_;
  std::vector<Problem> found_;
  bool dropped_ = false;
};

}  // namespace heddle::scenario
