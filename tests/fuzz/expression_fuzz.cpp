// Throws any bytes at the parser of expressions. It must return a tree no deeper than its limit, or
// a message with an offset inside of the text.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "sim/scenario/expression_parser.hpp"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

std::size_t depth(const heddle::scenario::ExpressionSyntax& syntax) {
  std::size_t deepest = 0;
  for (const auto& operand : syntax.operands) deepest = std::max(deepest, depth(operand));
  return deepest + 1;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  const auto whole = heddle::scenario::parse_whole_expression(text);
  if (whole.message.empty()) {
    require(depth(whole.tree) == whole.tree.depth);
    require(whole.tree.depth <= heddle::scenario::expression_depth_limit);
    require(whole.tree.begin < text.size());
  } else {
    require(whole.offset <= text.size());
  }
  const auto part = heddle::scenario::parse_expression(text, text.size() / 2);
  require(part.end <= text.size() && part.offset <= text.size());
  return 0;
}
