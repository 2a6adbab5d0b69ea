#pragma once
// "Did you mean": the known word that a mistyped one is nearest to.

#include <optional>
#include <span>
#include <string_view>

namespace heddle {

// The word of `known` with the fewest edits (a letter inserted, dropped or replaced) from `word`,
// the first of several. None if all are so far away that a suggestion would only confuse.
std::optional<std::string_view> nearest_word(std::string_view word,
                                             std::span<const std::string_view> known);

}  // namespace heddle
