#include "tools/assumptions.hpp"

#include <string>
#include <utility>
#include <vector>

#include "sim/report/order_ignored.hpp"
#include "sim/scenario/rwlock_preference.hpp"
#include "sim/scenario/thread_steps.hpp"
#include "sim/scenario/weak_orders.hpp"

namespace heddle::tools {
void add_assumptions(const Subject& subject, Report& report) {
  const scenario::ThreadSteps steps(subject.scenario);
  std::vector<std::string> places;
  for (const SiteId site : scenario::weak_orders_that_matter(steps)) {
    places.push_back(subject.program.site_name(site));
  }
  add_order_ignored(std::move(places), report);
  if (!scenario::rwlocks_whose_preference_matters(steps).empty()) {
    report.verdict.assumes.push_back({.text = "rwlocks that prefer nobody"});
  }
}

}  // namespace heddle::tools
