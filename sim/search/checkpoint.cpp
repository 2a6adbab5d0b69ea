#include "sim/search/checkpoint.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string_view>
#include <utility>

#include "sim/explore/headway_archive.hpp"

namespace heddle {
namespace {

// The name of the block that is no search, but what is kept beside them: the last one.
constexpr std::string_view aside_name = "aside";

bool is_aside(std::string_view block) {
  ArchiveReader archive(block);
  return archive.text() == aside_name;
}

// What is kept of a search.
enum class Content : std::uint64_t { parts, report, states };

std::uint64_t begun(const Report& report) { return report.executions + report.blocked; }

// As many as no search has.
constexpr std::uint64_t most_parts = std::uint64_t{1} << 62U;

void write_part_id(ArchiveWriter& archive, const std::optional<PartId>& id) {
  archive.number(id ? 1 : 0);
  if (id) archive.number(static_cast<std::uint64_t>(*id));
}

std::optional<PartId> read_part_id(ArchiveReader& archive) {
  if (!archive.flag()) return std::nullopt;
  return PartId{archive.number(most_parts)};
}

// Each part has an id of its own, and what one returns to comes before it, and has something left.
void check_ids(const KeptSearch& kept) {
  std::set<PartId> all;
  std::set<PartId> unfinished;
  for (const KeptSearch::Part& each : kept.parts) {
    const SearchPart& part = each.part;
    if (!all.insert(part.id).second) throw ArchiveError();
    if (part.returns_to && !unfinished.contains(*part.returns_to)) throw ArchiveError();
    if (each.words) unfinished.insert(part.id);
  }
}

KeptSearch read_search(std::string_view block, Texts& texts) {
  ArchiveReader archive(block);
  KeptSearch kept;
  kept.spec = archive.text();
  kept.execution_limit = read_limit(archive);
  kept.seconds = archive.seconds();
  const auto content =
      static_cast<Content>(archive.number(static_cast<std::uint64_t>(Content::states)));
  if (content != Content::parts) {
    kept.report = read_report(archive, texts);
    if (content == Content::states) {
      kept.states = archive;
    } else {
      archive.end();
    }
    return kept;
  }
  for (std::size_t left = archive.count(); left > 0; --left) {
    SearchPart& part = kept.parts.emplace_back().part;
    part.id = PartId{archive.number(most_parts)};
    part.returns_to = read_part_id(archive);
    part.given_by = read_part_id(archive);
    part.executions_left = read_limit(archive);
    part.headway = read_headway(archive);
    part.report = read_report(archive, texts);
    if (!archive.flag()) continue;
    std::vector<std::uint64_t>& words = kept.parts.back().words.emplace(archive.count());
    archive.numbers(words);
  }
  check_ids(kept);
  archive.end();
  return kept;
}

class ArchiveSink final : public WordSink {
 public:
  explicit ArchiveSink(ArchiveWriter& archive) : archive_(archive) {}
  void put(std::span<const std::uint64_t> words) override { archive_.numbers(words); }

