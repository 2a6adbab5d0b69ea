#include "tools/assumptions.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <vector>

#include "sim/report/words.hpp"
#include "sim/scenario/rwlock_preference.hpp"
#include "sim/scenario/thread_steps.hpp"
#include "sim/scenario/weak_orders.hpp"

namespace heddle::tools {
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

Finding order_ignored(std::vector<std::string> places) {
  const bool is_one = places.size() == 1;
  return {.kind = "order-ignored",
          .message = fmt::format(
              "{} {} for an order weaker than seq_cst, and what is read is taken to be "
              "sequentially consistent all the same; on a real machine more can happen: {}",
              counted(places.size(), "operation"), is_one ? "asks" : "ask", listed(places)),
          .at = std::move(places)};
}

}  // namespace

void add_assumptions(const Subject& subject, Report& report) {
  const scenario::ThreadSteps steps(subject.scenario);
  std::vector<std::string> places;
  for (const SiteId site : scenario::weak_orders_that_matter(steps)) {
    places.push_back(subject.program.site_name(site));
  }
  if (!places.empty()) {
    report.verdict.assumes.push_back(
        {.text = "sequentially consistent values", .operations = places.size()});
    report.warnings.push_back(order_ignored(std::move(places)));
  }
  if (!scenario::rwlocks_whose_preference_matters(steps).empty()) {
    report.verdict.assumes.push_back({.text = "rwlocks that prefer nobody"});
  }
}

}  // namespace heddle::tools
