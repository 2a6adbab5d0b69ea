// The bounded queue on the standard's types. No header of heddle is included here.

#include "scenarios/code/in_production.hpp"
#include "tests/code/bounded_queue_use.hpp"
#include "tests/code/programs.hpp"

namespace heddle::programs_under_test {

int sum_through_bounded_queue_in_production() {
  return sum_through_bounded_queue<programs::InProduction, programs::BoundedQueueBug::none>();
}

}  // namespace heddle::programs_under_test
