#pragma once
// Tables of inputs that the loader must refuse, each with the one error that it must report. The
// place is marked in the input itself by an @, which is taken out before the loader sees it.

#include <span>
#include <string>
#include <string_view>

namespace heddle::scenario {

struct ErrorCase {
  std::string_view marked;  // the input; @: where the error is
  std::string_view pointer;
  std::string_view message;  // a part of it
  std::string_view suggestion = {};
};

// Whole files.
void check_errors(std::span<const ErrorCase> cases);

// The same for the values of top-level keys: each input is a part of the top-level object, such as
// "races": "x". A file with an empty main is put around it.
void check_section_errors(std::span<const ErrorCase> cases);

// The same for one declaration each, that of `x`: pointers begin at it. Beside it there are the
// memory `near` and the lock `beside`.
void check_declaration_errors(std::span<const ErrorCase> cases);

// The same for statements, those of the main thread, in a frame with
//   memory: n, flag (boolean), words (text), list (3 integers), mixed (an integer and a boolean)
//   atomics: counter, ready (boolean), slots (2)
//   objects: mutex, mutexes (2), rwlock, condvar, semaphore, barrier, once, channel
//   a body: worker(id)
// Pointers begin at the list of statements.
void check_statement_errors(std::span<const ErrorCase> cases);

// A file with that frame.
std::string in_frame(std::string_view statements);

// Whether the loader takes it; its complaints, if not.
std::string complaints(const std::string& text);

}  // namespace heddle::scenario
