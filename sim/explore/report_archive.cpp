#include "sim/explore/report_archive.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace heddle {
namespace {

// Executions, or seconds: estimates are products of many factors.
constexpr double most_estimated = std::numeric_limits<double>::infinity();

void write_texts(ArchiveWriter& archive, const std::vector<std::string>& texts) {
  archive.number(texts.size());
  for (const std::string& text : texts) archive.text(text);
}

template <typename Id>
Id read_id(ArchiveReader& archive) {
  return static_cast<Id>(archive.number(UINT32_MAX));
}

// Reads an enumerator of an enumeration whose enumerators all have a name.
template <typename Enum>
Enum read_named(ArchiveReader& archive) {
  const auto read = static_cast<Enum>(archive.number(UINT8_MAX));
  if (name(read).empty()) throw ArchiveError();
  return read;
}

std::vector<std::string> read_texts(ArchiveReader& archive) {
  std::vector<std::string> texts(archive.count());
  for (std::string& text : texts) text = archive.text();
  return texts;
}

template <typename Shown>
void write_shown_by(ArchiveWriter& archive, const Shown& shown) {
  archive.text(shown.schedule);
  archive.number(shown.simplicity.preemptions);
  archive.number(shown.simplicity.steps);
  archive.number(shown.draw ? 1 : 0);
  if (!shown.draw) return;
  archive.text(shown.draw->scheduler);
  archive.number(shown.draw->seed ? 1 : 0);
  if (shown.draw->seed) archive.number(*shown.draw->seed);
}

template <typename Shown>
void read_shown_by(ArchiveReader& archive, Shown& shown) {
  shown.schedule = archive.text();
  shown.simplicity.preemptions = archive.number();
  shown.simplicity.steps = archive.number();
  if (!archive.flag()) return;
  shown.draw.emplace().scheduler = archive.text();
  if (archive.flag()) shown.draw->seed = archive.number();
}

void write_outcome(ArchiveWriter& archive, const SeenOutcome& seen, const Texts& texts) {
  archive.number(static_cast<std::uint64_t>(seen.outcome.status));
  archive.number(seen.outcome.output.size());
  for (const TextId line : seen.outcome.output) archive.text(texts[line]);
  archive.number(seen.outcome.values.size());
  for (const Value& value : seen.outcome.values) {
    archive.number(static_cast<std::uint64_t>(value.type));
    if (value.type == ValueType::text) {
      archive.text(texts[value.text()]);
    } else {
      archive.number(static_cast<std::uint64_t>(value.bits));
    }
  }
  archive.number(seen.executions);
  archive.number(seen.samples);
  archive.number(seen.first_execution);
  write_shown_by(archive, seen);
}

SeenOutcome read_outcome(ArchiveReader& archive, Texts& texts) {
  SeenOutcome seen;
  seen.outcome.status = read_named<Status>(archive);
  for (std::size_t left = archive.count(); left > 0; --left) {
    seen.outcome.output.push_back(texts.intern(archive.text()));
  }
  for (std::size_t left = archive.count(); left > 0; --left) {
    const auto type =
        static_cast<ValueType>(archive.number(static_cast<std::uint64_t>(ValueType::threads)));
    if (type == ValueType::text) {
      seen.outcome.values.push_back(Value::of(texts.intern(archive.text())));
    } else {
      seen.outcome.values.push_back({type, static_cast<std::int64_t>(archive.number())});
    }
  }
  TextHashes hashes(texts);
  seen.hash = hash_of(seen.outcome, hashes);
  seen.executions = archive.number();
  seen.samples = archive.number();
  seen.first_execution = archive.number();
  read_shown_by(archive, seen);
  return seen;
}

void write_finding(ArchiveWriter& archive, const Finding& finding) {
  archive.text(finding.kind);
  archive.text(finding.message);
  write_texts(archive, finding.threads);
  write_texts(archive, finding.at);
  write_shown_by(archive, finding);
  for (const std::uint64_t number :
       {finding.execution, finding.first_execution, finding.executions, finding.key}) {
    archive.number(number);
  }
}

Finding read_finding(ArchiveReader& archive) {
  Finding finding;
  finding.kind = archive.text();
  finding.message = archive.text();
  finding.threads = read_texts(archive);
  finding.at = read_texts(archive);
  read_shown_by(archive, finding);
  finding.execution = archive.number();
  finding.first_execution = archive.number();
  finding.executions = archive.number();
  finding.key = archive.number();
  return finding;
}

void write_edge(ArchiveWriter& archive, const SeenLockEdge& seen) {
  const LockEdge& edge = seen.edge;
  for (const std::uint64_t number :
       {std::uint64_t{index(edge.held)}, std::uint64_t{index(edge.acquired)},
        std::uint64_t{index(edge.held_site)}, std::uint64_t{index(edge.acquired_site)},
        std::uint64_t{index(edge.thread)}, std::uint64_t{edge.held_shared},
        std::uint64_t{edge.acquired_shared}, edge.identity}) {
    archive.number(number);
  }
  archive.number(edge.gates.size());
  for (const Gate& gate : edge.gates) {
    archive.number(index(gate.object));
    archive.number(gate.shared ? 1 : 0);
  }
  archive.text(seen.schedule);
  archive.number(seen.execution);
}

SeenLockEdge read_edge(ArchiveReader& archive) {
  SeenLockEdge seen;
  LockEdge& edge = seen.edge;
  edge.held = read_id<ObjectId>(archive);
  edge.acquired = read_id<ObjectId>(archive);
  edge.held_site = read_id<SiteId>(archive);
  edge.acquired_site = read_id<SiteId>(archive);
  edge.thread = read_id<ThreadId>(archive);
  edge.held_shared = archive.flag();
  edge.acquired_shared = archive.flag();
  edge.identity = archive.number();
  edge.gates.resize(archive.count());
  for (Gate& gate : edge.gates) {
    gate.object = read_id<ObjectId>(archive);
    gate.shared = archive.flag();
  }
  seen.schedule = archive.text();
  seen.execution = archive.number();
  return seen;
}

void write_totals(ArchiveWriter& archive, const Report& report) {
  archive.number(report.complete ? 1 : 0);
  archive.number(static_cast<std::uint64_t>(report.ended));
  for (const std::uint64_t number :
       {report.executions, report.blocked, report.truncated, report.steps, report.states,
        report.transitions, report.state_bytes}) {
    archive.number(number);
  }
  archive.part(report.seconds);
  archive.text(report.unit);
  archive.number(report.covered_bound ? 1 : 0);
  if (report.covered_bound) {
    archive.number(report.covered_bound->most);
    archive.text(report.covered_bound->noun);
  }
  archive.number(report.estimate ? 1 : 0);
  if (report.estimate) {
    archive.part(report.estimate->part);
    archive.part(report.estimate->all);
    archive.part(report.estimate->seconds);
    archive.part(report.estimate->least);
    archive.part(report.estimate->most);
  }
}

void read_totals(ArchiveReader& archive, Report& report) {
  report.complete = archive.flag();
  report.ended = read_named<Ended>(archive);
  for (std::uint64_t* const number :
       {&report.executions, &report.blocked, &report.truncated, &report.steps, &report.states,
        &report.transitions, &report.state_bytes}) {
    *number = archive.number();
  }
  report.counts_ends = report.states > 0;
  report.seconds = archive.seconds();
  report.unit = archive.text();
  if (archive.flag()) {
    report.covered_bound = CoveredBound{.most = archive.number()};
    report.covered_bound->noun = archive.text();
  }
  if (archive.flag()) {
    report.estimate.emplace();
    report.estimate->part = archive.part(1.001);
    report.estimate->all = archive.part(most_estimated);
    report.estimate->seconds = archive.part(most_estimated);
    report.estimate->least = archive.part(most_estimated);
    report.estimate->most = archive.part(most_estimated);
  }
}

}  // namespace

