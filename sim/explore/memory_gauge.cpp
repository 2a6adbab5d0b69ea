#include "sim/explore/memory_gauge.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include "sim/explore/memory_reserve.hpp"

namespace heddle {
namespace {

constexpr std::chrono::milliseconds between_looks{10};
// Freed memory is given back to the system at most so often: that takes long if there is much.
constexpr std::chrono::milliseconds between_trims{500};
// By itself a command takes six eighths of what is left: its report needs some memory, too, and so
// do others on the machine. If it is told to, it takes up to seven eighths.
constexpr std::size_t parts_by_default = 6;
constexpr std::size_t most_parts = 7;
constexpr std::size_t parts = 8;

struct Taken {
  std::size_t mapped = 0;
  std::size_t resident = 0;
};

std::optional<Taken> taken() {
  std::ifstream stream("/proc/self/statm");
  Taken pages;
  if (!(stream >> pages.mapped >> pages.resident)) return std::nullopt;
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return Taken{pages.mapped * page, pages.resident * page};
}

std::optional<std::size_t> number_in(const std::string& file) {
  std::ifstream stream(file);
  std::size_t number = 0;
  if (!(stream >> number)) return std::nullopt;
  return number;
}

// How much the machine could give, in bytes.
std::optional<std::size_t> available() {
  std::ifstream stream("/proc/meminfo");
  std::string word;
  while (stream >> word) {
    std::size_t kilobytes = 0;
    if (word == "MemAvailable:" && stream >> kilobytes) return kilobytes << 10U;
  }
  return std::nullopt;
}

// The folder of this process below `root`, by the line of /proc/self/cgroup that begins with
// `prefix`.
std::string control_group(const std::string& root, const std::string& prefix) {
  std::ifstream stream("/proc/self/cgroup");
  std::string line;
  while (std::getline(stream, line)) {
    const std::size_t colons = line.find(prefix);
    if (colons != std::string::npos) return root + line.substr(colons + prefix.size());
  }
  return root;
}

// What the limit of one control group leaves. A limit that is not set is a word, or very large.
std::size_t left_of(const std::string& folder, const char* limit, const char* usage) {
  const auto most = number_in(folder + limit);
  const auto used = number_in(folder + usage);
  return most && used ? *most - std::min(*most, *used) : SIZE_MAX;
}

std::size_t left_of_control_group() {
  const std::string root = "/sys/fs/cgroup";
  std::size_t left = SIZE_MAX;
  // Inside of a container the folder of the process may not be there, but then the root is its own.
  for (const std::string& folder : {control_group(root, "0::"), root}) {
    left = std::min(left, left_of(folder, "/memory.max", "/memory.current"));
  }
  const std::string old_root = root + "/memory";
  for (const std::string& folder : {control_group(old_root, ":memory:"), old_root}) {
    left = std::min(left, left_of(folder, "/memory.limit_in_bytes", "/memory.usage_in_bytes"));
  }
  return left;
}

// The limit on the address space; nullopt: there is none.
std::optional<std::size_t> most_mapped() {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
  return static_cast<std::size_t>(limit.rlim_cur);
}

std::optional<std::size_t> left_in_all() {
  const auto machine = available();
  if (!machine) return std::nullopt;
  return std::min({*machine, left_of_control_group(), MemoryGauge::address_space_left()});
}

std::int64_t now() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

template <typename Duration>
std::int64_t ticks(Duration duration) {
  return std::chrono::steady_clock::duration(duration).count();
}

}  // namespace

MemoryGauge::MemoryGauge(std::size_t limit) : limit_(limit) {
  const auto used = taken();
  if (!used) return;
  most_resident_ = used->resident + std::min(limit, SIZE_MAX - used->resident);
}

bool MemoryGauge::is_used_up() {
  if (is_memory_short()) return true;
  const std::int64_t present = now();
  std::int64_t due = next_look_.load(std::memory_order_relaxed);
  if (present < due || !next_look_.compare_exchange_strong(due, present + ticks(between_looks))) {
    return used_up_.load(std::memory_order_relaxed);
  }
  bool over = is_over();
#if defined(__GLIBC__)
  // Memory that an earlier search has freed may still be this process's.
  if (over && present >= next_trim_.load(std::memory_order_relaxed)) {
    malloc_trim(0);
    next_trim_.store(now() + ticks(between_trims), std::memory_order_relaxed);
    over = is_over();
  }
#endif
  used_up_.store(over, std::memory_order_relaxed);
  return over;
}

std::size_t MemoryGauge::left() const {
#if defined(__GLIBC__)
  malloc_trim(0);  // freed memory may still be this process's
#endif
  const auto used = taken();
  if (!used) return SIZE_MAX;
  const std::size_t all = used->resident + elsewhere_.load(std::memory_order_relaxed);
  return most_resident_ - std::min(most_resident_, all);
}

bool MemoryGauge::is_over() const {
  const auto used = taken();
  return used && used->resident + elsewhere_.load(std::memory_order_relaxed) > most_resident_;
}

std::size_t MemoryGauge::resident() {
  const auto used = taken();
  return used ? used->resident : 0;
}

std::optional<std::size_t> MemoryGauge::default_limit() {
  const auto left = left_in_all();
  return left ? std::optional(*left / parts * parts_by_default) : std::nullopt;
}

std::optional<std::size_t> MemoryGauge::largest_limit() {
  const auto left = left_in_all();
  return left ? std::optional(*left / parts * most_parts) : std::nullopt;
}

std::size_t MemoryGauge::address_space_left() {
  const auto most = most_mapped();
  if (!most) return SIZE_MAX;
  const auto used = taken();
  return *most - std::min(*most, used ? used->mapped : 0);
}

}  // namespace heddle
