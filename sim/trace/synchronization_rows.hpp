#pragma once
// Where happens-before is kept between threads: each object that passes it on has a row, and some
// have a second one. This class knows only the numbers of the rows. Its users decide what a row
// holds: clocks, or a set of accesses.

#include <cstdint>
#include <span>
#include <vector>

#include "sim/model/ids.hpp"
#include "sim/model/program.hpp"

namespace heddle {

class SynchronizationRows {
 public:
  // The row by which `atomically` blocks pass knowledge on to each other.
  static constexpr std::uint32_t atomically_row = 0;

  struct Object {
    ObjectKind kind{};
    std::uint32_t row = 0;  // what a thread learns from it; not of plain memory
    // rwlock: the row that shared unlocks contribute to. barrier, channel, plain: its number among
    // those of its kind.
    std::uint32_t extra = 0;
  };

  explicit SynchronizationRows(std::span<const ObjectDeclaration> objects) {
    for (const ObjectDeclaration& declaration : objects) add(declaration);
  }

  const Object& operator[](ObjectId id) const { return objects_[index(id)]; }
  bool has(ObjectId id) const { return index(id) < objects_.size(); }

  std::uint32_t rows() const { return rows_; }
  std::uint32_t cells() const { return cells_; }
  std::uint32_t barriers() const { return barriers_; }
  std::uint32_t channels() const { return channels_; }

 private:
  void add(const ObjectDeclaration& declaration) {
    Object object{.kind = declaration.kind};
    if (declaration.kind == ObjectKind::plain) {
      object.extra = cells_++;
    } else {
      object.row = rows_++;
    }
    if (declaration.kind == ObjectKind::rwlock) object.extra = rows_++;
    if (declaration.kind == ObjectKind::barrier) object.extra = barriers_++;
    if (declaration.kind == ObjectKind::channel) object.extra = channels_++;
    objects_.push_back(object);
  }

  std::vector<Object> objects_;  // by ObjectId
  std::uint32_t rows_ = atomically_row + 1;
  std::uint32_t cells_ = 0;
  std::uint32_t barriers_ = 0;
  std::uint32_t channels_ = 0;
};

}  // namespace heddle
