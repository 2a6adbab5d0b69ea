#include "tools/guarded_stream.hpp"

#include <doctest/doctest.h>

#include <sstream>
#include <string_view>

#include "sim/report/style.hpp"

namespace heddle::tools {
namespace {

// Written as a whole, and byte by byte.
std::string guarded(std::string_view text, Guard guard) {
  std::ostringstream whole;
  std::ostringstream split;
  {
    GuardedStream one(whole, guard);
    one << text;
    GuardedStream other(split, guard);
    for (const char byte : text) other.put(byte);
  }
  CHECK(whole.str() == split.str());
  return whole.str();
}

TEST_CASE("a guarded stream passes text on, and escapes what a terminal would obey") {
  CHECK(guarded("two\nlines\t\xc3\xa9", Guard::text) == "two\nlines\t\xc3\xa9");
  CHECK(guarded("\x1b[31m\xc2\x9b\xff", Guard::text) == "\\x1b[31m\\u009b\\xff");
  CHECK(guarded("\"\xe2\x80\xae\"", Guard::json) == "\"\\u202e\"");
  CHECK(guarded("an end in the middle \xe2\x80", Guard::text) == "an end in the middle \\xe2\\x80");
}

TEST_CASE("a guarded stream knows the colours of Heddle from those of others") {
  const std::string coloured = Style(true).red("red") + Style(true).bold("bold");
  CHECK(guarded(coloured, Guard::terminal) == coloured);
  CHECK(guarded(coloured, Guard::text).find('\x1b') == std::string::npos);
  CHECK(guarded("\r\x1b[Kprogress", Guard::terminal) == "\r\x1b[Kprogress");
  CHECK(guarded("\x1b]0;title\x07", Guard::terminal) == "\\x1b]0;title\\x07");
  CHECK(guarded("\x1b[31", Guard::terminal) == "\\x1b[31");
}

}  // namespace
}  // namespace heddle::tools
