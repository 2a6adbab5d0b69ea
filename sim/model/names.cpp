// The standard names of the vocabulary's enumerators.

#include <array>

#include "sim/model/operation.hpp"
#include "sim/model/program.hpp"

namespace heddle {

std::string_view name(OperationKind kind) {
  static constexpr std::array<std::string_view, operation_kinds> names = {"read",
                                                                          "write",
                                                                          "load",
                                                                          "store",
                                                                          "fetch_add",
                                                                          "fetch_sub",
                                                                          "fetch_and",
                                                                          "fetch_or",
                                                                          "fetch_xor",
                                                                          "exchange",
                                                                          "compare_exchange",
                                                                          "fence",
                                                                          "lock",
                                                                          "unlock",
                                                                          "try_lock",
                                                                          "lock_shared",
                                                                          "unlock_shared",
                                                                          "try_lock_shared",
                                                                          "wait",
                                                                          "notify_one",
                                                                          "notify_all",
                                                                          "acquire",
                                                                          "release",
                                                                          "try_acquire",
                                                                          "arrive",
                                                                          "once_begin",
                                                                          "once_end",
                                                                          "send",
                                                                          "recv",
                                                                          "try_recv",
                                                                          "close",
                                                                          "spawn",
                                                                          "join",
                                                                          "sleep",
                                                                          "yield",
                                                                          "end",
                                                                          "print",
                                                                          "await",
                                                                          "choose",
                                                                          "atomically",
                                                                          "atomically_end",
                                                                          "fail"};
  return names[static_cast<std::size_t>(kind)];
}

std::string_view name(MemoryOrder order) {
  static constexpr std::array<std::string_view, 5> names = {"relaxed", "acquire", "release",
                                                            "acq_rel", "seq_cst"};
  return names[static_cast<std::size_t>(order)];
}

std::string_view name(Status status) {
  static constexpr std::array<std::string_view, 11> names = {
      "completed", "deadlock", "assertion", "invariant", "finally", "panic",
      "fault",     "misuse",   "truncated", "abandoned", "crash"};
  return names[static_cast<std::size_t>(status)];
}

std::string_view name(ObjectKind kind) {
  static constexpr std::array<std::string_view, 9> names = {
      "plain", "atomic", "mutex", "rwlock", "condvar", "semaphore", "barrier", "once", "channel"};
  return names[static_cast<std::size_t>(kind)];
}

std::string_view name(TimeModel model) {
  static constexpr std::array<std::string_view, 3> names = {"exact", "jitter", "unbounded"};
  return names[static_cast<std::size_t>(model)];
}

}  // namespace heddle
