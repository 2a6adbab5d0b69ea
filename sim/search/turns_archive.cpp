#include "sim/search/turns_archive.hpp"

#include <span>
#include <utility>

#include "scheduler/registry.hpp"
#include "sim/explore/report_archive.hpp"

namespace heddle {
namespace {

void write_member(ArchiveWriter& archive, const KeptTurns::Member& member, const Texts& texts) {
  archive.text(member.name);
  archive.number(member.is_over ? 1 : 0);
  for (const std::uint64_t number :
       {member.score, member.owed, member.left_in_round, member.begun_before,
        member.outcomes_before, member.orders_before, member.bugs_before}) {
    archive.number(number);
  }
  write_report(archive, member.report, texts);
  archive.number(member.orders.size());
  for (const ConflictOrders::Pair& pair : member.orders) archive.numbers(pair);
  if (member.is_over) return;
  std::vector<std::uint64_t> words;
  find_strategy(member.name).save(*member.scheduler, words);
  archive.number(words.size());
  archive.numbers(words);
}

std::unique_ptr<Scheduler> read_scheduler(ArchiveReader& archive, const std::string& spec,
                                          std::uint64_t seed) {
  std::vector<std::uint64_t> words(archive.count());
  archive.numbers(words);
  try {
    return find_strategy(spec).restore(parameter_values(spec), seed, words);
  } catch (const SchedulerError&) {
    throw ArchiveError();
  }
}

KeptTurns::Member read_member(ArchiveReader& archive, const TurnMember& like, std::uint64_t seed,
                              Texts& texts) {
  KeptTurns::Member member;
  member.name = archive.text();
  if (member.name != like.name) throw ArchiveError();
  member.is_over = archive.flag();
  // As large as numbers of executions may be.
  constexpr std::uint64_t most = std::uint64_t{1} << 40U;
  for (std::uint64_t* const number :
       {&member.score, &member.owed, &member.left_in_round, &member.begun_before,
        &member.outcomes_before, &member.orders_before, &member.bugs_before}) {
    *number = archive.number(most);
  }
  member.report = read_report(archive, texts);
  member.orders.resize(archive.count());
  for (ConflictOrders::Pair& pair : member.orders) archive.numbers(pair);
  const std::uint64_t begun = member.report.executions + member.report.blocked;
  if (member.begun_before > begun || member.outcomes_before > member.report.outcomes.size() ||
      member.orders_before > member.orders.size() ||
      member.bugs_before > member.report.bugs.size() || member.score > TurnShares::most_score) {
    throw ArchiveError();
  }
  if (!member.is_over) member.restored = read_scheduler(archive, like.spec, seed);
  return member;
}

}  // namespace

void write_turns(ArchiveWriter& archive, const Turns& turns) {
  const Texts& texts = turns.texts();
  const KeptTurns kept = turns.kept();
  archive.part(kept.seconds);
  archive.number(kept.members.size());
  for (const KeptTurns::Member& member : kept.members) write_member(archive, member, texts);
}

KeptTurns read_turns(ArchiveReader& archive, const std::vector<TurnMember>& members,
                     std::uint64_t seed, Texts& texts) {
  KeptTurns kept;
  kept.seconds = archive.seconds();
  if (!(kept.seconds >= 0) || archive.count() != members.size()) throw ArchiveError();
  for (const TurnMember& member : members) {
    kept.members.push_back(read_member(archive, member, seed, texts));
  }
  return kept;
}

}  // namespace heddle
