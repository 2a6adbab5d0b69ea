// The default search on programs that are no scenarios: C++ functions on fibers. No search over
// states can go back to what is on their stacks, so traces and turns do it alone.

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "sim/search/default_search.hpp"
#include "tests/explore/comparable_report.hpp"
#include "tests/fiber/lambda_program.hpp"

namespace heddle {
namespace {

using tests::LambdaProgram;

constexpr std::uint64_t too_few_executions = 40;
constexpr std::uint64_t some_executions = 300;

using Body = void (*)(Port& port, ObjectId counter, ObjectId mutex);

// Main spawns so many threads with that body, and joins them.
std::unique_ptr<LambdaProgram> made_of(std::size_t threads, Body body, Texts& texts) {
  auto program = std::make_unique<LambdaProgram>(texts);
  const ObjectId counter = program->plain(0);
  const ObjectId mutex = program->mutex();
  program->body("main", [threads](LambdaProgram& self, Port& port) {
    std::vector<Value> handles;
    for (std::size_t thread = 0; thread < threads; ++thread) handles.push_back(self.spawn(port, 1));
    for (const Value& handle : handles) LambdaProgram::join(port, handle);
  });
  program->body("worker", [=](LambdaProgram&, Port& port) { body(port, counter, mutex); });
  return program;
}

void add_one_under_the_mutex(Port& port, ObjectId counter, ObjectId mutex) {
  LambdaProgram::lock(port, mutex);
  LambdaProgram::write(port, counter, LambdaProgram::read(port, counter) + 1);
  LambdaProgram::unlock(port, mutex);
}

void add_one(Port& port, ObjectId counter, ObjectId) {
  LambdaProgram::write(port, counter, LambdaProgram::read(port, counter) + 1);
}

// Too many traces for any budget of these tests.
void add_ten_under_the_mutex(Port& port, ObjectId counter, ObjectId mutex) {
  for (int time = 0; time < 10; ++time) add_one_under_the_mutex(port, counter, mutex);
}

DefaultResult search(std::size_t threads, Body body, Texts& texts, const SearchWays& ways = {},
                     std::optional<std::uint64_t> executions = std::nullopt) {
  ExploreOptions options;
  options.execution_limit = executions;
  const MakeProgram make_program = [&] { return made_of(threads, body, texts); };
  return explore_by_default(make_program, options, ways);
}

// Keeps a checkpoint in memory.
class MemoryStore final : public CheckpointStore {
 public:
  std::string name() const override { return "the memory of a test"; }
  bool read() override { return !blocks_.empty(); }
  std::string_view identity() const override { return identity_; }
  const std::vector<std::string_view>& texts() const override { return text_views_; }
  std::size_t blocks() const override { return blocks_.size(); }
  std::string_view block(std::size_t place) const override { return blocks_[place]; }
  void replace(std::string_view identity, const Texts& texts, std::size_t kept,
               std::span<const WriteBlock> more) override {
    std::vector<std::string> blocks(blocks_.begin(),
                                    blocks_.begin() + static_cast<std::ptrdiff_t>(kept));
    for (const WriteBlock& write : more) {
      std::ostringstream stream;
      ArchiveWriter archive(stream);
      write(archive);
      archive.seal();
      blocks.push_back(stream.str().substr(0, stream.str().size() - checksum_size));
    }
    blocks_ = std::move(blocks);
    identity_ = identity;
    texts_.clear();
    for (std::size_t id = 0; id < texts.size(); ++id) {
      texts_.emplace_back(texts[static_cast<TextId>(id)]);
    }
    text_views_.assign(texts_.begin(), texts_.end());
  }

 private:
  static constexpr std::size_t checksum_size = 8;

