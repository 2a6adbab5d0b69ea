#pragma once
// How messages about an input spell foreign text, lists of words and the nearest known word. Knows
// no grammar.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::scenario {

// `text` in double quotes on one line. Unprintable characters are escaped, and a long text is cut.
std::string in_quotes(std::string_view text);

// "a, b or c".
std::string any_of(std::span<const std::string_view> words);

// The candidate with the smallest Damerau-Levenshtein distance from `word` (the variant that edits
// no substring twice), if that is at most a third of its length; else empty. The first of several.
// Only the first thousand candidates are looked at.
std::string nearest_word(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace heddle::scenario
