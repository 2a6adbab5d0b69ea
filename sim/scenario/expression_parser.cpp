// A recursive-descent parser with precedence climbing. It never recurses deeper than the limit, and
// after the first failure it stands at the end of the text, so that every loop ends.

#include "sim/scenario/expression_parser.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "sim/scenario/wording.hpp"

namespace heddle::scenario {
namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view name_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
constexpr std::size_t letters = 53;  // the first of name_characters, with which a name may begin

bool begins_name(char character) {
  return name_characters.substr(0, letters).find(character) != std::string_view::npos;
}

std::size_t run_end(std::string_view text, std::size_t begin, std::string_view characters) {
  return std::min(text.find_first_not_of(characters, begin), text.size());
}

struct BinaryOperator {
  std::string_view text;
  Expression::Kind kind;
  int precedence;
};

// An operator stands before those that are its beginning.
constexpr std::array<BinaryOperator, 13> binary_operators = {{
    {"||", Expression::Kind::logical_or, 1},
    {"&&", Expression::Kind::logical_and, 2},
    {"==", Expression::Kind::equal, 3},
    {"!=", Expression::Kind::not_equal, 3},
    {"<=", Expression::Kind::less_equal, 4},
    {">=", Expression::Kind::greater_equal, 4},
    {"<", Expression::Kind::less, 4},
    {">", Expression::Kind::greater, 4},
    {"+", Expression::Kind::add, 5},
    {"-", Expression::Kind::subtract, 5},
    {"*", Expression::Kind::multiply, 6},
    {"/", Expression::Kind::divide, 6},
    {"%", Expression::Kind::remainder, 6},
}};

class Parser {
 public:
  Parser(std::string_view text, std::size_t begin) : text_(text), offset_(begin) {}

  ParsedExpression parse() {
    ParsedExpression result;
    result.tree = binary(1);
    skip_space();
    result.end = offset_;
    if (failure_) {
      result.message = failure_->message;
      result.suggestion = failure_->suggestion;
      result.offset = failure_->offset;
    }
    return result;
  }

 private:
  struct Failure {
    std::size_t offset;
    std::string message;
    std::string suggestion;
  };

  void skip_space() { offset_ = run_end(text_, offset_, " \t\r\n"); }
  char peek() const { return offset_ < text_.size() ? text_[offset_] : '\0'; }

  void fail(std::size_t offset, std::string message, std::string suggestion = {}) {
    if (!failure_) failure_ = {offset, std::move(message), std::move(suggestion)};
    offset_ = text_.size();
  }

  void fail_unexpected(std::string_view expected) {
    ParsedExpression problem = unexpected_in_expression(text_, offset_, expected);
    fail(problem.offset, std::move(problem.message), std::move(problem.suggestion));
  }

  const BinaryOperator* next_operator() {
    skip_space();
    for (const BinaryOperator& candidate : binary_operators) {
      if (text_.substr(offset_).starts_with(candidate.text)) return &candidate;
    }
    return nullptr;
  }

  ExpressionSyntax binary(int least_precedence) {
    ExpressionSyntax left = unary();
    while (const BinaryOperator* found = next_operator()) {
      if (found->precedence < least_precedence) break;
      const std::size_t begin = offset_;
      offset_ += found->text.size();
      ++nesting_;
      ExpressionSyntax right = too_deep(begin) ? ExpressionSyntax{} : binary(found->precedence + 1);
      --nesting_;
      left = operation(found->kind, begin, std::move(left), std::move(right));
    }
    return left;
  }

  ExpressionSyntax unary() {
    skip_space();
    const std::size_t begin = offset_;
    const bool minus = peek() == '-';
    if (!minus && peek() != '!') return primary();
    ++offset_;
    if (minus && digits.find(peek()) != std::string_view::npos && peek() != '\0') {
      return integer(begin, true);
    }
    ++nesting_;
    ExpressionSyntax operand = too_deep(begin) ? ExpressionSyntax{} : unary();
    --nesting_;
    return operation(minus ? Expression::Kind::negate : Expression::Kind::logical_not, begin,
                     std::move(operand));
  }

  ExpressionSyntax primary() {
    const std::size_t begin = offset_;
    if (peek() == '(') return parenthesised();
    if (peek() == '\'') return text_literal();
    if (peek() != '\0' && digits.find(peek()) != std::string_view::npos) {
      return integer(begin, false);
    }
    if (peek() == '\0' || !begins_name(peek())) {
      fail_unexpected("an expression");
      return {};
    }
    offset_ = run_end(text_, begin, name_characters);
    const std::string_view word = text_.substr(begin, offset_ - begin);
    ExpressionSyntax result;
    result.begin = begin;
    if (word == "true" || word == "false") {
      result.form = ExpressionSyntax::Form::boolean;
      result.number = word == "true" ? 1 : 0;
      return result;
    }
    if (word.size() > longest_name) {
      fail(begin, "expected a name of no more than " + std::to_string(longest_name) +
                      " characters, found " + in_quotes(word));
      return {};
    }
    result.form = ExpressionSyntax::Form::name;
    result.word = word;
    skip_space();
    return peek() == '[' ? element(std::move(result)) : result;
  }

