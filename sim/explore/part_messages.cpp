#include "sim/explore/part_messages.hpp"

#include <sstream>

#include "sim/explore/archive.hpp"
#include "sim/explore/headway_archive.hpp"
#include "sim/explore/report_archive.hpp"

namespace heddle {
namespace {

void write_words(ArchiveWriter& archive, const std::vector<std::uint64_t>& words) {
  archive.number(words.size());
  archive.numbers(words);
}

std::vector<std::uint64_t> read_words(ArchiveReader& archive) {
  std::vector<std::uint64_t> words(archive.count());
  archive.numbers(words);
  return words;
}

template <typename Write>
std::string written(const Write& write) {
  std::ostringstream stream;
  ArchiveWriter archive(stream);
  write(archive);
  archive.seal();
  return std::move(stream).str();
}

// But for the checksum: pipes lose nothing.
ArchiveReader reader_of(std::string_view bytes) {
  if (bytes.size() < sizeof(std::uint64_t)) throw ArchiveError();
  return ArchiveReader(bytes.substr(0, bytes.size() - sizeof(std::uint64_t)));
}

}  // namespace

std::string bytes_of(const PartToRun& part) {
  return written([&part](ArchiveWriter& archive) {
    write_limit(archive, part.executions_left);
    archive.number(part.is_taken_back ? 1 : 0);
    archive.number(part.before.any_bugs ? 1 : 0);
    archive.number(part.before.truncated);
    write_words(archive, part.words);
  });
}

PartToRun read_part_to_run(std::string_view bytes) {
  ArchiveReader archive = reader_of(bytes);
  PartToRun part;
  part.executions_left = read_limit(archive);
  part.is_taken_back = archive.flag();
  part.before.any_bugs = archive.flag();
  part.before.truncated = archive.number();
  part.words = read_words(archive);
  archive.end();
  return part;
}

std::string bytes_of(const PartProgress& progress) {
  return written([&progress](ArchiveWriter& archive) {
    archive.number(progress.executions);
    archive.number(progress.scheduler_bytes);
    archive.number(progress.process_bytes);
  });
}

PartProgress read_part_progress(std::string_view bytes) {
  ArchiveReader archive = reader_of(bytes);
  PartProgress progress;
  progress.executions = archive.number();
  progress.scheduler_bytes = archive.number();
  progress.process_bytes = archive.number();
  archive.end();
  return progress;
}

std::string bytes_of(const PartResult& result, const Texts& texts) {
  return written([&](ArchiveWriter& archive) {
    archive.number(static_cast<std::uint64_t>(result.end));
    archive.number(static_cast<std::uint64_t>(result.ended));
    write_headway(archive, result.headway);
    write_words(archive, result.words);
    archive.number(result.called_off.size());
    for (const PartId id : result.called_off) archive.number(static_cast<std::uint64_t>(id));
    write_report(archive, result.report, texts);
  });
}

PartResult read_part_result(std::string_view bytes, Texts& texts) {
  ArchiveReader archive = reader_of(bytes);
  PartResult result;
  result.end = static_cast<PartEnd>(archive.number(static_cast<std::uint64_t>(PartEnd::left)));
  result.ended = static_cast<Ended>(archive.number(static_cast<std::uint64_t>(Ended::memory)));
  result.headway = read_headway(archive);
  result.words = read_words(archive);
  for (std::size_t left = archive.count(); left > 0; --left) {
    result.called_off.push_back(PartId{archive.number()});
  }
  result.report = read_report(archive, texts);
  archive.end();
  return result;
}

}  // namespace heddle
