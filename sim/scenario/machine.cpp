#include "sim/scenario/machine.hpp"

#include <algorithm>

#include "sim/scenario/arithmetic.hpp"
#include "sim/scenario/conditions.hpp"
#include "sim/scenario/fault_messages.hpp"

namespace heddle::scenario {
namespace {

constexpr std::size_t number(Register place) { return static_cast<std::size_t>(place); }

}  // namespace

Machine::Machine(const Code& code)
    : code_(code), next_(code.instructions.data()), own_(code.own), lines_(code.lines.size()) {
  memory_.resize(code.constants.size() + 1 + code.registers);
  std::reverse_copy(code.constants.begin(), code.constants.end(), memory_.begin());
  registers_ = memory_.data() + code.constants.size() + 1;
  for (OwnOperation& own : own_) {
    if (own.arguments != nowhere) own.operation.arguments = &registers_[own.arguments];
  }
  for (const AwaitedCondition& condition : code.conditions) {
    conditions_.push_back(std::make_unique<AwaitCondition>(condition));
  }
}

Machine::~Machine() = default;

void Machine::start(ThreadId self, std::span<const Value> arguments) {
  self_ = self;
  next_ = code_.instructions.data();
  destination_ = nowhere;
  handles_.clear();
  std::fill(registers_, registers_ + code_.registers, Value{});
  const std::size_t count = std::min<std::size_t>(arguments.size(), code_.parameters);
  std::copy_n(arguments.begin(), count, registers_);
}

void Machine::receive_list(Slot parameter, std::span<const Handles::Handle> list) {
  const HandleList mine{self_, handles_.size(), list.size()};
  handles_.receive(list);
  registers_[parameter] = mine.value();
}

const Operation& Machine::fill_in(OwnOperation& own) {
  Operation& operation = own.operation;
  if (own.object != nowhere) operation.object = static_cast<ObjectId>(registers_[own.object].bits);
  if (own.mutex != nowhere) operation.mutex = static_cast<ObjectId>(registers_[own.mutex].bits);
  if (own.operand != nowhere) copy(operation.operand, registers_[own.operand]);
  if (own.desired != nowhere) copy(operation.desired, registers_[own.desired]);
  return operation;
}

const Operation& Machine::print(const Instruction& instruction) {
  Operation& operation = own_[number(instruction.b)].operation;
  const Line& line = code_.lines[number(instruction.c)];
  const LineCache::Printed printed =
      lines_[number(instruction.c)].text(*code_.scenario, line, &registers_[line.first_value]);
  operation.operand = Value::of(printed.text);
  operation.printed_bytes = printed.bytes;
  return operation;
}

const Operation& Machine::await(const Instruction& instruction) {
  Operation& operation = own_[number(instruction.b)].operation;
  AwaitCondition& condition = *conditions_[number(instruction.c)];
  condition.capture(registers_, operation.site);
  operation.condition = &condition;
  return operation;
}

bool Machine::list_element(Value list, Value element, Value& result) const {
  if (list.type != ValueType::threads) return false;
  const HandleList handles = HandleList::of(list);
  if (!is_index(element, handles.length)) return false;
  const std::size_t place = handles.first + static_cast<std::size_t>(element.bits);
  // A condition sees the list, not the handles of the thread that waits for it.
  if (place >= handles_.size()) return false;
  result = Value::of(handles_[place]);
  return true;
}

bool Machine::next_to_join(const Instruction& instruction) {
  const Value handle = registers_[instruction.b];
  std::int64_t& joined = registers_[instruction.c].bits;
  Value& operand = own_[number(instruction.a)].operation.operand;
  if (handle.type == ValueType::thread) {
    if (joined == 1) return false;
    operand = handle;
  } else if (!list_element(handle, Value::of(joined), operand)) {
    return false;
  }
  ++joined;
  handles_.record_join(operand.thread());
  return true;
}

bool Machine::next_of_all(const Instruction& instruction) {
  std::int64_t& seen = registers_[instruction.c].bits;
  const std::size_t place = handles_.next_unjoined(static_cast<std::size_t>(seen));
  if (place == handles_.size()) return false;
  seen = static_cast<std::int64_t>(place) + 1;
  const ThreadId thread = handles_[place];
  handles_.record_join(thread);
  own_[number(instruction.a)].operation.operand = Value::of(thread);
  return true;
}

// The machine is at the instruction by which it joins, which comes again for the next thread.
bool Machine::append_joins(std::vector<ThreadId>& joined) const {
  const Instruction& instruction = *next_;
  joined.push_back(own_[number(instruction.a)].operation.operand.thread());
  const auto next = static_cast<std::size_t>(registers_[instruction.c].bits);
  if (instruction.code == Opcode::join_all) {
    for (std::size_t place = handles_.next_unjoined(next); place < handles_.size();
         place = handles_.next_unjoined(place + 1)) {
      joined.push_back(handles_[place]);
    }
  } else if (registers_[instruction.b].type == ValueType::threads) {
    const HandleList list = HandleList::of(registers_[instruction.b]);
    // A list from a damaged file may be longer than the handles.
    const std::size_t length =
        std::min(list.length, handles_.size() - std::min(list.first, handles_.size()));
    for (std::size_t place = next; place < length; ++place) {
      joined.push_back(handles_[list.first + place]);
    }
  }
  return place() >= code_.one_way_from;
}

std::int64_t Machine::text_less(Value left, Value right, bool& result) const {
  if (left.type != ValueType::text || right.type != ValueType::text) return 0;
  constexpr std::size_t bytes_an_instruction = 16;
  const Texts& texts = *code_.scenario->texts;
  const std::string_view first = texts[left.text()];
  const std::string_view second = texts[right.text()];
  result = first < second;
  return 16 +
         static_cast<std::int64_t>(std::min(first.size(), second.size()) / bytes_an_instruction);
}

const Operation* Machine::fault(const Instruction& instruction) {
  const auto place = static_cast<std::size_t>(&instruction - code_.instructions.data());
  Texts& texts = *code_.scenario->texts;
  failure_ = {.kind = OperationKind::fail,
              .status = Status::fault,
              .site = code_.origins[place].site,
              .message = texts[texts.intern(fault_text(code_, instruction, registers_))]};
  next_ = &code_.instructions.back();
  destination_ = nowhere;
  return &failure_;
}

}  // namespace heddle::scenario
