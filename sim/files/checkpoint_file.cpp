#include "sim/files/checkpoint_file.hpp"

#include <cstdint>
#include <ostream>
#include <system_error>

#include "sim/explore/archive.hpp"
#include "sim/files/output_error.hpp"

namespace heddle {
namespace {

// To be changed with the format.
constexpr std::string_view magic = "heddle checkpoint 6\n";
constexpr std::size_t number_size = 8;

}  // namespace

CheckpointFile::CheckpointFile(std::filesystem::path path) : path_(std::move(path)) {
  try {
    try_place();
  } catch (const OutputError& error) {
    throw CheckpointError(error.what());
  } catch (const std::system_error& error) {
    throw CheckpointError(error.what());
  }
}

void CheckpointFile::try_place() {
  place_ = std::make_unique<OutputFile>(path_);
  if (!place_->is_regular()) {
    throw OutputError("cannot write " + path_.string() + ": it is no regular file");
  }
  path_ = place_->target();
}

bool CheckpointFile::read() {
  std::error_code failed;
  if (!std::filesystem::exists(path_, failed) && !failed) return false;
  try {
    mapped_ = MappedFile(path_);
  } catch (const std::system_error& error) {
    throw CheckpointError(error.what());
  }
  read_bytes(mapped_.bytes());
  return true;
}

void CheckpointFile::read_bytes(std::string_view bytes) {
  if (!bytes.starts_with(magic) || bytes.size() < magic.size() + 2 * number_size) {
    throw ArchiveError();
  }
  const std::string_view summed = bytes.substr(0, bytes.size() - number_size);
  Checksum checksum;
  checksum.add(summed);
  if (ArchiveReader(bytes.substr(summed.size())).number() != checksum.value()) throw ArchiveError();
  const std::size_t before_size = summed.size() - number_size;
  const std::uint64_t size =
      ArchiveReader(summed.substr(before_size)).number(before_size - magic.size());
  const std::size_t before_directory = before_size - static_cast<std::size_t>(size);
  ArchiveReader directory(bytes.substr(before_directory, static_cast<std::size_t>(size)));
  identity_ = directory.text();
  texts_.resize(directory.count());
  for (std::string_view& text : texts_) text = directory.text();
  blocks_.resize(directory.count());
  std::size_t begin = magic.size();
  for (std::string_view& block : blocks_) {
    const auto end = static_cast<std::size_t>(directory.number(before_directory));
    if (end < begin) throw ArchiveError();
    block = bytes.substr(begin, end - begin);
    begin = end;
  }
  directory.end();
  if (begin != before_directory) throw ArchiveError();
}

void CheckpointFile::replace(std::string_view identity, const Texts& texts, std::size_t kept,
                             std::span<const WriteBlock> more) {
  const auto write_all = [&](std::ostream& stream) {
    ArchiveWriter archive(stream);
    archive.bytes(magic);
    std::vector<std::uint64_t> ends;
    for (std::size_t place = 0; place < kept; ++place) {
      archive.bytes(blocks_[place]);
      ends.push_back(archive.size());
    }
    for (const WriteBlock& write : more) {
      write(archive);
      ends.push_back(archive.size());
    }
    const std::uint64_t before_directory = archive.size();
    archive.text(identity);
    // After the blocks: whatever they mean is there by now.
    const std::size_t count = texts.size();
    archive.number(count);
    for (std::size_t id = 0; id < count; ++id) archive.text(texts[static_cast<TextId>(id)]);
    archive.number(ends.size());
    archive.numbers(ends);
    archive.number(archive.size() - before_directory);
    archive.seal();
  };
  try {
    place_->replace(write_all);
  } catch (const OutputError& error) {
    throw CheckpointError(error.what());
  }
  try {
    read();
  } catch (const std::exception& error) {
    throw CheckpointError("what was just written cannot be read: " + path_.string() + ": " +
                          error.what());
  }
}

void CheckpointFile::remove() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

}  // namespace heddle
