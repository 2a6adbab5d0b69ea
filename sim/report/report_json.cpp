#include "sim/report/report_json.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "sim/explore/memory_reserve.hpp"
#include "sim/report/time_name.hpp"
#include "sim/report/verdict_text.hpp"
#include "sim/report/words.hpp"

namespace heddle {

using nlohmann::ordered_json;

namespace {

ordered_json value_json(const Value& value, const Texts& texts) {
  switch (value.type) {
    case ValueType::integer:
      return value.bits;
    case ValueType::boolean:
      return value.is_true();
    case ValueType::text:
      return texts[value.text()];
    case ValueType::nothing:
    case ValueType::thread:
    case ValueType::threads:
      break;
  }
  return nullptr;
}

ordered_json values_json(const ReportSubject& subject, std::span<const Value> values) {
  const Texts& texts = subject.texts();
  ordered_json document = ordered_json::object();
  std::size_t next = 0;
  for (const Observed& observed : subject.observed()) {
    ordered_json& entry = document[std::string(observed.text)];
    if (!observed.is_list) {
      entry = value_json(values[next], texts);
    } else {
      entry = ordered_json::array();
      for (std::size_t i = 0; i < observed.count; ++i) {
        entry.push_back(value_json(values[next + i], texts));
      }
    }
    next += observed.count;
  }
  return document;
}

ordered_json count_json(const Brought::Count& count) {
  return {{"all", count.all}, {"alone", count.alone}};
}

ordered_json brought_json(const std::vector<Brought>& list) {
  ordered_json document = ordered_json::array();
  for (const Brought& brought : list) {
    ordered_json entry{{"strategy", brought.strategy},
                       {"executions", brought.executions},
                       {"outcomes", count_json(brought.outcomes)}};
    if (brought.orders) entry["orders"] = count_json(*brought.orders);
    entry["bugs"] = count_json(brought.bugs);
    document.push_back(std::move(entry));
  }
  return document;
}

// A limit, as a document is made in memory.
constexpr std::size_t most_listed_bytes = std::size_t{64} << 20U;
// An outcome takes this many times its size until it is a text.
constexpr std::size_t times_while_made = 6;

// The size of an outcome in a document, roughly.
std::size_t bytes_of(const ReportSubject& subject, const SeenOutcome& seen) {
  constexpr std::size_t bytes_of_value = 32;
  const Texts& texts = subject.texts();
  std::size_t bytes = seen.schedule.size() + bytes_of_value * seen.outcome.values.size();
  for (const TextId line : seen.outcome.output) bytes += texts[line].size() + bytes_of_value;
  return bytes;
}

std::string seen_outcome_text(const ReportSubject& subject, const SeenOutcome& seen) {
  ordered_json entry = outcome_json(subject, seen.outcome);
  entry["executions"] = seen.executions;
  entry["schedule"] = seen.schedule;
  add_draw(entry, seen.draw);
  return document_text(entry);
}

// The text, indented as in a list that a key of the document names.
std::string indented(const std::string& text) {
  std::string result = "\n    ";
  result.reserve(2 * text.size());
  for (const char character : text) {
    result += character;
    if (character == '\n') result += "    ";
  }
  return result;
}

// As many outcomes as there is room for.
std::vector<std::string> outcome_texts(const ReportSubject& subject, const Report& report) {
  std::vector<std::string> texts;
  std::size_t listed_bytes = 0;
  for (const SeenOutcome& seen : report.outcomes) {
    const std::size_t bytes = bytes_of(subject, seen);
    listed_bytes += bytes;
    if (listed_bytes > most_listed_bytes && !texts.empty()) break;
    if (!has_room_for(times_while_made * bytes)) break;
    texts.push_back(indented(seen_outcome_text(subject, seen)));
  }
  return texts;
}

}  // namespace

ordered_json outcome_json(const ReportSubject& subject, const Outcome& outcome) {
  const Texts& texts = subject.texts();
  ordered_json output = ordered_json::array();
  for (const TextId line : outcome.output) output.push_back(texts[line]);
  return {{"status", name(outcome.status)},
          {"output", std::move(output)},
          {"values", values_json(subject, outcome.values)}};
}

void add_draw(ordered_json& entry, const std::optional<Draw>& draw) {
  if (!draw) return;
  entry["seed"] = draw->seed ? ordered_json(*draw->seed) : ordered_json();
  entry["scheduler"] = draw->scheduler;
}

ordered_json findings_json(std::span<const Finding> findings) {
  ordered_json list = ordered_json::array();
  for (const Finding& finding : findings) {
    ordered_json& entry = list.emplace_back(ordered_json{{"kind", finding.kind},
                                                         {"message", finding.message},
                                                         {"threads", finding.threads},
                                                         {"at", finding.at}});
    if (finding.executions > 0) entry["executions"] = finding.executions;
    entry["schedule"] = finding.schedule;
    add_draw(entry, finding.draw);
  }
  return list;
}

ordered_json trace_json(std::span<const TraceLine> lines) {
  ordered_json list = ordered_json::array();
  for (const TraceLine& line : lines) {
    ordered_json entry{{"step", line.step},
                       {"thread", line.thread},
                       {"operation", line.operation},
                       {"way", line.way},
                       {"at", line.at}};
    if (line.inside) entry["inside"] = true;
    if (line.time_ns) entry["time_ns"] = *line.time_ns;
    if (line.in_cycle) entry["in_cycle"] = true;
    list.push_back(std::move(entry));
  }
  return list;
}

namespace {

// The document without its outcomes, of which `listed` are listed.
ordered_json document_of(const ReportSubject& subject, const Exploration& exploration,
                         std::size_t listed) {
  const Report& report = exploration.report;
  ordered_json document{
      {"scenario", subject.name()},  {"scheduler", exploration.scheduler},
      {"how", exploration.how},      {"time", time_name(exploration.settings)},
      {"complete", report.complete}, {"verdict", verdict_json(report)},
      {"ended", name(report.ended)}, {"executions", report.executions},
      {"blocked", report.blocked},   {"truncated", report.truncated},
      {"steps", report.steps},       {"seconds", rounded_seconds(report.seconds)}};
  if (report.estimate) document["estimate"] = estimate_json(report);
  if (!exploration.brought.empty()) document["brought"] = brought_json(exploration.brought);
  document["distinct_outcomes"] = report.distinct_outcomes();
  document["outcomes_not_listed"] = report.distinct_outcomes() - listed;
  document["outcomes"] = ordered_json::array();
  document["bugs"] = findings_json(report.bugs);
  document["warnings"] = findings_json(report.warnings);
  if (report.states > 0) {
    document["states"] = report.states;
    document["transitions"] = report.transitions;
    document["state_bytes"] = report.state_bytes;
  }
  return document;
}

}  // namespace

std::string document_text(const ordered_json& document) {
  // Whatever is not UTF-8 is replaced, so that the document always is.
  return document.dump(2, ' ', false, ordered_json::error_handler_t::replace);
}

std::vector<std::string> exploration_json(const ReportSubject& subject,
                                          const Exploration& exploration) {
  std::vector<std::string> pieces = outcome_texts(subject, exploration.report);
  std::string document = document_text(document_of(subject, exploration, pieces.size()));
  // Only keys of the document itself are indented by two, and no text has a line break.
  const std::string_view list = "\n  \"outcomes\": [";
  const std::size_t place = document.find(list) + list.size();
  for (std::size_t number = 0; number + 1 < pieces.size(); ++number) pieces[number] += ',';
  std::string end = (pieces.empty() ? "" : "\n  ") + document.substr(place) + '\n';
  document.resize(place);
  pieces.insert(pieces.begin(), std::move(document));
  pieces.push_back(std::move(end));
  return pieces;
}

}  // namespace heddle
