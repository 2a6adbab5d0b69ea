#include "sim/scenario/explanations.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "sim/model/operation_table.hpp"
#include "sim/scenario/compiler.hpp"
#include "sim/scenario/conditions.hpp"
#include "sim/scenario/fault_messages.hpp"
#include "sim/scenario/wording.hpp"

namespace heddle::scenario {
namespace {

using Kind = Expression::Kind;

// A report names no more values than somebody reads.
constexpr std::size_t most_values = 12;

struct Read {
  ObjectId cell = no_object;
  Value value;
};

// Memory that notes what an expression reads of it.
class NotingMemory final : public Memory {
 public:
  explicit NotingMemory(const Memory& memory) : memory_(memory) {}

  Value read(ObjectId cell) const override {
    reads_.push_back({cell, memory_.read(cell)});
    return reads_.back().value;
  }
  std::span<const Read> reads() const { return reads_; }

 private:
  const Memory& memory_;
  mutable std::vector<Read> reads_;
};

// Memory that gives back the values that were read before, in that order.
class ReadMemory final : public Memory {
 public:
  explicit ReadMemory(std::span<const Read> reads) : reads_(reads) {}

  Value read(ObjectId cell) const override {
    if (next_ == reads_.size() || reads_[next_].cell != cell) {
      fits_ = false;
      return {};
    }
    return reads_[next_++].value;
  }
  // Whether exactly those values were read.
  bool fits() const { return fits_ && next_ == reads_.size(); }

 private:
  std::span<const Read> reads_;
  mutable std::size_t next_ = 0;
  mutable bool fits_ = true;
};

// A value of type `nothing` if the expression faults.
Value value_of(const Scenario& scenario, const Expression& expression, const Locals& locals,
               const Memory& memory) {
  const std::vector<std::string> none;
  const std::vector<std::string>& names = locals.names != nullptr ? *locals.names : none;
  const Code code = compile_expression(scenario, expression, names);
  Evaluator evaluator(code);
  for (std::size_t slot = 0; slot < names.size(); ++slot) {
    evaluator.machine().set_register(static_cast<Register>(slot), locals.values[slot]);
  }
  return evaluator.evaluate(memory);
}

// The values that an expression has read, in the order of its text, each name once.
class NamedValues {
 public:
  NamedValues(const Scenario& scenario, const Locals& locals, std::span<const Read> reads)
      : scenario_(scenario), locals_(locals), reads_(reads) {}

  void collect(const Expression& expression) {
    for (const Expression& operand : expression.operands) collect(operand);
    if (expression.kind == Kind::local) {
      const Value value = locals_.values[expression.slot];
      const bool is_shown = value.type != ValueType::nothing && value.type != ValueType::thread &&
                            value.type != ValueType::threads;
      if (is_shown) add((*locals_.names)[expression.slot], value);
    } else if (expression.kind == Kind::cell) {
      take(expression.object, 1);
    } else if (expression.kind == Kind::element) {
      take(expression.object, expression.count);
    }
  }

  // "x is 1, y is 2 and z is 3".
  std::string text() const {
    std::string text;
    const std::size_t shown = std::min(values_.size(), most_values);
    for (std::size_t place = 0; place < shown; ++place) {
      if (place > 0) text += place + 1 == values_.size() ? " and " : ", ";
      text += values_[place].first + " is " + values_[place].second;
    }
    return shown < values_.size() ? text + ", ..." : text;
  }

 private:
  // An operand to the right of && or || may not have been read.
  void take(ObjectId first, std::size_t count) {
    if (next_ == reads_.size()) return;
    const Read& read = reads_[next_];
    if (read.cell < first || index(read.cell) >= index(first) + count) return;
    ++next_;
    add(object_text(scenario_, read.cell), read.value);
  }

  void add(const std::string& name, Value value) {
    const std::string text = value.type == ValueType::text
                                 ? in_quotes((*scenario_.texts)[value.text()])
                                 : value_text(scenario_, value);
    const auto known =
        std::ranges::find(values_, name, &std::pair<std::string, std::string>::first);
    if (known == values_.end()) {
      values_.emplace_back(name, text);
    } else if (!known->second.ends_with(text)) {
      known->second += " and then " + text;
    }
  }

