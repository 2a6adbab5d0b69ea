#include <doctest/doctest.h>

#include <array>
#include <map>
#include <string>
#include <string_view>

#include "sim/scenario/expression_parser.hpp"
#include "sim/scenario/json_reader.hpp"
#include "sim/scenario/wording.hpp"
#include "tests/scenario/loader_errors.hpp"

namespace heddle::scenario {
namespace {

std::string_view word_of(Expression::Kind kind) {
  using enum Expression::Kind;
  static const std::map<Expression::Kind, std::string_view> words = {
      {negate, "neg"},       {logical_not, "!"},  {add, "+"},         {subtract, "-"},
      {multiply, "*"},       {divide, "/"},       {remainder, "%"},   {equal, "=="},
      {not_equal, "!="},     {less, "<"},         {less_equal, "<="}, {greater, ">"},
      {greater_equal, ">="}, {logical_and, "&&"}, {logical_or, "||"},
  };
  return words.at(kind);
}

// The tree in prefix notation.
std::string prefix(const ExpressionSyntax& syntax) {
  using Form = ExpressionSyntax::Form;
  switch (syntax.form) {
    case Form::integer:
      return std::to_string(syntax.number);
    case Form::boolean:
      return syntax.number != 0 ? "true" : "false";
    case Form::text:
      return "'" + syntax.word + "'";
    case Form::name:
      return syntax.word;
    case Form::element:
      return syntax.word + "[" + prefix(syntax.operands.front()) + "]";
    case Form::operation:
      break;
  }
  std::string result = "(";
  result += word_of(syntax.operation);
  for (const ExpressionSyntax& operand : syntax.operands) result += " " + prefix(operand);
  return result + ")";
}

std::string parsed(std::string_view text) {
  const ParsedExpression result = parse_whole_expression(text);
  return result.message.empty() ? prefix(result.tree) : result.message;
}

}  // namespace

TEST_CASE("expressions have C's precedence and associate to the left") {
  CHECK(parsed("1 + 2 * 3") == "(+ 1 (* 2 3))");
  CHECK(parsed("(1 + 2) * 3") == "(* (+ 1 2) 3)");
  CHECK(parsed("a - b - c") == "(- (- a b) c)");
  CHECK(parsed("a / b % c") == "(% (/ a b) c)");
  CHECK(parsed("a < b == c >= d") == "(== (< a b) (>= c d))");
  CHECK(parsed("a || b && c != d") == "(|| a (&& b (!= c d)))");
  CHECK(parsed("!a && -b<=c") == "(&& (! a) (<= (neg b) c))");
  CHECK(parsed("!!a") == "(! (! a))");
  CHECK(parsed("- -1") == "(neg -1)");
  CHECK(parsed("a-1") == "(- a 1)");
  CHECK(parsed(" a [ i + 1 ] > 'it is' ") == "(> a[(+ i 1)] 'it is')");
  CHECK(parsed("true != false") == "(!= true false)");
  CHECK(parsed("truex") == "truex");
}

TEST_CASE("integers reach from the least to the greatest of 64 bits") {
  CHECK(parsed("9223372036854775807") == "9223372036854775807");
  CHECK(parsed("-9223372036854775808") == "-9223372036854775808");
  CHECK(parsed("9223372036854775808").find("out of range") != std::string::npos);
  CHECK(parsed("-9223372036854775809").find("out of range") != std::string::npos);
  CHECK(parsed("99999999999999999999").find("out of range") != std::string::npos);
}

TEST_CASE("the loader points at what is wrong inside of an expression") {
  const auto cases = std::to_array<ErrorCase>({
      {R"j({"set": {"n": "@"}})j", "/0/set/n", "expected an expression, found the end"},
      {R"j({"set": {"n": "1 + @"}})j", "/0/set/n", "expected an expression, found the end"},
      {R"j({"set": {"n": "1 + @* 2"}})j", "/0/set/n", R"j(expected an expression, found "*")j"},
      {R"j({"set": {"n": "(1 + 2@"}})j", "/0/set/n", "expected an operator or ), found the end"},
      {R"j({"set": {"n": "list[1@"}})j", "/0/set/n", "expected an operator or ], found the end"},
      {R"j({"set": {"n": "1 @2"}})j", "/0/set/n",
       R"j(expected an operator or the end of the expression, found "2")j"},
      {R"j({"set": {"n": "@012"}})j", "/0/set/n", R"j(expected a decimal integer, found "012")j"},
      {R"j({"set": {"n": "@0x1f"}})j", "/0/set/n", R"j(expected a decimal integer, found "0x1f")j"},
      {R"j({"set": {"n": "@9223372036854775808"}})j", "/0/set/n", "which is out of range"},
      {R"j({"set": {"words": "@'x"}})j", "/0/set/words", "expected the closing ' of the text"},
      {R"j({"set": {"flag": "n @= 1"}})j", "/0/set/flag", R"j(found "=")j", "=="},
      {R"j({"set": {"flag": "flag @& flag"}})j", "/0/set/flag", R"j(found "&")j", "&&"},
      {R"j({"set": {"flag": "flag @| flag"}})j", "/0/set/flag", R"j(found "|")j", "||"},
      {R"j({"set": {"flag": "flag @and flag"}})j", "/0/set/flag", R"j(found "and")j", "&&"},
      {R"j({"set": {"flag": "flag @or flag"}})j", "/0/set/flag", R"j(found "or")j", "||"},
      {"{\"set\": {\"n\": \"1 @\xc3\xa9\"}}", "/0/set/n", "found \"\xc3\xa9\""},
  });
  check_statement_errors(cases);
}

TEST_CASE("where a text is written with escapes, the loader points at its beginning") {
  const auto cases = std::to_array<ErrorCase>({
      {R"j({"set": {"n": @"\u0031 + "}})j", "/0/set/n", "expected an expression, found the end"},
  });
  check_statement_errors(cases);
}

TEST_CASE("the loader refuses expressions whose types do not fit") {
  const auto cases = std::to_array<ErrorCase>({
      {R"j({"set": {"n": "1 + @flag"}})j", "/0/set/n", "expected an integer, found a boolean"},
      {R"j({"set": {"n": "@words * 2"}})j", "/0/set/n", "expected an integer, found a text"},
      {R"j({"set": {"n": "-@flag"}})j", "/0/set/n", "expected an integer, found a boolean"},
      {R"j({"set": {"flag": "!@n"}})j", "/0/set/flag", "expected a boolean, found an integer"},
      {R"j({"set": {"flag": "flag && @n"}})j", "/0/set/flag", "expected a boolean, found an"},
      {R"j({"set": {"flag": "n @== flag"}})j", "/0/set/flag",
       "expected two values of one type to compare, found an integer and a boolean"},
      {R"j({"set": {"flag": "n @< words"}})j", "/0/set/flag", "expected two values of one type"},
      {R"j({"set": {"flag": "@flag < true"}})j", "/0/set/flag",
       "expected an integer or a text to compare, found a boolean"},
      {R"j({"set": {"n": "n / @0"}})j", "/0/set/n", "expected a divisor other than zero"},
      {R"j({"set": {"n": "n % @0"}})j", "/0/set/n", "expected a divisor other than zero"},
      {R"j({"set": {"n": "n + @mutex"}})j", "/0/set/n",
       R"j(expected a value, but "mutex" is a mutex)j"},
      {R"j({"set": {"n": "@index"}})j", "/0/set/n", R"j("index" exists only in the args)j"},
      {R"j({"set": {"n": "@conter"}})j", "/0/set/n",
       R"j(expected a declared name or a local that is assigned, found "conter")j", "counter"},
      {R"j({"set": {"n": "@hs[0]"}})j", "/0/set/n", "expected a declared name or a local"},
  });
  check_statement_errors(cases);
  CHECK(
      complaints(in_frame(R"j({"set": {"n": "mixed[0]", "flag": "mixed[n] == true"}})j")).empty());
}

TEST_CASE("expressions are limited in depth and number") {
  const std::string deep = std::string(65, '(') + "1" + std::string(65, ')');
  CHECK(parsed(std::string(64, '(') + "1" + std::string(64, ')')) == "1");
  CHECK(parsed(deep) == "expected an expression that nests no deeper than 64 operators");
  std::string chain = "1";
  for (int i = 0; i < 63; ++i) chain += "+1";
  CHECK(parsed(chain).front() == '(');
  CHECK(parsed(chain + "+1") == "expected an expression that nests no deeper than 64 operators");
  CHECK(parsed(std::string(100'000, '!') + "a").find("no deeper than 64") != std::string::npos);
  CHECK(parsed(std::string(100'000, '-') + "a").find("no deeper than 64") != std::string::npos);
  std::string index = "a";
  for (int i = 0; i < 100'000; ++i) index += "[a";
  CHECK(parsed(index).find("no deeper than 64") != std::string::npos);

  std::string product = "1";
  for (int i = 0; i < 49; ++i) product += "*1";
  std::string wide = product;
  for (int i = 0; i < 13; ++i) wide += "+" + product;
  std::string statements = "{\"set\": {\"n\": \"" + wide + "\"}}";
  std::string many = statements;
  for (int i = 0; i < 720; ++i) many += "," + statements;
  CHECK(complaints(in_frame(many)).find("expected no more than 1000000 operators and operands") !=
        std::string::npos);
}

TEST_CASE("durations are whole nanoseconds in one of four units") {
  CHECK(parse_duration_ns("7ns") == 7);
  CHECK(parse_duration_ns("7us") == 7'000);
  CHECK(parse_duration_ns("7ms") == 7'000'000);
  CHECK(parse_duration_ns("7s") == 7'000'000'000);
  CHECK(parse_duration_ns("0ms") == 0);
  CHECK(parse_duration_ns("1.5ms") == 1'500'000);
  CHECK(parse_duration_ns("1.000ns") == 1);
  CHECK(parse_duration_ns("0.001us") == 1);
  CHECK(parse_duration_ns("100000s") == duration_limit_ns);
  CHECK_FALSE(parse_duration_ns("0.0001us"));
  CHECK_FALSE(parse_duration_ns("99999999999999999999s"));
  CHECK_FALSE(parse_duration_ns("1m"));
  CHECK_FALSE(parse_duration_ns(""));
}

TEST_CASE("the nearest word is one that a typing error away, or none") {
  static constexpr std::array<std::string_view, 4> words = {"lock", "unlock", "x", "notify_one"};
  CHECK(nearest_word("lokc", words) == "lock");
  CHECK(nearest_word("unlok", words) == "unlock");
  CHECK(nearest_word("notifyone", words) == "notify_one");
  CHECK(nearest_word("y", words).empty());
  CHECK(nearest_word("semaphore", words).empty());
  CHECK(nearest_word("", words).empty());
}

TEST_CASE("messages stay on one line and short") {
  CHECK(in_quotes("a\nb\x01") == "\"a\\nb\\x01\"");
  CHECK(in_quotes(std::string(100, 'x')) == "\"" + std::string(60, 'x') + "...\"");
  CHECK(in_quotes(std::string(59, 'x') + "\xc3\xa9") == "\"" + std::string(59, 'x') + "...\"");
}

}  // namespace heddle::scenario
