#include "sim/code/symbolizer.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>

extern char** environ;

namespace heddle::code {
namespace {

struct Place {
  std::string module;
  std::uintptr_t offset = 0;
};

// Which file the code at the address was loaded from, and where in it that is.
std::optional<Place> place_of(const void* address) {
  struct Search {
    std::uintptr_t address;
    std::optional<Place> found;
  } search{reinterpret_cast<std::uintptr_t>(address), std::nullopt};
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* data) {
        auto& wanted = *static_cast<Search*>(data);
        for (int number = 0; number < info->dlpi_phnum; ++number) {
          const auto& segment = info->dlpi_phdr[number];
          const bool is_code = segment.p_type == PT_LOAD && (segment.p_flags & PF_X) != 0;
          const std::uintptr_t begin = info->dlpi_addr + segment.p_vaddr;
          if (!is_code || wanted.address < begin || wanted.address >= begin + segment.p_memsz) {
            continue;
          }
          const std::string name = info->dlpi_name;
          wanted.found = {name.empty() ? "/proc/" + std::to_string(getpid()) + "/exe" : name,
                          wanted.address - info->dlpi_addr};
          return 1;
        }
        return 0;
      },
      &search);
  return search.found;
}

// A line of an answer, without its end; nullopt: the other side is gone.
std::optional<std::string> read_line(int descriptor) {
  std::string line;
  for (char c = 0;;) {
    if (read(descriptor, &c, 1) != 1) return std::nullopt;
    if (c == '\n') return line;
    line += c;
  }
}

// "file:12", with more behind it at times.
std::optional<SourceLine> parsed(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  unsigned number = 0;
  std::from_chars(text.data() + colon + 1, text.data() + text.size(), number);
  if (number == 0 || text.starts_with("??")) return std::nullopt;
  return SourceLine{text.substr(0, colon), number};
}

}  // namespace

bool is_of_library(std::string_view file) {
  for (const std::string_view part :
       {"/include/c++/", "/bits/", "include/heddle/", "sim/code/", "sim/memory/"}) {
    if (file.find(part) != std::string_view::npos) return true;
  }
  return file.starts_with("/usr/include/") || file.starts_with("/usr/lib/");
}

Symbolizer& Symbolizer::of_process() {
  static Symbolizer symbolizer;
  return symbolizer;
}

Symbolizer::~Symbolizer() {
  for (auto& [module, process] : processes_) {
    if (process.pid == 0) continue;
    close(process.requests);
    close(process.answers);
    waitpid(process.pid, nullptr, 0);
  }
}

Symbolizer::Process* Symbolizer::process_of(const std::string& module) {
  const auto [entry, is_new] = processes_.try_emplace(module);
  Process& process = entry->second;
  if (!is_new) return process.pid == 0 ? nullptr : &process;
  std::array<int, 2> requests{};
  std::array<int, 2> answers{};
  if (pipe2(requests.data(), O_CLOEXEC) != 0) return nullptr;
  if (pipe2(answers.data(), O_CLOEXEC) != 0) {
    close(requests[0]);
    close(requests[1]);
    return nullptr;
  }
  posix_spawn_file_actions_t actions{};
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, requests[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, answers[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::string program = "addr2line";
  std::string options = "-aie";
  std::string file = module;
  std::array<char*, 4> arguments{program.data(), options.data(), file.data(), nullptr};
  pid_t pid = 0;
  const int failed = posix_spawnp(&pid, "addr2line", &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(requests[0]);
  close(answers[1]);
  if (failed != 0) {
    close(requests[1]);
    close(answers[0]);
    return nullptr;
  }
  process = {pid, requests[1], answers[0]};
  return &process;
}

std::optional<SourceLine> Symbolizer::look_up(const void* address) {
  const auto place = place_of(address);
  if (!place) return std::nullopt;
  Process* const process = process_of(place->module);
  if (process == nullptr) return std::nullopt;
  // What was called is before the address. The answer ends where that to the second address begins,
  // which has a line of its own.
  std::array<char, 64> request{};
  const int length = std::snprintf(request.data(), request.size(), "0x%zx\n0x1\n",
                                   static_cast<std::size_t>(place->offset - 1));
  std::optional<SourceLine> found;
  if (write(process->requests, request.data(), static_cast<std::size_t>(length)) == length) {
    int addresses = 0;
    while (const auto line = read_line(process->answers)) {
      if (line->starts_with("0x")) {
        if (++addresses == 2) {
          read_line(process->answers);
          return found;
        }
        continue;
      }
      const auto source = parsed(*line);
      if (!found && source && !is_of_library(source->file)) found = source;
    }
  }
  close(process->requests);
  close(process->answers);
  waitpid(process->pid, nullptr, 0);
  process->pid = 0;
  return found;
}

std::optional<SourceLine> Symbolizer::user_line(const void* address) {
  const std::lock_guard lock(mutex_);
  if (const auto known = known_.find(address); known != known_.end()) return known->second;
  return known_[address] = look_up(address);
}

std::string Symbolizer::name(const void* address) {
  const auto place = place_of(address);
  if (!place) return "?";
  std::array<char, 32> offset{};
  std::snprintf(offset.data(), offset.size(), "+0x%zx", static_cast<std::size_t>(place->offset));
  return place->module.substr(place->module.find_last_of('/') + 1) + offset.data();
}

}  // namespace heddle::code