  std::vector<std::string> blocks_;
  std::string identity_;
  std::vector<std::string> texts_;
  std::vector<std::string_view> text_views_;
};

}  // namespace

TEST_CASE("the default search proves a program of C++ functions right") {
  for (const unsigned jobs : {1U, 2U}) {
    CAPTURE(jobs);
    Texts texts;
    const DefaultResult result = search(2, add_one_under_the_mutex, texts, {.jobs = jobs});
    CHECK(result.scheduler == "dpor");
    CHECK(result.course == DefaultCourse::traces);
    CHECK(result.report.verdict.kind == VerdictKind::proved);
    CHECK(result.report.executions == 2);
    CHECK(result.report.bugs.empty());
    REQUIRE(result.report.outcomes.size() == 1);
    CHECK(result.report.outcomes[0].outcome.values == std::vector{Value::of(std::int64_t{2})});
  }
}

TEST_CASE("the default search finds the bug of a program of C++ functions") {
  for (const unsigned jobs : {1U, 2U}) {
    CAPTURE(jobs);
    Texts texts;
    const DefaultResult result = search(2, add_one, texts, {.jobs = jobs});
    CHECK(result.report.verdict.kind == VerdictKind::proved);
    REQUIRE(result.report.bugs.size() >= 1);
    CHECK(std::ranges::all_of(result.report.bugs, [](const Finding& bug) {
      return bug.kind == "data-race" && !bug.schedule.empty();
    }));
    CHECK(result.report.outcomes.size() == 2);
  }
}

TEST_CASE("strategies take turns on C++ functions that have too many traces, and states do not") {
  Texts texts;
  const DefaultResult result = search(3, add_ten_under_the_mutex, texts, {}, some_executions);
  CHECK(result.course == DefaultCourse::turns);
  CHECK(result.scheduler.starts_with("dpor+random+adversarial+pct"));
  CHECK(result.scheduler.find("stateful") == std::string::npos);
  CHECK(result.report.executions == some_executions);
  CHECK(result.report.ended == Ended::executions);
  CHECK(result.report.verdict.kind == VerdictKind::sampled);
  CHECK(result.brought.size() == 8);
}

TEST_CASE("the default search of C++ functions goes on from where it was kept, to the same end") {
  // In processes of their own: each has its own texts, and knows the others' by the store alone.
  const auto searched = [](MemoryStore& store, std::uint64_t executions, bool is_resumed) {
    Texts texts;
    made_of(3, add_ten_under_the_mutex, texts);  // has the texts that every process has
    const ReportLimits limits{.objects = 2, .values = 1};
    Checkpoint checkpoint(store, "a test\n", limits, texts, std::chrono::hours(1));
    CHECK(checkpoint.is_resumed() == is_resumed);
    const DefaultResult result = search(3, add_ten_under_the_mutex, texts,
                                        {.seed = 3, .checkpoint = &checkpoint}, executions);
    CHECK(checkpoint.failure().empty());
    CHECK(result.report.executions == executions);
    CHECK(result.scheduler.starts_with("dpor+random+adversarial+pct"));
    return tests::comparable(result.report, texts);
  };
  MemoryStore in_one_go;
  const std::string whole = searched(in_one_go, some_executions, false);
  MemoryStore twice;
  CHECK(searched(twice, too_few_executions, false) != whole);
  CHECK(searched(twice, some_executions, true) == whole);
}

TEST_CASE("a checkpoint of another program is refused") {
  MemoryStore store;
  const ReportLimits limits{.objects = 2, .values = 1};
  Texts texts;
  made_of(2, add_one, texts);
  {
    Checkpoint checkpoint(store, "program one\n", limits, texts, std::chrono::hours(1));
    search(2, add_one, texts, {.checkpoint = &checkpoint});
  }
  CHECK_THROWS_WITH_AS(
      Checkpoint(store, "program two\n", limits, texts, std::chrono::hours(1)),
      "the memory of a test does not fit: it is of \"program one\", not of \"program two\"; "
      "remove it to begin anew",
      CheckpointError);
}

}  // namespace heddle
