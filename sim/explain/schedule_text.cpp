#include "sim/explain/schedule_text.hpp"

#include <algorithm>
#include <charconv>

namespace heddle {
namespace {

std::string header_of(std::uint32_t program_hash, std::string_view time) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text(semantics_version);
  text += ':';
  for (int shift = 28; shift >= 0; shift -= 4) text += digits[(program_hash >> shift) & 15U];
  text += ':';
  text += time;
  text += ':';
  return text;
}

constexpr std::string_view cycle_mark = "@cycle";

// As ScheduleStep.
struct StepText {
  std::string_view thread;
  Way way = Way::normal;
  std::string_view waiter;
  std::uint32_t datum = 0;
  std::size_t count = 1;
};

void append(std::string& text, const StepText& step) {
  text += step.thread;
  switch (step.way) {
    case Way::normal:
      break;
    case Way::timeout:
      text += "@timeout";
      break;
    case Way::spurious:
      text += "@spurious";
      break;
    case Way::waiter:
      text += "@wake=";
      text += step.waiter;
      break;
    case Way::datum:
      text += '@';
      text += std::to_string(step.datum);
      break;
  }
  if (step.count > 1) {
    text += '*';
    text += std::to_string(step.count);
  }
}

void append_cycle_mark(std::string& text, std::size_t size_of_header) {
  if (text.size() != size_of_header) text += ',';
  text += cycle_mark;
}

// Whether two steps are written in the same way.
bool is_same_choice(const Event& one, const Event& other) {
  const bool has_detail = one.way == Way::waiter || one.way == Way::datum;
  return one.thread == other.thread && one.way == other.way &&
         (!has_detail || one.detail == other.detail);
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '/';
}

// Reads a schedule from left to right.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) { skip_space(); }

  // Everything but the steps.
  Schedule parse_header() {
    Schedule schedule;
    const std::string_view version = until(':');
    if (version != semantics_version) {
      fail("a schedule begins with '" + std::string(semantics_version) + ":'");
    }
    schedule.program_hash = hash(until(':'));
    schedule.time = until(':');
    parse_time_text(schedule.time);
    return schedule;
  }

  Schedule parse() {
    Schedule schedule = parse_header();
    skip_space();
    bool more = position_ < text_.size();
    // All at once, since a file of many steps would take up to twice the memory otherwise.
    schedule.steps.reserve(
        1 + static_cast<std::size_t>(std::count(
                text_.begin() + static_cast<std::ptrdiff_t>(position_), text_.end(), ',')));
    while (more) {
      const bool begins_cycle = take(cycle_mark);
      if (begins_cycle) {
        if (schedule.cycle_begin) fail("a schedule has one cycle");
        schedule.cycle_begin = schedule.steps.size();
        skip_space();
        if (!take(",")) fail("expected ',' and the steps of the cycle");
        skip_space();
      }
      schedule.steps.push_back(step());
      skip_space();
      more = take(",");
      skip_space();
    }
    if (position_ < text_.size()) fail("expected ',' and another step");
    return schedule;
  }

 private:
  [[noreturn]] void fail(const std::string& expected) const {
    throw ScheduleError("bad schedule at character " + std::to_string(position_ + 1) + ": " +
                        expected);
  }

  // Skips remarks, too.
  void skip_space() {
    while (position_ < text_.size()) {
      const char c = text_[position_];
      if (c == '#') {
        position_ = std::min(text_.find('\n', position_), text_.size());
      } else if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
        ++position_;
      } else {
        return;
      }
    }
  }

  std::string_view until(char end) {
    const std::size_t found = text_.find(end, position_);
    if (found == std::string_view::npos) {
      fail("expected '" + std::string(semantics_version) + ":HASH:TIME:STEPS'");
    }
    const std::string_view part = text_.substr(position_, found - position_);
    position_ = found + 1;
    return part;
  }

  std::uint32_t hash(std::string_view digits) const {
    std::uint32_t value = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (error != std::errc{} || end != digits.data() + digits.size() || digits.size() != 8) {
      fail("the hash is 8 hexadecimal digits");
    }
    return value;
  }

  std::string name() {
    const std::size_t first = position_;
    while (position_ < text_.size() && is_name_character(text_[position_])) ++position_;
    if (position_ == first) fail("expected the name of a thread");
    return std::string(text_.substr(first, position_ - first));
  }

  template <typename Number>
  Number number() {
    Number value = 0;
    const char* const first = text_.data() + position_;
    const auto [end, error] = std::from_chars(first, text_.data() + text_.size(), value);
    if (error != std::errc{}) fail("expected a number");
    position_ += static_cast<std::size_t>(end - first);
    return value;
  }

  bool take(std::string_view word) {
    if (text_.substr(position_, word.size()) != word) return false;
    position_ += word.size();
    return true;
  }

  ScheduleStep step() {
    ScheduleStep step;
    step.thread = name();
    if (take("@")) {
      if (take("timeout")) {
        step.way = Way::timeout;
      } else if (take("spurious")) {
        step.way = Way::spurious;
      } else if (take("wake=")) {
        step.way = Way::waiter;
        step.waiter = name();
      } else {
        step.way = Way::datum;
        step.datum = number<std::uint32_t>();
      }
    }
    if (take("*")) {
      step.count = number<std::size_t>();
      if (step.count == 0) fail("a count is at least 1");
    }
    return step;
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

}  // namespace

