// The distance is the "optimal string alignment" variant of: F. J. Damerau, "A technique for
// computer detection and correction of spelling errors", Communications of the ACM 7 (1964).

#include "sim/scenario/wording.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "sim/model/printable_text.hpp"

namespace heddle::scenario {
namespace {

// Longer words are hardly typing errors of each other, and the distance takes quadratic time.
constexpr std::size_t longest_word = 64;
// A file may have a hundred thousand names, and a hundred mistakes.
constexpr std::size_t most_candidates = 1'000;
constexpr std::size_t longest_quotation = 60;

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::string in_quotes(std::string_view text) {
  return '"' + printable(shortened(text, longest_quotation)) + '"';
}

std::string any_of(std::span<const std::string_view> words) {
  std::string result;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) result += i + 1 == words.size() ? " or " : ", ";
    result += words[i];
  }
  return result;
}

std::string nearest_word(std::string_view word, std::span<const std::string_view> candidates) {
  if (word.empty() || word.size() > longest_word) return {};
  candidates = candidates.first(std::min(candidates.size(), most_candidates));
  const std::size_t close = std::max<std::size_t>(1, word.size() / 3);
  std::string_view best;
  std::size_t best_distance = close + 1;
  for (const std::string_view candidate : candidates) {
    const std::size_t longer = std::max(word.size(), candidate.size());
    const std::size_t shorter = std::min(word.size(), candidate.size());
    // A word of one letter is one edit from every other: that says nothing.
    if (longer - shorter >= best_distance || longer < 2) continue;
    const std::size_t found = distance(word, candidate);
    if (found < best_distance && found < longer) {
      best = candidate;
      best_distance = found;
    }
  }
  return std::string(best);
}

}  // namespace heddle::scenario
