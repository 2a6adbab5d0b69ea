#pragma once
// An error in an input, and the one exception that carries it. Code that reads untrusted input
// throws it; it is caught in one place. It must not know what kind of input it talks about.

#include <cstddef>
#include <exception>
#include <string>
#include <vector>

namespace heddle::scenario {

struct Diagnostic {
  std::string file;
  std::size_t line = 0;    // from 1; 0: the file as a whole
  std::size_t column = 0;  // from 1, counted in bytes
  std::string pointer;     // JSON pointer; empty: the document as a whole
  std::string message;     // what was expected
  std::string suggestion;  // the nearest known word, if one is close

  // One line: file:line:column: /pointer: message; did you mean "suggestion"?
  std::string line_of_text() const;
};

// Input that cannot be used. Carries every error that was found, in the order of the file; never
// empty.
class InputError : public std::exception {
 public:
  explicit InputError(std::vector<Diagnostic> diagnostics);

  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }
  // One line for each error, without a line break at the end.
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  std::vector<Diagnostic> diagnostics_;
  std::string text_;
};

}  // namespace heddle::scenario
