#pragma once
// Where a checkpoint lies: blocks, of what it is, and the texts that are meant by their numbers in
// the blocks. An exploration that is kept knows this interface alone; only `sim/files` knows files.

#include <cstddef>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "sim/explore/archive.hpp"
#include "sim/model/texts.hpp"

namespace heddle {

// A checkpoint cannot be read or written, or is not of what is to go on from it.
class CheckpointError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class CheckpointStore {
 public:
  virtual ~CheckpointStore() = default;

  // For messages.
  virtual std::string name() const = 0;
  // Reads what is there. False: there is nothing. Throws ArchiveError where it is damaged or no
  // checkpoint, CheckpointError where it cannot be read.
  virtual bool read() = 0;
  // What was read or written last; valid until the next `replace`.
  virtual std::string_view identity() const = 0;
  virtual const std::vector<std::string_view>& texts() const = 0;
  virtual std::size_t blocks() const = 0;
  virtual std::string_view block(std::size_t place) const = 0;

  using WriteBlock = std::function<void(ArchiveWriter&)>;
  // Keeps the first blocks, `kept` of them, and has each of `more` write one more. Throws
  // CheckpointError; then everything is as it was before.
  virtual void replace(std::string_view identity, const Texts& texts, std::size_t kept,
                       std::span<const WriteBlock> more) = 0;
};

}  // namespace heddle
