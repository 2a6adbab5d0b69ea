#include "tests/structure/include_table.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>

namespace heddle::structure {
namespace {

struct Row {
  std::string_view folder;
  std::vector<std::string_view> may_include;  // beside itself
};

const std::array<Row, 18>& table() {
  static const std::array<Row, 18> rows{{
      {"sim/model", {}},
      {"sim/world", {"sim/model"}},
      {"sim/fiber", {"sim/model", "sim/world"}},
      {"sim/scenario", {"sim/model"}},
      {"sim/native", {"sim/model", "sim/scenario"}},
      {"sim/trace", {"sim/model"}},
      {"sim/analysis", {"sim/model", "sim/trace"}},
      {"sim/explain", {"sim/model", "sim/world"}},
      {"sim/explore",
       {"sim/model", "sim/world", "sim/fiber", "sim/trace", "sim/analysis", "sim/explain"}},
      {"sim/states",
       {"sim/model", "sim/world", "sim/fiber", "sim/trace", "sim/analysis", "sim/explain",
        "sim/explore"}},
      {"scheduler", {"sim/model", "sim/trace"}},
      {"sim/search",
       {"sim/model", "sim/world", "sim/fiber", "sim/trace", "sim/analysis", "sim/explain",
        "sim/explore", "sim/states", "scheduler"}},
      {"sim/report", {"sim/model", "sim/explain", "sim/explore", "sim/search", "scheduler"}},
      {"include/heddle", {}},
      {"sim/files", {"sim/model", "sim/explore", "sim/search"}},
      {"sim/code",
       {"include/heddle", "sim/model", "sim/world", "sim/fiber", "sim/explain", "sim/explore",
        "sim/search", "sim/files", "sim/report", "scheduler"}},
      {"sim/memory", {"sim/code"}},
      {"tools",
       {"sim/model", "sim/world", "sim/fiber", "sim/scenario", "sim/native", "sim/trace",
        "sim/analysis", "sim/explain", "sim/explore", "sim/states", "sim/search", "sim/files",
        "sim/report", "scheduler"}},
  }};
  return rows;
}

// Libraries of others that only these folders may see.
struct Confinement {
  std::string_view prefix;
  std::vector<std::string_view> folders;
};

const std::array<Confinement, 4>& confinements() {
  static const std::array<Confinement, 4> rows{{
      {"boost/", {"sim/fiber"}},
      {"CLI/", {"tools"}},
      {"fmt/", {"sim/explain", "sim/report", "sim/scenario", "tools"}},
      {"nlohmann/", {"sim/report", "sim/scenario", "tools"}},
  }};
  return rows;
}

struct Include {
  std::string_view path;
  bool quoted = false;
};

std::string_view without_leading_blanks(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t");
  return start == std::string_view::npos ? std::string_view{} : text.substr(start);
}

std::optional<Include> include_on(std::string_view line) {
  line = without_leading_blanks(line);
  if (!line.starts_with('#')) return std::nullopt;
  line = without_leading_blanks(line.substr(1));
  if (!line.starts_with("include")) return std::nullopt;
  line = without_leading_blanks(line.substr(std::string_view("include").size()));
  if (line.empty() || (line.front() != '"' && line.front() != '<')) return std::nullopt;
  const bool quoted = line.front() == '"';
  const std::size_t end = line.find(quoted ? '"' : '>', 1);
  if (end == std::string_view::npos) return std::nullopt;
  return Include{.path = line.substr(1, end - 1), .quoted = quoted};
}

bool contains(std::span<const std::string_view> folders, std::string_view folder) {
  return std::find(folders.begin(), folders.end(), folder) != folders.end();
}

std::optional<std::string> objection(const Row& row, const Include& include,
                                     const IsFile& is_file) {
  const std::string folder(row.folder);
  // Headers for users are named as users name them.
  const std::string path =
      (include.path.starts_with("heddle/") ? "include/" : "") + std::string(include.path);
  const std::string_view target = folder_of(path);
  if (!include.quoted) {
    if (!target.empty()) return "includes <" + path + ">: a file of ours belongs in quotes";
    for (const Confinement& confinement : confinements()) {
      if (include.path.starts_with(confinement.prefix) &&
          !contains(confinement.folders, row.folder))
        return "includes <" + path + ">, which " + folder + " may not see";
    }
    return std::nullopt;
  }
  if (target.empty() || !is_file(path))
    return "includes \"" + path + "\", which is no file of ours by its full path";
  if (target != row.folder && !contains(row.may_include, target))
    return "includes \"" + path + "\", but " + folder + " may not include " + std::string(target);
  return std::nullopt;
}

}  // namespace

std::string_view folder_of(std::string_view path) {
  for (const Row& row : table()) {
    if (path.starts_with(row.folder) && path.substr(row.folder.size()).starts_with('/'))
      return row.folder;
  }
  return {};
}

std::vector<std::string> violations(std::string_view path, std::string_view text,
                                    const IsFile& is_file) {
  const std::string_view folder = folder_of(path);
  if (folder.empty()) return {std::string(path) + ": is in no folder of the include table"};
  const Row& row = *std::find_if(table().begin(), table().end(),
                                 [&](const Row& each) { return each.folder == folder; });
  std::vector<std::string> found;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    ++number;
    if (const auto include = include_on(text.substr(0, end))) {
      if (const auto reason = objection(row, *include, is_file))
        found.push_back(std::string(path) + ":" + std::to_string(number) + ": " + *reason);
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return found;
}

}  // namespace heddle::structure
