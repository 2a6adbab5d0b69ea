#pragma once
// A stream through which everything goes that a command shows: what a terminal would obey or hide
// is escaped on the way (see sim/model/printable_text.hpp), except for line breaks, tabs and the
// colours and movements that Heddle itself asks for. Each part of a report makes foreign text
// printable where that matters for its layout; this stream is there so that none can be forgotten.

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
  // `sink` must outlive this object. Whatever could not be written sets the badbit of both.
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
