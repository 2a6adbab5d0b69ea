#include "tests/differential/reference_state.hpp"

namespace heddle::differential::reference {
namespace {

void append(std::string& text, std::int64_t number) { text += std::to_string(number) + ','; }

void append(std::string& text, const std::string& word) {
  append(text, static_cast<std::int64_t>(word.size()));
  text += word;
}

void append(std::string& text, const std::vector<std::int64_t>& numbers) {
  text += '(';
  for (const std::int64_t number : numbers) append(text, number);
  text += ')';
}

void append(std::string& text, const Datum& datum) {
  append(text, static_cast<std::int64_t>(datum.kind));
  append(text, datum.number);
  append(text, datum.text);
  append(text, datum.threads);
}

void append(std::string& text, const std::vector<Datum>& values) {
  text += '{';
  for (const Datum& each : values) append(text, each);
  text += '}';
}

void append(std::string& text, const Thread& thread) {
  append(text, static_cast<std::int64_t>(thread.body));
  append(text, static_cast<std::int64_t>(thread.next));
  append(text, thread.stack);
  append(text, thread.locals);
  append(text, static_cast<std::int64_t>(thread.part));
  append(text, thread.timer_ns);
  append(text, thread.spawner);
  append(text, thread.joined_by);
  append(text, thread.ended ? 1 : 0);
}

void append(std::string& text, const Object& object) {
  append(text, object.value);
  append(text, object.owner);
  append(text, object.depth);
  append(text, object.readers);
  append(text, object.count);
  append(text, object.arrived);
  append(text, object.done ? 1 : 0);
  for (const Message& message : object.queue) {
    append(text, message.value);
    append(text, message.offered_by);
  }
}

}  // namespace

std::string serialised(const State& state) {
  std::string text;
  for (const Thread& thread : state.threads) {
    text += '\n';
    append(text, thread);
  }
  for (const Object& object : state.objects) {
    text += '\n';
    append(text, object);
  }
  text += '\n';
  for (const std::string& line : state.output) append(text, line);
  append(text, state.spurious_left);
  append(text, state.status);
  return text + state.order.serialised();
}

}  // namespace heddle::differential::reference
