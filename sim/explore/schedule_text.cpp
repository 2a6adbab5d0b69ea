#include "sim/explore/schedule_text.hpp"

#include <algorithm>
#include <charconv>

namespace heddle {
namespace {

// Thread names of one execution, each made once.
class Names {
 public:
  Names(const World& world, const Texts& texts) {
    for (std::size_t id = 0; id < world.thread_count(); ++id) {
      names_.push_back(world.thread_name(ThreadId{static_cast<std::uint32_t>(id)}, texts));
    }
  }
  const std::string& operator[](ThreadId thread) const { return names_[index(thread)]; }

 private:
  std::vector<std::string> names_;
};

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '/';
}

// Reads a schedule from left to right.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) { skip_space(); }

  Schedule parse() {
    Schedule schedule;
    const std::string_view version = until(':');
    if (version != semantics_version) {
      fail("a schedule begins with '" + std::string(semantics_version) + ":'");
    }
    schedule.program_hash = hash(until(':'));
    schedule.time = until(':');
    parse_time_text(schedule.time);
    skip_space();
    bool more = position_ < text_.size();
    while (more) {
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

  void skip_space() {
    while (position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\n' ||
                                        text_[position_] == '\r' || text_[position_] == '\t')) {
      ++position_;
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

std::vector<ScheduleStep> steps_of(const World& world, const Texts& texts) {
  const Names names(world, texts);
  std::vector<ScheduleStep> steps;
  for (const Event& event : world.events()) {
    if (event.phase == Phase::inside) continue;
    ScheduleStep step{.thread = names[event.thread], .way = event.way};
    if (event.way == Way::waiter) step.waiter = names[ThreadId{event.detail}];
    if (event.way == Way::datum) step.datum = event.detail;
    if (!steps.empty()) {
      step.count = steps.back().count;
      if (step == steps.back()) {
        ++steps.back().count;
        continue;
      }
      step.count = 1;
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

std::string to_text(const Schedule& schedule) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text(semantics_version);
  text += ':';
  for (int shift = 28; shift >= 0; shift -= 4)
    text += digits[(schedule.program_hash >> shift) & 15U];
  text += ':' + schedule.time + ':';
  bool first = true;
  for (const ScheduleStep& step : schedule.steps) {
    if (!first) text += ',';
    first = false;
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
        text += "@wake=" + step.waiter;
        break;
      case Way::datum:
        text += "@" + std::to_string(step.datum);
        break;
    }
    if (step.count > 1) text += "*" + std::to_string(step.count);
  }
  return text;
}

Schedule parse_schedule(std::string_view text) { return Parser(text).parse(); }

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
