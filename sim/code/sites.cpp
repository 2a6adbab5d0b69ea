#include "sim/code/sites.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <functional>
#include <system_error>

#include "sim/code/symbolizer.hpp"

namespace heddle::code {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

// Where the template arguments that begin at `place` end; `place` where there are none.
std::size_t after_arguments(std::string_view text, std::size_t place) {
  if (place >= text.size() || text[place] != '<') return place;
  int depth = 0;
  for (std::size_t end = place; end < text.size(); ++end) {
    if (text[end] == '<') ++depth;
    if (text[end] == '>' && --depth == 0) return end + 1;
  }
  return place;
}

// Compilers name a file as they were told to: mostly from the folder that the build runs in, in
// which or below which the program lies.
std::filesystem::path found(const std::string& file) {
  namespace fs = std::filesystem;
  std::error_code none;
  if (fs::path(file).is_absolute()) return file;
  if (fs::is_regular_file(file, none)) return fs::current_path(none) / file;
  constexpr int most_folders_up = 5;
  fs::path folder = fs::read_symlink("/proc/self/exe", none).parent_path();
  for (int up = 0; up < most_folders_up && !folder.empty(); ++up, folder = folder.parent_path()) {
    if (fs::is_regular_file(folder / file, none)) return folder / file;
  }
  return file;
}

}  // namespace

std::string_view SourceLines::line(const std::string& file, unsigned number) {
  auto [entry, is_new] = files_.try_emplace(file);
  std::vector<std::string>& lines = entry->second;
  if (is_new) {
    std::ifstream stream(found(file));
    for (std::string text; std::getline(stream, text);) lines.push_back(text);
  }
  if (number == 0 || number > lines.size()) return {};
  return trimmed(lines[number - 1]);
}

std::size_t Sites::HashOfKey::operator()(const Key& key) const {
  return std::hash<std::string_view>()(key.file) * 31 + key.line;
}

SiteId Sites::site(std::string_view file, unsigned line) {
  const std::lock_guard lock(mutex_);
  if (const auto known = sites_.find({file, line}); known != sites_.end()) return known->second;
  // A compiler names a file as it was told to, and its debug information by the whole path.
  const Key key{files_.emplace_back(found(std::string(file)).lexically_normal().string()), line};
  const SiteId next{static_cast<std::uint32_t>(places_.size())};
  const auto [entry, is_new] = sites_.try_emplace(key, next);
  const SiteId site = entry->second;
  if (is_new) places_.push_back(key);
  sites_.try_emplace({files_.emplace_back(file), line}, site);
  return site;
}

SiteId Sites::site_of_address(const void* address) { return site(Symbolizer::name(address), 0); }

std::string Sites::name(SiteId site) const {
  if (site == no_site) return {};
  const std::lock_guard lock(mutex_);
  if (index(site) >= places_.size()) return "?";
  const Key& key = places_[index(site)];
  if (key.line == 0) return std::string(key.file);
  const std::size_t slash = key.file.find_last_of('/');
  return std::string(slash == std::string_view::npos ? key.file : key.file.substr(slash + 1)) +
         ":" + std::to_string(key.line);
}

std::string Sites::source(SiteId site) const {
  const std::lock_guard lock(mutex_);
  if (index(site) >= places_.size()) return {};
  const Key& key = places_[index(site)];
  return std::string(lines_.line(std::string(key.file), key.line));
}

std::string Sites::variable(SiteId site, std::string_view type) const {
  return declared_name(source(site), type);
}

std::string declared_name(std::string_view source, std::string_view type) {
  for (std::size_t from = 0;;) {
    const std::size_t found = source.find(type, from);
    if (found == std::string_view::npos) return {};
    from = found + type.size();
    const bool is_part = (found > 0 && is_word(source[found - 1])) ||
                         (from < source.size() && is_word(source[from]));
    if (is_part) continue;
    std::size_t place = after_arguments(source, from);
    while (place < source.size() && is_space(source[place])) ++place;
    std::size_t end = place;
    while (end < source.size() && is_word(source[end])) ++end;
    if (end == place || std::isdigit(static_cast<unsigned char>(source[place])) != 0) continue;
    const std::string_view rest = trimmed(source.substr(end));
    // Of several variables in one line it is not known which is meant.
    if (rest.find(',') != std::string_view::npos && rest.find('(') == std::string_view::npos &&
        rest.find('{') == std::string_view::npos) {
      return {};
    }
    return std::string(source.substr(place, end - place));
  }
}

}  // namespace heddle::code
