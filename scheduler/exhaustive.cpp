#include "scheduler/exhaustive.hpp"

#include <bit>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "scheduler/explored_part.hpp"
#include "scheduler/saved_words.hpp"
#include "sim/model/divisible_search.hpp"
#include "sim/model/own_lines.hpp"
#include "sim/model/systematic_search.hpp"

namespace heddle {
namespace {

// An odometer: the digits are the choices of the last execution, and the next execution differs in
// the last digit that can still be turned. Of a part of a search, the first digits are fixed, as
// what they could be turned to is another part's. Invariants: every digit's choice is less than its
// count; depth_ <= digits_.size(); fixed_ <= digits_.size() unless it is over.
class alignas(own_lines) Exhaustive final : public Scheduler,
                                            private SystematicSearch,
                                            private DivisibleSearch {
 public:
  Exhaustive() = default;

  bool begin() override {
    if (is_over_) return false;
    follows_another_ = std::exchange(has_run_, true);
    if (!begun_) {
      begun_ = true;
      return true;
    }
    if (depth_ != digits_.size()) fail_as_changed("ended early");
    while (digits_.size() > fixed_ && digits_.back().choice + 1 == digits_.back().count) {
      digits_.pop_back();
    }
    depth_ = 0;
    if (digits_.size() == fixed_) {
      explored_in_all_ = reached(true) - explored_before_;
      digits_.clear();
      is_over_ = true;
      return false;
    }
    ++digits_.back().choice;
    return true;
  }

  std::optional<std::size_t> pick(const Point& point) override {
    const auto count = static_cast<std::uint32_t>(point.alternatives.size());
    std::size_t choice = 0;
    depth_ = point.step;
    if (depth_ == digits_.size()) {
      add_digit(count);
    } else {
      const Digit digit = digits_[depth_];
      if (digit.count != count) fail_as_changed("offered other alternatives");
      choice = digit.choice;
    }
    ++depth_;
    std::optional<std::size_t> result{0};  // in two steps: see docs/schedulers.md, "Speed"
    *result = choice;
    return result;
  }

  const SystematicSearch* systematic() const override { return this; }
  DivisibleSearch* divisible() override { return this; }

  // Whether an execution was begun, how many digits are fixed, where the part began, the digits.
  void save(std::vector<std::uint64_t>& words) const {
    words.insert(words.end(), {std::uint64_t{begun_}, fixed_,
                               std::bit_cast<std::uint64_t>(explored_before_), digits_.size()});
    for (const Digit& digit : digits_) {
      words.push_back(std::uint64_t{digit.choice} << 32 | digit.count);
    }
  }

  explicit Exhaustive(SavedWords& words) {
    const std::uint64_t state = words.next(1);
    begun_ = state != 0;
    fixed_ = words.next();
    explored_before_ = words.next_part();
    const std::uint64_t count = words.next(words.left());
    if (fixed_ > count) words.fail();
    for (std::uint64_t digit = 0; digit < count; ++digit) {
      const std::uint64_t word = words.next();
      digits_.push_back({.choice = static_cast<std::uint32_t>(word >> 32),
                         .count = static_cast<std::uint32_t>(word)});
      if (digits_.back().choice >= digits_.back().count) words.fail();
    }
    // What was run before is not run again: the digits are those of an execution that is over.
    if (begun_) depth_ = digits_.size();
  }

 private:
  struct Digit {
    std::uint32_t choice;
    std::uint32_t count;
  };

  // All but the one that was turned.
  std::optional<std::size_t> shared_steps() const override {
    return follows_another_ ? digits_.size() - 1 : 0;
  }

  Headway headway() const override { return {.part = is_over_ ? explored_in_all_ : explored()}; }

  // The first digit that can be turned is left to the other one. So it is fixed here, as all before
  // it are, and whatever is left here comes first.
  std::optional<GivenPart> split(PartId) override {
    if (is_over_ || !begun_ || depth_ != digits_.size()) return std::nullopt;
    std::size_t place = fixed_;
    while (place < digits_.size() && digits_[place].choice + 1 == digits_[place].count) ++place;
    if (place == digits_.size()) return std::nullopt;
    auto other = std::make_unique<Exhaustive>();
    other->digits_.assign(digits_.begin(),
                          digits_.begin() + static_cast<std::ptrdiff_t>(place) + 1);
    ++other->digits_.back().choice;
    other->fixed_ = place;
    other->explored_before_ = other->reached(false);
    fixed_ = place + 1;
    return GivenPart{.scheduler = std::move(other)};
  }

  // Kept out of pick(), which mostly repeats choices and must stay small.
  [[gnu::noinline]] void add_digit(std::uint32_t count) {
    digits_.push_back({.choice = 0, .count = count});
  }

  [[noreturn]] [[gnu::noinline]] void fail_as_changed(const char* how) const {
    throw std::logic_error("exhaustive: the program is not deterministic: the same choices " +
                           std::string(how) + " after step " + std::to_string(depth_));
  }

  // How much of the whole comes before where the search is, and is what begins there.
  double reached(bool that_too) const {
    ExploredPart part;
    for (const Digit& digit : digits_) part.add_level(digit.choice, digit.count);
    return part.of_all(that_too);
  }
  double explored() const {
    return reached(depth_ != 0 && depth_ == digits_.size()) - explored_before_;
  }

  VectorOnOwnLines<Digit> digits_;
  std::size_t depth_ = 0;  // points passed in this execution
  std::size_t fixed_ = 0;  // so many digits are not turned
  bool begun_ = false;
  bool has_run_ = false;          // an execution since this object was made
  bool follows_another_ = false;  // of which this one differs in the last digit alone
  bool is_over_ = false;
  double explored_before_ = 0;  // where this part of the search began
  double explored_in_all_ = 0;  // of this part, once it is over
};

void save_part(const Scheduler& part, std::vector<std::uint64_t>& words) {
  static_cast<const Exhaustive&>(part).save(words);
}

std::unique_ptr<Scheduler> restore_part(ParameterValues, std::uint64_t,
                                        std::span<const std::uint64_t> saved) {
  SavedWords words(saved, "exhaustive");
  auto part = std::make_unique<Exhaustive>(words);
  words.end();
  return part;
}

}  // namespace

Strategy exhaustive_strategy() {
  return {.name = "exhaustive",
          .about = "every interleaving once, depth first",
          .complete = true,
          .divides = true,
          .make = [](ParameterValues, std::uint64_t) -> std::unique_ptr<Scheduler> {
            return std::make_unique<Exhaustive>();
          },
          .save = save_part,
          .restore = restore_part};
}

}  // namespace heddle
