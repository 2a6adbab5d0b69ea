#pragma once
// An exploration as a JSON document, and the parts that it has in common with other documents;
// docs/commands.md describes them.

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/explain/trace_text.hpp"
#include "sim/explore/report.hpp"
#include "sim/model/outcome.hpp"
#include "sim/report/exploration.hpp"
#include "sim/report/report_subject.hpp"

namespace heddle {

// "status", "output", "values". The output is empty where it is not observed.
nlohmann::ordered_json outcome_json(const ReportSubject& subject, const Outcome& outcome);
// "seed" and "scheduler" of an execution that was drawn by chance. A seed of null: no seed alone
// brings it back.
void add_draw(nlohmann::ordered_json& entry, const std::optional<Draw>& draw);
nlohmann::ordered_json findings_json(std::span<const Finding> findings);
nlohmann::ordered_json trace_json(std::span<const TraceLine> lines);
// The document as a text in pieces, one for each outcome: a tree of all of them would take several
// times as much memory. Outcomes for which there is no room are counted in `outcomes_not_listed`.
std::vector<std::string> exploration_json(const ReportSubject& subject,
                                          const Exploration& exploration);
// The document as it is written.
std::string document_text(const nlohmann::ordered_json& document);

}  // namespace heddle