ScheduleWriter::ScheduleWriter(const Texts& texts, std::uint32_t program_hash,
                               std::string_view time)
    : texts_(texts), header_(header_of(program_hash, time)) {}

std::string ScheduleWriter::text_of(const World& world, std::optional<std::size_t> cycle_begin) {
  name_threads(world);
  std::string text = header_;
  const Event* first = nullptr;  // of a run of equal steps
  std::size_t count = 0;
  std::size_t step = 0;
  for (const Event& event : world.events()) {
    if (event.phase == Phase::inside) continue;
    const bool begins_cycle = step++ == cycle_begin;
    if (first != nullptr && !begins_cycle && is_same_choice(event, *first)) {
      ++count;
      continue;
    }
    if (first != nullptr) append_steps(text, *first, count);
    if (begins_cycle) append_cycle_mark(text, header_.size());
    first = &event;
    count = 1;
  }
  if (first != nullptr) append_steps(text, *first, count);
  return text;
}

// A name depends on the threads with smaller numbers.
void ScheduleWriter::name_threads(const World& world) {
  std::size_t same = 0;
  const std::size_t count = world.thread_count();
  while (same < std::min(count, threads_.size()) &&
         threads_[same].parent == world.parent(ThreadId(static_cast<std::uint32_t>(same))) &&
         threads_[same].label == world.label(ThreadId(static_cast<std::uint32_t>(same)))) {
    ++same;
  }
  if (same == count) return;
  threads_.resize(same);
  while (threads_.size() < count) {
    const ThreadId thread{static_cast<std::uint32_t>(threads_.size())};
    threads_.push_back(
        {world.parent(thread), world.label(thread), world.thread_name(thread, texts_)});
  }
}

void ScheduleWriter::append_steps(std::string& text, const Event& event, std::size_t count) const {
  if (text.size() != header_.size()) text += ',';
  const bool wakes = event.way == Way::waiter;
  append(text, {threads_[index(event.thread)].name, event.way,
                wakes ? threads_[event.detail].name : std::string_view{}, event.detail, count});
}

std::string to_text(const Schedule& schedule) {
  std::string text = header_of(schedule.program_hash, schedule.time);
  const std::size_t size_of_header = text.size();
  for (std::size_t place = 0; place < schedule.steps.size(); ++place) {
    if (place == schedule.cycle_begin) append_cycle_mark(text, size_of_header);
    const ScheduleStep& step = schedule.steps[place];
    if (text.size() != size_of_header) text += ',';
    append(text, {step.thread, step.way, step.waiter, step.datum, step.count});
  }
  return text;
}

Schedule parse_schedule(std::string_view text) { return Parser(text).parse(); }

std::pair<TimeModel, std::int64_t> time_of_schedule(std::string_view schedule) {
  return parse_time_text(Parser(schedule).parse_header().time);
}

std::string time_text(const Settings& settings) {
  if (settings.time != TimeModel::jitter) return std::string(name(settings.time));
  return "jitter-" + std::to_string(settings.jitter_ns) + "ns";
}

std::pair<TimeModel, std::int64_t> parse_time_text(std::string_view text) {
  if (text == name(TimeModel::exact)) return {TimeModel::exact, 0};
  if (text == name(TimeModel::unbounded)) return {TimeModel::unbounded, 0};
  constexpr std::string_view prefix = "jitter-";
  std::int64_t jitter_ns = 0;
  if (text.starts_with(prefix)) {
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data() + prefix.size(), end, jitter_ns);
    if (error == std::errc{} && jitter_ns >= 0 && std::string_view(rest, end) == "ns") {
      return {TimeModel::jitter, jitter_ns};
    }
  }
  throw ScheduleError("bad schedule: the time is 'exact', 'unbounded' or 'jitter-NUMBERns', not '" +
                      std::string(text) + "'");
}

}  // namespace heddle
