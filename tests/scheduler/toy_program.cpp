#include "tests/scheduler/toy_program.hpp"

#include <utility>

namespace heddle::testing {

ToyProgram::ToyProgram(std::vector<std::vector<ToyStep>> threads) : threads_(std::move(threads)) {
  std::uint32_t site = 0;
  for (const std::vector<ToyStep>& steps : threads_) {
    operations_.emplace_back();
    for (const ToyStep& step : steps) {
      Operation operation;
      operation.kind = step.kind;
      operation.site = SiteId{site++};
      operations_.back().push_back(operation);
    }
  }
}

ToyProgram ToyProgram::of_lengths(const std::vector<std::size_t>& lengths) {
  std::vector<std::vector<ToyStep>> threads;
  for (const std::size_t length : lengths) threads.emplace_back(length);
  return ToyProgram(std::move(threads));
}

std::optional<std::string> ToyProgram::run(Scheduler& scheduler) const {
  std::string text;
  std::vector<std::size_t> next(threads_.size());
  std::optional<ThreadId> previous;
  for (std::size_t step = 0;; ++step) {
    std::vector<Alternative> alternatives;
    std::size_t able = 0;
    for (std::size_t thread = 0; thread < threads_.size(); ++thread) {
      if (next[thread] == threads_[thread].size()) continue;
      ++able;
      const std::uint32_t ways = threads_[thread][next[thread]].ways;
      for (std::uint32_t way = 0; way < ways; ++way) {
        alternatives.push_back({.thread = ThreadId{static_cast<std::uint32_t>(thread)},
                                .phase = Phase::whole,
                                .way = ways == 1 ? Way::normal : Way::datum,
                                .detail = way,
                                .operation = &operations_[thread][next[thread]]});
      }
    }
    if (alternatives.empty()) return text;
    const auto choice = scheduler.pick({alternatives, able, previous, step});
    if (!choice) return std::nullopt;
    const Alternative& chosen = alternatives.at(*choice);
    const bool several = chosen.way == Way::datum;
    text += static_cast<char>((several ? 'A' : 'a') + static_cast<char>(index(chosen.thread)));
    if (several) text += std::to_string(chosen.detail);
    ++next[index(chosen.thread)];
    previous = chosen.thread;
  }
}

std::vector<std::string> ToyProgram::run_all(Scheduler& scheduler, std::size_t limit) const {
  std::vector<std::string> texts;
  while (texts.size() < limit && scheduler.begin()) {
    texts.push_back(run(scheduler).value_or("abandoned"));
  }
  return texts;
}

}  // namespace heddle::testing