  ExpressionSyntax parenthesised() {
    const std::size_t begin = offset_++;
    ++nesting_;
    ExpressionSyntax inner = too_deep(begin) ? ExpressionSyntax{} : binary(1);
    --nesting_;
    close(')');
    return inner;
  }

  ExpressionSyntax element(ExpressionSyntax array) {
    const std::size_t bracket = offset_++;
    ++nesting_;
    ExpressionSyntax element_index = too_deep(bracket) ? ExpressionSyntax{} : binary(1);
    --nesting_;
    close(']');
    array.form = ExpressionSyntax::Form::element;
    array.depth = element_index.depth + 1;
    array.operands.push_back(std::move(element_index));
    check_depth(array);
    return array;
  }

  void close(char bracket) {
    skip_space();
    if (peek() == bracket) {
      ++offset_;
    } else {
      fail_unexpected(bracket == ')' ? "an operator or )" : "an operator or ]");
    }
  }

  ExpressionSyntax text_literal() {
    ExpressionSyntax result;
    result.form = ExpressionSyntax::Form::text;
    result.begin = offset_;
    const std::size_t end = text_.find('\'', offset_ + 1);
    if (end == std::string_view::npos) {
      fail(offset_, "expected the closing ' of the text that begins here");
      return result;
    }
    result.word = text_.substr(offset_ + 1, end - offset_ - 1);
    offset_ = end + 1;
    return result;
  }

  ExpressionSyntax integer(std::size_t begin, bool negative) {
    const std::size_t first = offset_;
    offset_ = run_end(text_, first, name_characters);
    const std::string_view word = text_.substr(first, offset_ - first);
    ExpressionSyntax result;
    result.begin = begin;
    if (word.find_first_not_of(digits) != std::string_view::npos ||
        (word.size() > 1 && word.front() == '0')) {
      fail(begin, "expected a decimal integer, found " + in_quotes(word));
      return result;
    }
    // Counts down from zero, as the negative numbers reach one further.
    std::int64_t value = 0;
    for (const char digit : word) {
      const std::int64_t last = digit - '0';
      if (value < (INT64_MIN + last) / 10) return out_of_range(begin, word);
      value = value * 10 - last;
    }
    if (!negative && value == INT64_MIN) return out_of_range(begin, word);
    result.number = negative ? value : -value;
    return result;
  }

  ExpressionSyntax out_of_range(std::size_t begin, std::string_view word) {
    fail(begin, "expected a 64-bit integer, found " + in_quotes(word) + ", which is out of range");
    return {};
  }

  ExpressionSyntax operation(Expression::Kind kind, std::size_t begin, ExpressionSyntax first,
                             std::optional<ExpressionSyntax> second = std::nullopt) {
    ExpressionSyntax result;
    result.form = ExpressionSyntax::Form::operation;
    result.operation = kind;
    result.begin = begin;
    result.depth = 1 + std::max(first.depth, second ? second->depth : 0);
    result.operands.reserve(second ? 2 : 1);
    result.operands.push_back(std::move(first));
    if (second) result.operands.push_back(std::move(*second));
    check_depth(result);
    return result;
  }

  // A chain of operators of one precedence makes a deep tree without nesting in the text.
  void check_depth(const ExpressionSyntax& tree) {
    if (tree.depth > expression_depth_limit) fail_depth(tree.begin);
  }

  // Whether the parser itself would recurse too deep.
  bool too_deep(std::size_t offset) {
    if (nesting_ <= expression_depth_limit) return false;
    fail_depth(offset);
    return true;
  }

  void fail_depth(std::size_t offset) {
    fail(offset, "expected an expression that nests no deeper than " +
                     std::to_string(expression_depth_limit) + " operators");
  }

  std::string_view text_;
  std::size_t offset_;
  std::size_t nesting_ = 0;
  std::optional<Failure> failure_;
};

}  // namespace

ParsedExpression parse_expression(std::string_view text, std::size_t begin) {
  return Parser(text, begin).parse();
}

ParsedExpression parse_whole_expression(std::string_view text) {
  ParsedExpression result = parse_expression(text, 0);
  if (!result.message.empty() || result.end == text.size()) return result;
  return unexpected_in_expression(text, result.end, "an operator or the end of the expression");
}

ParsedExpression unexpected_in_expression(std::string_view text, std::size_t offset,
                                          std::string_view expected) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 3> mistakes = {
      {{"=", "=="}, {"&", "&&"}, {"|", "||"}}};
  ParsedExpression result;
  result.offset = offset;
  if (offset >= text.size()) {
    result.message = "expected " + std::string(expected) + ", found the end";
    return result;
  }
  std::size_t end = run_end(text, offset, name_characters);
  if (end == offset) {
    ++end;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) ++end;
  }
  const std::string_view found = text.substr(offset, end - offset);
  result.message = "expected " + std::string(expected) + ", found " + in_quotes(found);
  for (const auto& [wrong, right] : mistakes) {
    if (found == wrong && expected.starts_with("an operator")) result.suggestion = right;
  }
  if (found == "and") result.suggestion = "&&";
  if (found == "or") result.suggestion = "||";
  return result;
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= longest_name && begins_name(text.front()) &&
         run_end(text, 0, name_characters) == text.size() && text != "true" && text != "false";
}

}  // namespace heddle::scenario