void write_report(ArchiveWriter& archive, const Report& report, const Texts& texts) {
  write_totals(archive, report);
  archive.number(report.outcomes.size());
  for (const SeenOutcome& seen : report.outcomes) write_outcome(archive, seen, texts);
  archive.number(report.counted_outcomes.size());
  for (const CountedOutcomeHash& counted : report.counted_outcomes) {
    archive.number(counted.hash);
    archive.number(counted.executions);
    archive.number(counted.samples);
  }
  for (const std::vector<Finding>* const list : {&report.bugs, &report.warnings}) {
    archive.number(list->size());
    for (const Finding& finding : *list) write_finding(archive, finding);
  }
  archive.number(report.lock_edges.size());
  for (const SeenLockEdge& seen : report.lock_edges) write_edge(archive, seen);
}

Report read_report(ArchiveReader& archive, Texts& texts) {
  Report report;
  read_totals(archive, report);
  for (std::size_t left = archive.count(); left > 0; --left) {
    report.outcomes.push_back(read_outcome(archive, texts));
  }
  for (std::size_t left = archive.count(); left > 0; --left) {
    CountedOutcomeHash counted{.hash = archive.number()};
    counted.executions = archive.number();
    counted.samples = archive.number();
    const auto& before = report.counted_outcomes;
    if (!before.empty() && before.back().hash >= counted.hash) throw ArchiveError();
    report.counted_outcomes.push_back(counted);
  }
  for (std::vector<Finding>* const list : {&report.bugs, &report.warnings}) {
    for (std::size_t left = archive.count(); left > 0; --left) {
      list->push_back(read_finding(archive));
    }
  }
  for (std::size_t left = archive.count(); left > 0; --left) {
    report.lock_edges.push_back(read_edge(archive));
  }
  report.verdict = verdict_of(report);
  return report;
}

void check_report(const Report& report, const ReportLimits& limits) {
  const auto require = [](bool is_right) {
    if (!is_right) throw ArchiveError();
  };
  for (const SeenOutcome& seen : report.outcomes) {
    for (const TextId line : seen.outcome.output) require(index(line) < limits.of_values.texts);
    require(seen.outcome.values.size() == limits.values);
    for (const Value& value : seen.outcome.values) {
      require(limits.of_values.allow(static_cast<std::uint64_t>(value.type),
                                     static_cast<std::uint64_t>(value.bits)));
    }
  }
  for (const SeenLockEdge& seen : report.lock_edges) {
    require(index(seen.edge.held) < limits.objects && index(seen.edge.acquired) < limits.objects);
    require(std::ranges::all_of(
        seen.edge.gates, [&](const Gate& gate) { return index(gate.object) < limits.objects; }));
  }
}

}  // namespace heddle
