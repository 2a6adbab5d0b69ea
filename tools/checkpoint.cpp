#include "tools/checkpoint.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>
#include <utility>

#include "tools/archive.hpp"
#include "tools/errors.hpp"
#include "tools/report_archive.hpp"
#include "tools/result_output.hpp"

namespace heddle::tools {
namespace {

// To be changed with the format.
constexpr std::string_view magic = "heddle checkpoint 1\n";

std::uint64_t checksum(std::string_view bytes) {
  std::uint64_t sum = bytes.size();
  for (std::size_t place = 0; place < bytes.size(); place += 8) {
    std::uint64_t word = 0;
    for (std::size_t byte = std::min(place + 8, bytes.size()); byte-- > place;) {
      word = word << 8 | static_cast<unsigned char>(bytes[byte]);
    }
    sum = (sum ^ word) * 0x9E3779B97F4A7C15U;
    sum ^= sum >> 29;
  }
  return sum;
}

std::uint64_t begun(const Report& report) { return report.executions + report.blocked; }

void write_limit(ArchiveWriter& archive, const std::optional<std::uint64_t>& limit) {
  archive.number(limit ? 1 : 0);
  if (limit) archive.number(*limit);
}

std::optional<std::uint64_t> read_limit(ArchiveReader& archive) {
  if (!archive.flag()) return std::nullopt;
  return archive.number();
}

void write_headway(ArchiveWriter& archive, const std::optional<Headway>& headway) {
  archive.number(headway ? 1 : 0);
  if (!headway) return;
  archive.number(headway->part ? 1 : 0);
  if (headway->part) archive.part(*headway->part);
  write_limit(archive, headway->bound);
  archive.number(headway->left_out ? 1 : 0);
}

std::optional<Headway> read_headway(ArchiveReader& archive) {
  if (!archive.flag()) return std::nullopt;
  Headway headway;
  if (archive.flag()) headway.part = archive.part();
  headway.bound = read_limit(archive);
  headway.left_out = archive.flag();
  return headway;
}

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

Checkpoint::Checkpoint(std::filesystem::path file, std::string identity, Texts& texts,
                       std::chrono::nanoseconds between)
    : file_(std::move(file)), identity_(std::move(identity)), texts_(texts), between_(between) {
  std::error_code failed;
  if (!std::filesystem::exists(file_, failed) && !failed) return;
  std::ifstream stream(file_, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  if (failed || !stream || !std::filesystem::is_regular_file(file_, failed)) {
    throw UsageError("--checkpoint: cannot read " + file_.string());
  }
  try {
    read(bytes);
  } catch (const ArchiveError&) {
    fail_as_damaged();
  }
}

void Checkpoint::fail_as_damaged() const {
  throw UsageError("--checkpoint: " + file_.string() +
                   " is damaged, or no checkpoint; remove it to begin anew");
}

void Checkpoint::read(const std::string& bytes) {
  if (!bytes.starts_with(magic)) throw ArchiveError();
  ArchiveReader whole(std::string_view(bytes).substr(magic.size()));
  const std::uint64_t sum = whole.number();
  const std::string_view content = whole.text();
  whole.end();
  if (checksum(content) != sum) throw ArchiveError();
  ArchiveReader archive(content);
  if (const std::string_view identity = archive.text(); identity != identity_) {
    throw UsageError("--checkpoint: " + file_.string() + " does not fit: " +
                     difference(identity, identity_) + "; remove it to begin anew");
  }
  for (std::size_t left = archive.count(); left > 0; --left) {
    const std::string& search = searches_.emplace_back(archive.text());
    const KeptSearch kept = unarchived(search);
    seconds_ += kept.seconds;
    if (kept.report) executions_ += begun(*kept.report);
    for (const SearchPart& part : kept.parts) executions_ += begun(part.report);
  }
  archive.end();
  is_resumed_ = true;
}

std::optional<KeptSearch> Checkpoint::begin_search(const std::string& spec,
                                                   std::optional<std::uint64_t> execution_limit,
                                                   const Strategy& strategy) {
  spec_ = spec;
  execution_limit_ = execution_limit;
  strategy_ = &strategy;
  is_taken_up_ = false;
  if (present_ >= searches_.size()) {
    ++present_;
    return std::nullopt;
  }
  KeptSearch kept = unarchived(searches_[present_++]);
  if (kept.spec != spec) return std::nullopt;
  is_taken_up_ = true;
  begun_when_taken_up_ = 0;
  for (const SearchPart& part : kept.parts) begun_when_taken_up_ += begun(part.report);
  left_when_taken_up_ = static_cast<std::size_t>(std::ranges::count(kept.has_scheduler, true));
  return kept;
}

void Checkpoint::take(SearchSnapshot snapshot) {
  std::vector<const Scheduler*> schedulers;
  std::uint64_t now_begun = 0;
  for (const SearchSnapshot::Part& part : snapshot.parts) {
    now_begun += begun(part.report);
    if (part.scheduler != nullptr) schedulers.push_back(part.scheduler);
  }
  // A search that had ended ends again: what came after it must stay.
  if (is_taken_up_ && now_begun == begun_when_taken_up_ &&
      schedulers.size() == left_when_taken_up_) {
    return;
  }
  is_taken_up_ = false;
  taken_words_.clear();
  strategy_->save(schedulers, taken_words_);
  taken_ = std::move(snapshot);
}

void Checkpoint::write() {
  if (!taken_) return;
  replace_present(archived(*std::exchange(taken_, std::nullopt)));
}

void Checkpoint::end_search(const Report& report) {
  ArchiveWriter archive;
  archive.text(spec_);
  write_limit(archive, execution_limit_);
  archive.part(report.seconds);
  archive.number(1);
  write_report(archive, report, texts_);
  replace_present(archive.take());
}

void Checkpoint::replace_present(std::string search) {
  searches_.resize(present_ - 1);
  searches_.push_back(std::move(search));
  ArchiveWriter content;
  content.text(identity_);
  content.number(searches_.size());
  for (const std::string& each : searches_) content.text(each);
  ArchiveWriter whole;
  whole.number(checksum(content.bytes()));
  whole.text(content.bytes());
  write_file(file_, file_.string() + ".tmp", std::string(magic) + whole.bytes());
}

std::string Checkpoint::archived(const SearchSnapshot& snapshot) const {
  ArchiveWriter archive;
  archive.text(spec_);
  write_limit(archive, execution_limit_);
  archive.part(snapshot.seconds);
  archive.number(0);
  archive.number(snapshot.parts.size());
  for (const SearchSnapshot::Part& part : snapshot.parts) {
    archive.number(part.scheduler != nullptr ? 1 : 0);
    write_limit(archive, part.executions_left);
    write_headway(archive, part.headway);
    write_report(archive, part.report, texts_);
  }
  archive.number(taken_words_.size());
  for (const std::uint64_t word : taken_words_) archive.number(word);
  return archive.take();
}

KeptSearch Checkpoint::unarchived(const std::string& search) {
  ArchiveReader archive(search);
  KeptSearch kept;
  kept.spec = archive.text();
  kept.execution_limit = read_limit(archive);
  kept.seconds = archive.part();
  if (archive.flag()) {
    kept.report = read_report(archive, texts_);
    archive.end();
    return kept;
  }
  for (std::size_t left = archive.count(); left > 0; --left) {
    SearchPart& part = kept.parts.emplace_back();
    kept.has_scheduler.push_back(archive.flag());
    part.executions_left = read_limit(archive);
    part.headway = read_headway(archive);
    part.report = read_report(archive, texts_);
  }
  kept.words.resize(archive.count());
  for (std::uint64_t& word : kept.words) word = archive.number();
  archive.end();
  return kept;
}

void Checkpoint::remove() {
  std::error_code ignored;
  std::filesystem::remove(file_, ignored);
}

}  // namespace heddle::tools
