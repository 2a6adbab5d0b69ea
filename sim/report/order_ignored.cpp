#include "sim/report/order_ignored.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <utility>

#include "sim/report/words.hpp"

namespace heddle {
namespace {

constexpr std::size_t places_listed = 8;

std::string listed(const std::vector<std::string>& places) {
  std::string text;
  for (std::size_t number = 0; number < places.size() && number < places_listed; ++number) {
    text += (number == 0 ? "" : ", ") + places[number];
  }
  if (places.size() > places_listed) {
    text += fmt::format(" and {} more", grouped(places.size() - places_listed));
  }
  return text;
}

}  // namespace

void add_order_ignored(std::vector<std::string> places, Report& report) {
  if (places.empty()) return;
  report.verdict.assumes.push_back(
      {.text = "sequentially consistent values", .operations = places.size()});
  std::string message = fmt::format(
      "{} {} for an order weaker than seq_cst, and what is read is taken to be sequentially "
      "consistent all the same; on a real machine more can happen: {}",
      counted(places.size(), "operation"), places.size() == 1 ? "asks" : "ask", listed(places));
  report.warnings.push_back(
      {.kind = "order-ignored", .message = std::move(message), .at = std::move(places)});
}

}  // namespace heddle
