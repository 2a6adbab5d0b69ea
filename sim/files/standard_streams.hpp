#pragma once
// The standard streams of the process. A signal ends every wait on them. The standard library would
// wait on, for input that never comes or a reader that never reads.

#include <array>
#include <atomic>
#include <cstddef>
#include <streambuf>
#include <string>

namespace heddle {

// Input that comes to its end once somebody asks to stop.
class InterruptibleInput final : public std::streambuf {
 public:
  // `interrupted` must outlive this object.
  InterruptibleInput(int descriptor, const std::atomic<bool>& interrupted)
      : descriptor_(descriptor), interrupted_(interrupted) {}

 protected:
  int_type underflow() override;

 private:
  const int descriptor_;
  const std::atomic<bool>& interrupted_;
  std::array<char, 16 * 1024> bytes_{};
};

// Output that gives up on a reader that does not read, a moment after somebody asked to stop.
class InterruptibleOutput final : public std::streambuf {
 public:
  // `interrupted` must outlive this object.
  InterruptibleOutput(int descriptor, const std::atomic<bool>& interrupted);
  ~InterruptibleOutput() override;

 protected:
  int_type overflow(int_type character) override;
  std::streamsize xsputn(const char* text, std::streamsize length) override;
  int sync() override;

 private:
  bool write_all();

  const int descriptor_;
  const std::atomic<bool>& interrupted_;
  std::string waiting_;
  bool failed_ = false;
};

// Writes everything to `descriptor`, which may be a pipe. Gives up if no byte could be written for
// `longest_pause_ms`; `interrupted` (may be null) makes the pause shorter. Returns 0, or an errno.
int write_to(int descriptor, std::string_view text, int longest_pause_ms,
             const std::atomic<bool>* interrupted);

// Opens closed standard streams on the null device: input is empty, and output fails. Else the next
// file that is opened would take the place of a closed one.
void open_closed_streams();

}  // namespace heddle
