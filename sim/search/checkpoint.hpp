#pragma once
// What an exploration goes on from after its process has ended, however it ended. It holds
// the searches of one command in their order: what each had found, and what was left of it. A
// command that is run again goes through them in the same order, so nothing else need be kept: a
// search that had ended ends again at once.
//
// It must not know what a strategy keeps, which searches a command makes, nor where all of it lies.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scheduler/strategy.hpp"
#include "sim/explore/archive.hpp"
#include "sim/explore/parallel_search.hpp"
#include "sim/explore/report.hpp"
#include "sim/explore/report_archive.hpp"
#include "sim/model/texts.hpp"
#include "sim/search/checkpoint_store.hpp"
#include "sim/states/state_search.hpp"

namespace heddle {

// A search as it was kept.
struct KeptSearch {
  std::string spec;
  std::optional<std::uint64_t> execution_limit;
  double seconds = 0;
  struct Part {
    SearchPart part;  // without its scheduler
    // What Strategy::save wrote of that; nullopt: nothing is left.
    std::optional<std::vector<std::uint64_t>> words{};
  };
  std::vector<Part> parts;
  std::optional<Report> report;  // instead of parts: of a search that has none
  // With that report, where it can be taken up: what the search saved; valid until the next
  // checkpoint is taken.
  std::optional<ArchiveReader> states;
};

class Checkpoint final : public CheckpointTaker, public StateCheckpointTaker {
 public:
  // Reads what is in the store. `identity` says of what that must be: two lines or more, each a
  // name and a value. Throws CheckpointError where it is of something else, or damaged; then it
  // stays as it is. `limits` are those of the program that all searches are of, but for the texts:
  // `texts` are the program's. `store` and `texts` must outlive this object.
  Checkpoint(CheckpointStore& store, std::string identity, const ReportLimits& limits, Texts& texts,
             std::chrono::nanoseconds between);

  bool is_resumed() const { return is_resumed_; }
  std::chrono::nanoseconds between() const { return between_; }
  // How many executions, states and seconds there were in the store.
  std::uint64_t executions() const { return executions_; }
  std::uint64_t states() const { return states_; }
  double seconds() const { return seconds_; }

  // The next search of the command begins. Returns how far it was; nullopt: it begins anew. What
  // was kept of later searches stays until this one goes on.
  std::optional<KeptSearch> begin_search(const std::string& spec,
                                         std::optional<std::uint64_t> execution_limit,
                                         const Strategy& strategy);
  void take(SearchSnapshot snapshot) override;
  void write() override;
  void keep(const Report& found, const std::function<void(WordSink&)>& save) override;
  // The search, of which no parts are kept, has ended.
  void end_search(const Report& report);

  // What the command keeps beside its searches, and writes whenever one of them is written. Set
  // before the first search begins.
  using WriteAside = std::function<void(ArchiveWriter&)>;
  void keep_aside(WriteAside write) { write_aside_ = std::move(write); }
  // The same as it was when the store was read; nullopt: there was none. Valid until something is
  // written.
  std::optional<ArchiveReader> aside() const;
  // Writes that alone, and keeps the searches that have begun so far.
  void write_aside();

  // Why what is kept is older than the search; empty where it is not. A search goes on although its
  // checkpoint cannot be written.
  const std::string& failure() const { return failure_; }

  // What was kept cannot be what it claims to be. Throws CheckpointError.
  [[noreturn]] void fail_as_damaged() const;

 private:
  void take_in();
  void check(const KeptSearch& kept) const;
  void keep_texts();
  void count_searches();
  // Keeps so many searches, and writes more blocks, and what is kept beside them.
  void replace(std::size_t kept, std::vector<CheckpointStore::WriteBlock> more);
  void replace_present(const std::function<void(ArchiveWriter&)>& write);
  void write_parts(ArchiveWriter& archive, const SearchSnapshot& snapshot) const;

  CheckpointStore& store_;
  const std::string identity_;
  const ReportLimits limits_;
  Texts& texts_;
  const std::chrono::nanoseconds between_;
  bool is_resumed_ = false;
  std::uint64_t executions_ = 0;
  std::uint64_t states_ = 0;
  double seconds_ = 0;

  WriteAside write_aside_;
  std::size_t searches_ = 0;  // blocks of the store, but for what is kept beside the searches
  std::size_t present_ = 0;   // after the first begin_search: one less is its place
  std::string spec_;
  std::optional<std::uint64_t> execution_limit_;
  const Strategy* strategy_ = nullptr;
  std::uint64_t begun_when_taken_up_ = 0;  // executions of the present search
  std::size_t left_when_taken_up_ = 0;     // parts of it with something left
  bool is_taken_up_ = false;
  std::optional<SearchSnapshot> taken_;
  std::vector<std::vector<std::uint64_t>> taken_words_;  // of each part
  std::string failure_;
};

}  // namespace heddle
