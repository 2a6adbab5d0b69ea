#pragma once
// A stream for everything that a command shows. It escapes what a terminal would obey or hide (see
// sim/model/printable_text.hpp), except line breaks, tabs and the colours and movements that Heddle
// itself asks for. Each part of a report makes foreign text printable if that matters for its
// layout; this stream makes sure that none is forgotten.

#include <ostream>
#include <streambuf>
#include <string>

namespace heddle::tools {

enum class Guard : std::uint8_t {
  text,      // for people: \x1b
  terminal,  // the same, with colours and the progress line
  json,      // a document: \u001b
};

class GuardedStream final : public std::ostream {
 public:
  // `sink` must outlive this object. A failed write sets the badbit of both.
  GuardedStream(std::ostream& sink, Guard guard);
  ~GuardedStream() override;
  GuardedStream(const GuardedStream&) = delete;
  GuardedStream& operator=(const GuardedStream&) = delete;

 private:
  class Buffer final : public std::streambuf {
   public:
    Buffer(std::ostream& sink, Guard guard) : sink_(sink), guard_(guard) {}
    void finish();

   protected:
    std::streamsize xsputn(const char* text, std::streamsize length) override;
    int_type overflow(int_type character) override;
    int sync() override;

   private:
    void pass(std::string_view text);

    std::ostream& sink_;
    const Guard guard_;
    std::string held_;  // the beginning of a code point or of a colour
  };

  Buffer buffer_;
};

}  // namespace heddle::tools
