#pragma once
// The file of a checkpoint: blocks, of what it is, and the texts that are meant by their numbers in
// the blocks. It is written in one go beside its place and then renamed; what is large passes
// through, and is never in memory as a whole. It must not know what is in the blocks.
//
// Layout: a line that names the format; the blocks; the directory, which has the identity, the
// texts and where each block ends; the size of the directory; the checksum of all before.

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/model/texts.hpp"
#include "tools/archive.hpp"
#include "tools/mapped_file.hpp"
#include "tools/output_file.hpp"

namespace heddle::tools {

class CheckpointFile {
 public:
  explicit CheckpointFile(std::filesystem::path path) : path_(std::move(path)) {}

  // Where symbolic links lead.
  const std::filesystem::path& path() const { return path_; }
  // Tries whether the file can be written. Throws OutputError. Called before all others.
  void try_place();
  // Reads the file. False: there is none. Throws ArchiveError where it is damaged or no checkpoint,
  // std::system_error where it cannot be read.
  bool read();
  // What is in the file; valid until it is replaced.
  std::string_view identity() const { return identity_; }
  const std::vector<std::string_view>& texts() const { return texts_; }
  std::size_t blocks() const { return blocks_.size(); }
  std::string_view block(std::size_t place) const { return blocks_[place]; }

  using WriteBlock = std::function<void(ArchiveWriter&)>;
  // Keeps the first blocks, `kept` of them, and has each of `more` write one more. Throws
  // OutputError; then the file is what it was before.
  void replace(std::string_view identity, const Texts& texts, std::size_t kept,
               std::span<const WriteBlock> more);
  void remove();

 private:
  std::filesystem::path path_;
  std::unique_ptr<OutputFile> place_;
  MappedFile mapped_;
  std::string_view identity_;
  std::vector<std::string_view> texts_;
  std::vector<std::string_view> blocks_;
};

}  // namespace heddle::tools