 private:
  ArchiveWriter& archive_;
};

// The first line in which they differ, as it is in each.
std::string difference(std::string_view kept, std::string_view wanted) {
  while (!kept.empty() || !wanted.empty()) {
    const std::string_view one = kept.substr(0, kept.find('\n'));
    const std::string_view other = wanted.substr(0, wanted.find('\n'));
    if (one != other) {
      return "it is of \"" + std::string(one) + "\", not of \"" + std::string(other) + "\"";
    }
    kept.remove_prefix(std::min(kept.size(), one.size() + 1));
    wanted.remove_prefix(std::min(wanted.size(), other.size() + 1));
  }
  return {};
}

}  // namespace

Checkpoint::Checkpoint(CheckpointStore& store, std::string identity, const ReportLimits& limits,
                       Texts& texts, std::chrono::nanoseconds between)
    : store_(store),
      identity_(std::move(identity)),
      limits_(limits),
      texts_(texts),
      between_(between) {
  try {
    if (store_.read()) take_in();
  } catch (const ArchiveError&) {
    fail_as_damaged();
  }
}

void Checkpoint::fail_as_damaged() const {
  throw CheckpointError(store_.name() + " is damaged, or no checkpoint; remove it to begin anew");
}

void Checkpoint::take_in() {
  if (store_.identity() != identity_) {
    throw CheckpointError(store_.name() + " does not fit: " +
                          difference(store_.identity(), identity_) + "; remove it to begin anew");
  }
  keep_texts();
  count_searches();
  for (std::size_t place = 0; place < searches_; ++place) {
    const KeptSearch kept = read_search(store_.block(place), texts_);
    check(kept);
    seconds_ += kept.seconds;
    if (kept.report) executions_ += begun(*kept.report);
    if (kept.report) states_ += kept.report->states;
    for (const KeptSearch::Part& each : kept.parts) executions_ += begun(each.part.report);
  }
  is_resumed_ = true;
}

void Checkpoint::count_searches() {
  searches_ = store_.blocks();
  if (searches_ > 0 && is_aside(store_.block(searches_ - 1))) --searches_;
}

std::optional<ArchiveReader> Checkpoint::aside() const {
  if (searches_ == store_.blocks()) return std::nullopt;
  ArchiveReader archive(store_.block(searches_));
  archive.text();  // its name
  return archive;
}

void Checkpoint::write_aside() { replace(std::min(present_, searches_), {}); }

void Checkpoint::check(const KeptSearch& kept) const {
  ReportLimits limits = limits_;
  limits.of_values = {.texts = texts_.size(), .threads = SIZE_MAX};
  if (kept.report) check_report(*kept.report, limits);
  for (const KeptSearch::Part& each : kept.parts) check_report(each.part.report, limits);
}

// What is kept names texts by their ids. A process that has just begun knows those of the scenario,
// as whoever wrote it did, and gets the others now; so all have the ids that they had.
void Checkpoint::keep_texts() {
  std::size_t id = 0;
  for (const std::string_view text : store_.texts()) {
    if (index(texts_.intern(text)) != id++) throw ArchiveError();
  }
}

std::optional<KeptSearch> Checkpoint::begin_search(const std::string& spec,
                                                   std::optional<std::uint64_t> execution_limit,
                                                   const Strategy& strategy) {
  spec_ = spec;
  execution_limit_ = execution_limit;
  strategy_ = &strategy;
  is_taken_up_ = false;
  if (present_ >= searches_) {
    ++present_;
    return std::nullopt;
  }
  KeptSearch kept = read_search(store_.block(present_++), texts_);
  if (kept.spec != spec) return std::nullopt;
  is_taken_up_ = true;
  begun_when_taken_up_ = 0;
  left_when_taken_up_ = 0;
  for (const KeptSearch::Part& each : kept.parts) {
    begun_when_taken_up_ += begun(each.part.report);
    if (each.words) ++left_when_taken_up_;
  }
  return kept;
}

void Checkpoint::take(SearchSnapshot snapshot) {
  std::size_t left = 0;
  std::uint64_t now_begun = 0;
  for (const SearchSnapshot::Part& part : snapshot.parts) {
    now_begun += begun(part.report);
    if (part.scheduler != nullptr) ++left;
  }
  // A search that had ended ends again: what came after it must stay.
  if (is_taken_up_ && now_begun == begun_when_taken_up_ && left == left_when_taken_up_) {
    return;
  }
  is_taken_up_ = false;
  taken_words_.clear();
  for (const SearchSnapshot::Part& part : snapshot.parts) {
    std::vector<std::uint64_t>& words = taken_words_.emplace_back();
    if (part.scheduler != nullptr) strategy_->save(*part.scheduler, words);
  }
  taken_ = std::move(snapshot);
}

void Checkpoint::write() {
  if (!taken_) return;
  const SearchSnapshot snapshot = *std::exchange(taken_, std::nullopt);
  replace_present([&](ArchiveWriter& archive) { write_parts(archive, snapshot); });
}

void Checkpoint::keep(const Report& found, const std::function<void(WordSink&)>& save) {
  replace_present([&](ArchiveWriter& archive) {
    archive.part(found.seconds);
    archive.number(static_cast<std::uint64_t>(Content::states));
    write_report(archive, found, texts_);
    ArchiveSink sink(archive);
    save(sink);
  });
}

void Checkpoint::end_search(const Report& report) {
  replace_present([&](ArchiveWriter& archive) {
    archive.part(report.seconds);
    archive.number(static_cast<std::uint64_t>(Content::report));
    write_report(archive, report, texts_);
  });
}

void Checkpoint::replace_present(const std::function<void(ArchiveWriter&)>& write) {
  const CheckpointStore::WriteBlock write_search = [&](ArchiveWriter& archive) {
    archive.text(spec_);
    write_limit(archive, execution_limit_);
    write(archive);
  };
  replace(present_ - 1, {write_search});
}

void Checkpoint::replace(std::size_t kept, std::vector<CheckpointStore::WriteBlock> more) {
  if (write_aside_) {
    more.emplace_back([this](ArchiveWriter& archive) {
      archive.text(aside_name);
      write_aside_(archive);
    });
  }
  try {
    store_.replace(identity_, texts_, kept, more);
    failure_.clear();
  } catch (const CheckpointError& error) {
    // The search is worth more than its checkpoint: it goes on.
    failure_ = error.what();
    return;
  }
  count_searches();
}

void Checkpoint::write_parts(ArchiveWriter& archive, const SearchSnapshot& snapshot) const {
  archive.part(snapshot.seconds);
  archive.number(static_cast<std::uint64_t>(Content::parts));
  archive.number(snapshot.parts.size());
  for (std::size_t place = 0; place < snapshot.parts.size(); ++place) {
    const SearchSnapshot::Part& part = snapshot.parts[place];
    archive.number(static_cast<std::uint64_t>(part.id));
    write_part_id(archive, part.returns_to);
    write_part_id(archive, part.given_by);
    write_limit(archive, part.executions_left);
    write_headway(archive, part.headway);
    write_report(archive, part.report, texts_);
    archive.number(part.scheduler != nullptr ? 1 : 0);
    if (part.scheduler == nullptr) continue;
    archive.number(taken_words_[place].size());
    archive.numbers(taken_words_[place]);
  }
}

}  // namespace heddle
