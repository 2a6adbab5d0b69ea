// No order of an enumeration has meaning: an enumerator may be put anywhere. What is true of some
// enumerators stands in a table, or in a switch that names them all.

#include <doctest/doctest.h>

#include <cctype>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/structure/source_files.hpp"

namespace heddle::structure {
namespace {

bool is_in_name(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

// The names behind `enum class`.
void add_enumerations(std::string_view text, std::set<std::string, std::less<>>& names) {
  constexpr std::string_view keyword = "enum class ";
  for (std::size_t at = text.find(keyword); at != std::string_view::npos;
       at = text.find(keyword, at)) {
    at += keyword.size();
    std::size_t end = at;
    while (end < text.size() && is_in_name(text[end])) ++end;
    names.emplace(text.substr(at, end - at));
  }
}

// Whether the text up to `end` ends in a comparison by order.
bool ends_in_comparison(std::string_view text, std::size_t end) {
  while (end > 0 && (is_in_name(text[end - 1]) || text[end - 1] == ':')) --end;  // namespaces
  while (end > 0 && text[end - 1] == ' ') --end;
  if (end > 0 && text[end - 1] == '=') --end;
  if (end < 2 || (text[end - 1] != '<' && text[end - 1] != '>')) return false;
  return text[end - 2] == ' ';  // not <<, >>, -> or the argument of a template
}

// The lines on which an enumerator is compared by order.
std::vector<std::size_t> comparisons(std::string_view text,
                                     const std::set<std::string, std::less<>>& names) {
  std::vector<std::size_t> lines;
  std::size_t line = 1;
  for (std::size_t at = 0; at + 2 < text.size(); ++at) {
    if (text[at] == '\n') ++line;
    if (text[at] != ':' || text[at + 1] != ':' || !is_in_name(text[at + 2])) continue;
    std::size_t begin = at;
    while (begin > 0 && is_in_name(text[begin - 1])) --begin;
    if (!names.contains(text.substr(begin, at - begin))) continue;
    if (ends_in_comparison(text, begin)) lines.push_back(line);
  }
  return lines;
}

TEST_CASE("no code compares enumerators by their order") {
  std::set<std::string, std::less<>> names;
  std::vector<std::string> sources;
  for (const std::string& path : files_below({"sim", "scheduler", "tools", "tests"})) {
    if (!path.ends_with(".hpp") && !path.ends_with(".cpp")) continue;
    sources.push_back(path);
    add_enumerations(read(path), names);
  }
  CHECK(names.contains("OperationKind"));
  for (const std::string& path : sources) {
    if (path.ends_with("enumeration_order_test.cpp")) continue;
    for (const std::size_t line : comparisons(read(path), names)) {
      FAIL_CHECK(path << ":" << line << ": compares with an enumerator by order");
    }
  }
}

TEST_CASE("the check of enumerations finds a comparison by order, and nothing else") {
  std::set<std::string, std::less<>> names;
  add_enumerations("enum class Kind : int { a };", names);
  const auto finds = [&](std::string_view text) { return !comparisons(text, names).empty(); };
  CHECK(finds("kind <= Kind::a"));
  CHECK(finds("kind > heddle::Kind::a"));
  CHECK_FALSE(finds("kind == Kind::a"));
  CHECK_FALSE(finds("stream << Kind::a"));
  CHECK_FALSE(finds("Set<Kind::a>"));
  CHECK_FALSE(finds("kind <= other::a"));
}

}  // namespace
}  // namespace heddle::structure
