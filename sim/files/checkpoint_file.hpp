#pragma once
// The file of a checkpoint: blocks, of what it is, and the texts that are meant by their numbers in
// the blocks. It is written in one go beside its place and then renamed; what is large passes
// through, and is never in memory as a whole. It must not know what is in the blocks.
//
// Layout: a line that names the format; the blocks; the directory, which has the identity, the
// texts and where each block ends; the size of the directory; the checksum of all before.

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/files/mapped_file.hpp"
#include "sim/files/output_file.hpp"
#include "sim/search/checkpoint_store.hpp"

namespace heddle {

class CheckpointFile final : public CheckpointStore {
 public:
  // Tries whether the file can be written. Throws CheckpointError where it cannot.
  explicit CheckpointFile(std::filesystem::path path);

  // Where symbolic links lead.
  std::string name() const override { return path_.string(); }
  bool read() override;
  std::string_view identity() const override { return identity_; }
  const std::vector<std::string_view>& texts() const override { return texts_; }
  std::size_t blocks() const override { return blocks_.size(); }
  std::string_view block(std::size_t place) const override { return blocks_[place]; }
  void replace(std::string_view identity, const Texts& texts, std::size_t kept,
               std::span<const WriteBlock> more) override;
  void remove();

 private:
  void try_place();
  void read_bytes(std::string_view bytes);

  std::filesystem::path path_;
  std::unique_ptr<OutputFile> place_;
  MappedFile mapped_;
  std::string_view identity_;
  std::vector<std::string_view> texts_;
  std::vector<std::string_view> blocks_;
};

}  // namespace heddle
