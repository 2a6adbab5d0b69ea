#include "sim/model/printable_text.hpp"

#include <doctest/doctest.h>

namespace heddle {
namespace {

TEST_CASE("what a terminal would obey is escaped, and other text stays") {
  CHECK(printable("plain, gr\xc3\xbc\xc3\x9f"
                  "e \xe4\xb8\xad \xf0\x9f\x98\x80") ==
        "plain, gr\xc3\xbc\xc3\x9f"
        "e \xe4\xb8\xad \xf0\x9f\x98\x80");
  CHECK(printable("\x1b[31m\r\x7f") == "\\x1b[31m\\x0d\\x7f");
  CHECK(printable(std::string_view("a\0b", 3)) == "a\\x00b");
  CHECK(printable("a\nb\tc") == "a\\nb\\tc");
  CHECK(printable_lines("a\nb\tc\r") == "a\nb\tc\\x0d");
  CHECK(printable("\xc2\x9b") == "\\u009b");
  CHECK(printable("\xe2\x80\xae") == "\\u202e");
  CHECK(printable("\xf3\xa0\x81\x81") == "\\U000e0041");
}

TEST_CASE("bytes that are no UTF-8 are escaped one by one") {
  CHECK(printable("\xff\xc3") == "\\xff\\xc3");
  CHECK(printable("\xc0\xaf") == "\\xc0\\xaf");
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");
  CHECK(printable("\xf4\x90\x80\x80z") == "\\xf4\\x90\\x80\\x80z");
  CHECK(printable("\xe2\x80"
                  "x") == "\\xe2\\x80x");
}

TEST_CASE("in JSON an escape is one of JSON") {
  CHECK(printable_json("{\n \"a\": \"\x7f\xc2\x9b\xe2\x80\xae\"}") ==
        "{\n \"a\": \"\\u007f\\u009b\\u202e\"}");
  CHECK(printable_json("\xf3\xa0\x81\x81") == "\\udb40\\udc41");
  CHECK(printable_json("\xff") == "\xef\xbf\xbd");
}

TEST_CASE("a text is not cut in the middle of a code point") {
  CHECK(shortened("abc", 3) == "abc");
  CHECK(shortened("abcd", 3) == "abc...");
  CHECK(shortened("ab\xc3\xa9"
                  "d",
                  3) == "ab...");
}

}  // namespace
}  // namespace heddle
