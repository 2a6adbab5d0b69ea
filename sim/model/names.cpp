// The standard names of the vocabulary's enumerators.

#include "sim/model/object_kind.hpp"
#include "sim/model/operation.hpp"
#include "sim/model/operation_table.hpp"
#include "sim/model/program.hpp"

namespace heddle {

std::string_view name(OperationKind kind) {
  return operation_table::rows[operation_table::place(kind)].name;
}

std::string_view name(MemoryOrder order) {
  switch (order) {
    case MemoryOrder::relaxed:
      return "relaxed";
    case MemoryOrder::acquire:
      return "acquire";
    case MemoryOrder::release:
      return "release";
    case MemoryOrder::acq_rel:
      return "acq_rel";
    case MemoryOrder::seq_cst:
      return "seq_cst";
  }
  return {};
}

std::string_view name(Status status) {
  switch (status) {
    case Status::completed:
      return "completed";
    case Status::deadlock:
      return "deadlock";
    case Status::assertion:
      return "assertion";
    case Status::invariant:
      return "invariant";
    case Status::finally:
      return "finally";
    case Status::panic:
      return "panic";
    case Status::fault:
      return "fault";
    case Status::misuse:
      return "misuse";
    case Status::truncated:
      return "truncated";
    case Status::abandoned:
      return "abandoned";
    case Status::crash:
      return "crash";
  }
  return {};
}

std::string_view name(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::plain:
      return "plain";
    case ObjectKind::atomic:
      return "atomic";
    case ObjectKind::mutex:
      return "mutex";
    case ObjectKind::rwlock:
      return "rwlock";
    case ObjectKind::condvar:
      return "condvar";
    case ObjectKind::semaphore:
      return "semaphore";
    case ObjectKind::barrier:
      return "barrier";
    case ObjectKind::once:
      return "once";
    case ObjectKind::channel:
      return "channel";
    case ObjectKind::block:
      return "block";
  }
  return {};
}

std::string_view name(TimeModel model) {
  switch (model) {
    case TimeModel::exact:
      return "exact";
    case TimeModel::jitter:
      return "jitter";
    case TimeModel::unbounded:
      return "unbounded";
  }
  return {};
}

}  // namespace heddle
