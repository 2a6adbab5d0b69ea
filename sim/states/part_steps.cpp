#include "sim/states/part_steps.hpp"

#include <algorithm>

#include "sim/explain/strong_components.hpp"

namespace heddle {

void PartSteps::add(std::size_t part, std::uint32_t from, std::uint32_t to) {
  if (part >= steps_.size()) steps_.resize(part + 1);
  if (steps_[part].insert((std::uint64_t{from} << 32U) | to).second) ++count_;
}

void PartSteps::add(std::span<const std::uint32_t> from, std::span<const std::uint32_t> to,
                    std::size_t stepping) {
  for (std::size_t part = 0; part < to.size(); ++part) {
    const std::uint32_t before = part < from.size() ? from[part] : 0;
    if (before != to[part] || part == stepping) add(part, before, to[part]);
  }
}

void PartSteps::save(WordSink& sink) const {
  sink.put(steps_.size());
  for (const std::unordered_set<std::uint64_t>& steps : steps_) {
    sink.put(steps.size());
    for (const std::uint64_t step : steps) sink.put(step);
  }
}

void PartSteps::restore(WordSource& source, std::span<const std::uint32_t> counts) {
  const std::size_t parts = source.take_count();
  if (parts > counts.size()) throw BadWords();
  for (std::size_t part = 0; part < parts; ++part) {
    for (std::size_t left = source.take_count(); left > 0; --left) {
      const std::uint64_t step = source.take();
      if (step >> 32U >= counts[part] || (step & UINT32_MAX) >= counts[part]) throw BadWords();
      add(part, static_cast<std::uint32_t>(step >> 32U), static_cast<std::uint32_t>(step));
    }
  }
}

void PartSteps::find_cycles() {
  components_.assign(steps_.size(), {});
  on_cycle_.assign(steps_.size(), {});
  any_cycle_ = false;
  for (std::size_t part = 0; part < steps_.size(); ++part) {
    std::vector<std::vector<std::uint32_t>> leads_to;
    for (const std::uint64_t step : steps_[part]) {
      const auto from = static_cast<std::uint32_t>(step >> 32U);
      const auto to = static_cast<std::uint32_t>(step);
      leads_to.resize(std::max<std::size_t>(leads_to.size(), std::max(from, to) + std::size_t{1}));
      leads_to[from].push_back(to);
    }
    components_[part].resize(leads_to.size());
    on_cycle_[part].resize(leads_to.size());
    std::uint32_t components = 0;
    find_strong_components(
        leads_to.size(),
        [&](std::uint32_t number, std::vector<std::uint32_t>& to) {
          to.insert(to.end(), leads_to[number].begin(), leads_to[number].end());
        },
        [&](std::span<const std::uint32_t> component, bool has_cycle) {
          ++components;
          for (const std::uint32_t number : component) {
            components_[part][number] = components;
            on_cycle_[part][number] = has_cycle;
          }
          any_cycle_ |= has_cycle;
          return true;
        });
  }
}

}  // namespace heddle