  const Scenario& scenario_;
  const Locals& locals_;
  std::span<const Read> reads_;
  std::size_t next_ = 0;
  std::vector<std::pair<std::string, std::string>> values_;  // names and values
};

std::string values_text(const Scenario& scenario, const Expression& expression,
                        const Locals& locals, std::span<const Read> reads) {
  NamedValues values(scenario, locals, reads);
  values.collect(expression);
  return values.text();
}

std::string joined(std::string_view text, const std::string& values) {
  return std::string(text) + (values.empty() ? "" : ", where " + values);
}

std::size_t count_cells(const Expression& expression) {
  std::size_t count = expression.kind == Kind::cell || expression.kind == Kind::element ? 1 : 0;
  for (const Expression& operand : expression.operands) count += count_cells(operand);
  return count;
}

// The last reads of the thread at that place, without another operation between them; at most
// `most`.
std::vector<Read> last_reads(std::span<const Event> events, ThreadId thread, SiteId site,
                             std::size_t most) {
  std::vector<Read> reads;
  for (auto event = events.rbegin(); event != events.rend() && reads.size() < most; ++event) {
    if (event->thread != thread) continue;
    const bool reads_there = event->site == site && reads_memory_only(event->kind);
    if (!reads_there) break;
    reads.push_back({event->object, event->value});
  }
  std::ranges::reverse(reads);
  return reads;
}

// The reads of the failed assertion, among the last reads of the thread. Only the last few can be
// its own, as an assertion in a loop has read there before. With the right number of reads the
// assertion comes to false, and reads just these. If several numbers fit, the largest is taken: `x
// == 1 && x == 2` reads twice.
std::optional<std::vector<Read>> reads_of(const Scenario& scenario, const OwnFailure& failure,
                                          ThreadId thread, const Locals& locals,
                                          std::span<const Event> events) {
  const Expression& condition = failure.assertion->condition;
  std::vector<Read> reads = last_reads(events, thread, failure.site, count_cells(condition));
  for (;;) {
    const ReadMemory memory(reads);
    const Value value = value_of(scenario, condition, locals, memory);
    if (memory.fits() && value == Value::of(false)) return reads;
    if (reads.empty()) return std::nullopt;
    reads.erase(reads.begin());
  }
}

// The message with the values of its expressions; one that faults shows as `?`.
std::string message_text(const Scenario& scenario, TextId written,
                         const std::vector<TextPiece>& pieces, const Locals& locals,
                         const Memory& memory) {
  if (pieces.empty()) return std::string((*scenario.texts)[written]);
  std::string text;
  for (const TextPiece& piece : pieces) {
    if (!piece.expression) {
      text += piece.text;
      continue;
    }
    const Value value = value_of(scenario, *piece.expression, locals, memory);
    text += value.type == ValueType::nothing ? "?" : printed_text(scenario, value);
  }
  return text;
}

}  // namespace

std::string with_values(const Scenario& scenario, std::string_view text,
                        const Expression& expression, const Locals& locals, const Memory& memory) {
  const NotingMemory noting(memory);
  value_of(scenario, expression, locals, noting);
  return joined(text, values_text(scenario, expression, locals, noting.reads()));
}

std::string own_failure_text(const Scenario& scenario, const OwnFailure& failure, ThreadId thread,
                             const Locals& locals, const Memory& memory,
                             std::span<const Event> events) {
  if (failure.panic != nullptr) {
    return message_text(scenario, failure.panic->message, failure.panic->pieces, locals, memory);
  }
  const Assert& assertion = *failure.assertion;
  const auto reads = reads_of(scenario, failure, thread, locals, events);
  const std::string condition =
      joined((*scenario.texts)[assertion.text],
             reads ? values_text(scenario, assertion.condition, locals, *reads) : std::string());
  if (assertion.message == assertion.text) return condition;
  const std::string message =
      message_text(scenario, assertion.message, assertion.pieces, locals, memory);
  const bool has_values = condition != (*scenario.texts)[assertion.text];
  return has_values ? message + " (" + condition + ")" : message;
}

}  // namespace heddle::scenario
